import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { bn254 } from '@noble/curves/bn254.js';
import { COORDINATE_ORDER, encodeG1, errorCode, parseVerificationKey } from '@tacit/sdk';
import { defaultLocations, localArtifacts, readCircuitsFile } from '@tacit/sdk/node';
import { BaseError, ContractFunctionRevertedError, type Hex, keccak256 } from 'viem';
import { g2Rows } from '../support/simulated-key.ts';
import { startChain } from './support/chain.ts';
import {
  CEREMONY,
  DEVELOPMENT,
  expectedCircuitId,
  g2Words,
  type KeyArgument,
  keyArgument,
  metadataOf,
} from './support/encoding.ts';
import { syntheticKey } from './support/synthetic-key.ts';
import { deployRegistry, hexOf } from './support/verifier.ts';

const chain = await startChain();
const registry = await deployRegistry(chain);
const source = localArtifacts();
const file = readCircuitsFile(join(defaultLocations().circuits, 'circuits.json'));
const ANY = { name: 'synthetic', maxSteps: 0, batch: 0, outputs: 0, errorFraction: 0 };

/** The name of the custom error that a call ended with. */
async function refusal(act: Promise<unknown>): Promise<{ name: string | undefined; args: readonly unknown[] }> {
  try {
    await act;
  } catch (error) {
    const reverted = error instanceof BaseError ? error.walk((e) => e instanceof ContractFunctionRevertedError) : error;
    if (!(reverted instanceof ContractFunctionRevertedError)) throw error;
    return { name: reverted.data?.errorName, args: reverted.data?.args ?? [] };
  }
  return { name: undefined, args: [] };
}

describe('CircuitRegistry and the keys of the SDK', () => {
  for (const [name, shape] of Object.entries(file.circuits)) {
    it(`registers ${name} under the id and the hashes that a client computes`, async () => {
      const { verificationKey: key, circuit } = await source.load(name);
      const { id } = await registry.register(keyArgument(key), metadataOf(circuit));
      assert.equal(id, expectedCircuitId(key, metadataOf(circuit)));
      const found = await registry.circuit(id);
      assert.equal(found.keyHash, hexOf(key.hash));
      const bases = key.committedBases.flatMap((base) => [...encodeG1(base)]);
      assert.equal(found.committedBasesHash, keccak256(Uint8Array.from(bases)));
      assert.deepEqual(
        [found.committedSignals, found.statementSignals, found.maxSteps, found.batch, found.outputs, found.development],
        [circuit.committedSignals, circuit.statementSignals, circuit.format.maxSteps, shape.batch, shape.outputs, true],
      );
      assert.equal(found.errorFraction, circuit.format.errorFraction);
      assert.deepEqual(await registry.claimsOf(id), [name, DEVELOPMENT]);
    });
  }

  it('gives another id to the same key with other claims (INV-33)', async () => {
    const { verificationKey: key, circuit } = await source.load('logistic-4x3-b8');
    const metadata = metadataOf(circuit);
    const more = { ...metadata, maxSteps: metadata.maxSteps + 1 };
    const ids = new Set([expectedCircuitId(key, metadata)]);
    for (const [about, provenance] of [
      [more, DEVELOPMENT],
      [metadata, CEREMONY],
    ] as const) {
      const { id } = await registry.register(keyArgument(key), about, provenance);
      assert.equal(id, expectedCircuitId(key, about, provenance));
      ids.add(id);
    }
    assert.equal(ids.size, 3);
  });

  it('refuses a second registration, and ids that it does not know', async () => {
    const { argument } = syntheticKey(5, 2, 3);
    const { id } = await registry.register(argument, ANY);
    assert.deepEqual(await refusal(registry.register(argument, ANY)), { name: 'CircuitAlreadyRegistered', args: [id] });
    const unknown: Hex = `0x${'12'.repeat(32)}`;
    for (const act of [registry.circuit, registry.claimsOf, (other: Hex) => registry.requireUsable(other, false)]) {
      assert.deepEqual(await refusal(act(unknown)), { name: 'CircuitNotRegistered', args: [unknown] });
    }
  });

  it('keeps keys of up to 371 public signals: more would be longer than code may be', async () => {
    const { argument } = syntheticKey(5, 2, 4);
    const base = argument.statementBases[0] as { x: bigint; y: bigint };
    const longer = (signals: number) => ({
      ...argument,
      statementBases: Array.from({ length: 1 + signals }, () => base),
    });
    const limited = await startChain({ limitsCode: true });
    const registry = await deployRegistry(limited);
    const { id } = await registry.register(longer(371), ANY);
    const code = await (await limited.viem.getPublicClient()).getCode({ address: (await registry.circuit(id)).vk });
    assert.equal(code?.length, 2 + 2 * (1 + 768 + 64 * 371));
    assert.equal((await refusal(registry.register(longer(372), ANY))).name, 'KeyNotStored');
  });
});

describe('CircuitRegistry and keys that the SDK refuses', () => {
  const path = join(source.directoryOf(file.circuits['logistic-4x3-b8'] as never), 'verification-key.json');
  type Rows = Record<string, unknown> & { IC: string[][]; K: string[][] };
  const trapdoors = ['beta', 'gamma', 'delta', 'eta'] as const;
  const zero = { xImaginary: 0n, xReal: 0n, yImaginary: 0n, yReal: 0n };

  /** The same fault in the SDK's file and in the registry's argument, and the error that names it on chain. */
  const faults: [string, string, (rows: Rows) => void, (key: KeyArgument) => void][] = [];
  const g2Of = (scalar: bigint) => {
    const [xImaginary, xReal, yImaginary, yReal] = g2Words(bn254.G2.Point.BASE.multiply(scalar)) as [
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    return { xImaginary, xReal, yImaginary, yReal };
  };
  for (const name of trapdoors) {
    if (name !== 'gamma') {
      faults.push([
        `${name} at the generator`,
        'KeyPointIsGenerator',
        (rows) => {
          rows[`vk_${name}_2`] = g2Rows(1n);
        },
        (key) => {
          key[name] = g2Of(1n);
        },
      ]);
    }
    for (const other of trapdoors.slice(0, trapdoors.indexOf(name))) {
      faults.push([
        `${name} equal to ${other}`,
        'KeyPointsCoincide',
        (rows) => {
          rows[`vk_${name}_2`] = rows[`vk_${other}_2`] = g2Rows(77n);
        },
        (key) => {
          key[name] = key[other] = g2Of(77n);
        },
      ]);
    }
    faults.push([
      `${name} zero`,
      'KeyPointIsZero',
      (rows) => {
        rows[`vk_${name}_2`] = [
          ['0', '0'],
          ['1', '0'],
          ['0', '0'],
        ];
      },
      (key) => {
        key[name] = zero;
      },
    ]);
  }
  faults.push(
    [
      'eta of another key',
      'KeyPairingFailed',
      (rows) => {
        rows.vk_eta_2 = g2Rows(77n);
      },
      (key) => {
        key.eta = g2Of(77n);
      },
    ],
    [
      'a committed base zero',
      'KeyPointIsZero',
      (rows) => {
        rows.K[1] = ['0', '1', '0'];
      },
      (key) => {
        key.committedBases[1] = { x: 0n, y: 0n };
      },
    ],
    [
      'a coordinate plus q',
      'KeyPointNotOnCurve',
      (rows) => {
        const row = rows.IC[2] as string[];
        row[0] = String(BigInt(row[0] as string) + COORDINATE_ORDER);
      },
      (key) => {
        (key.statementBases[2] as { x: bigint }).x += COORDINATE_ORDER;
      },
    ],
    [
      'two committed bases exchanged',
      'KeyPairingFailed',
      (rows) => {
        [rows.K[0], rows.K[1]] = [rows.K[1] as string[], rows.K[0] as string[]];
      },
      (key) => {
        key.committedBases.splice(0, 2, ...key.committedBases.slice(0, 2).toReversed());
      },
    ],
    [
      'a committed base missing',
      'KeyBasesMiscounted',
      (rows) => {
        rows.K.pop();
      },
      (key) => {
        key.committedBases.pop();
      },
    ],
  );

  for (const [title, expected, spoilRows, spoilKey] of faults) {
    it(`refuses ${title} as the SDK does (INV-16)`, async () => {
      const { verificationKey: key, circuit } = await source.load('logistic-4x3-b8');
      const rows = JSON.parse(readFileSync(path, 'utf8')) as Rows;
      spoilRows(rows);
      assert.throws(
        () => parseVerificationKey(rows, circuit.statementSignals),
        (error) => errorCode(error) === 'KEY_INVALID',
      );
      const argument = keyArgument(key);
      spoilKey(argument);
      assert.equal((await refusal(registry.register(argument, metadataOf(circuit)))).name, expected);
    });
  }
});

describe('CircuitRegistry and development keys', () => {
  it('lets tasks with stakes use them on a local chain only (INV-34)', async () => {
    for (const [chainId, usable] of [
      [1, false],
      [11_155_111, false],
      [1337, true],
      [31_337, true],
    ] as const) {
      const other = await startChain({ chainId });
      const elsewhere = await deployRegistry(other);
      const { id } = await elsewhere.register(syntheticKey(5, 2, 5).argument, ANY);
      assert.equal((await elsewhere.requireUsable(id, false)).development, true);
      const { name, args } = await refusal(elsewhere.requireUsable(id, true));
      assert.deepEqual([name, args], usable ? [undefined, []] : ['DevelopmentKeyStaked', [id, BigInt(chainId)]]);
    }
  });

  it('lets deployers opt in elsewhere, and other keys pass anyway (INV-34)', async () => {
    const other = await startChain({ chainId: 1 });
    const open = await deployRegistry(other, true);
    const development = await open.register(syntheticKey(5, 2, 6).argument, ANY);
    assert.equal((await open.requireUsable(development.id, true)).development, true);
    const closed = await deployRegistry(other);
    const ceremony = await closed.register(syntheticKey(5, 2, 6).argument, ANY, CEREMONY);
    assert.equal((await closed.requireUsable(ceremony.id, true)).development, false);
  });

  it('emits what a client needs to find a key by its hash', async () => {
    const { argument } = syntheticKey(5, 2, 7);
    const { id } = await registry.register(argument, { ...ANY, name: 'found by its event' });
    const events = await registry.contract.getEvents.CircuitRegistered?.({ id } as never);
    const [event] = events as unknown as { args: Record<string, unknown> }[];
    const { vk, keyHash } = await registry.circuit(id);
    assert.equal(String(event?.args.vk).toLowerCase(), vk.toLowerCase());
    assert.deepEqual([event?.args.keyHash, event?.args.name], [keyHash, 'found by its event']);
  });
});
