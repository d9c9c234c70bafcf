import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  decodeG1,
  decodeProof,
  encodeG1,
  encodeProof,
  FIELD_ORDER,
  packParams,
  readProofResponse,
  STATEMENT_SIGNALS,
  standaloneContext,
  statementFrom,
  statementValues,
} from '@tacit/sdk';
import { FILES, localArtifacts } from '@tacit/sdk/node';
import { developmentTrapdoor } from '../../sdk/src/node/keys/trapdoor.ts';
import { CIRCUITS } from '../../sdk/src/proving/generated/circuits.ts';
import { exampleDocument } from '../support/example-document.ts';
import { type Ended, hardhat, hardhatPipe } from '../support/hardhat.ts';
import { seededRandomness } from '../support/random-step.ts';
import { endProver, realResponses } from '../support/real-proofs.ts';
import { forgeProof, G1 } from '../support/simulated-key.ts';

after(endProver);

const NAME = 'logistic-4x3-b8';
const { artifacts, plain: GOOD, compressed: COMPRESSED } = await realResponses(NAME);
const key = artifacts.verificationKey;

const verify = (document: unknown, ...args: string[]): Promise<Ended> => hardhat(['zk', 'verify', ...args], document);
const decode = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
function flipped(text: string, bit: number): string {
  const bytes = decode(text);
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (128 >> (bit & 7));
  return encode(bytes);
}
const inputs = (at: number, change: (value: bigint) => unknown) =>
  GOOD.publicInputs.with(at, String(change(BigInt(GOOD.publicInputs[at] as string))));

/** One clear line on stderr, nothing on stdout, and 2. */
function assertRefusedByTask({ code, stdout, stderr }: Ended, expected: string): void {
  assert.deepEqual([code, stdout], [2, ''], stderr);
  assert.match(stderr, new RegExp(`^error ${expected}: [^\n]{8,300}\n$`));
}

describe('zk example | zk prove | zk verify', { concurrency: 2 }, () => {
  const runs: [name: string, example: string[], prove: string[], bytes: [number, number]][] = [
    ['linear-16x4-b8', [], [], [256, 64]],
    ['logistic-4x3-b8', ['--floats'], ['--compressed'], [128, 32]],
    ['logistic-30x2-b32', [], ['--opening'], [256, 64]],
    ['logistic-64x10-b16', ['--floats'], ['--compressed', '--opening'], [128, 32]],
  ];
  for (const [name, exampleOptions, proveOptions, [proofBytes, commitmentBytes]] of runs) {
    it(`proves a step of ${[name, ...exampleOptions, ...proveOptions].join(' ')}`, async () => {
      const [example, proof, verdict] = (await hardhatPipe(
        ['zk', 'example', '--circuit', name, ...exampleOptions],
        ['zk', 'prove', ...proveOptions],
        ['zk', 'verify', '--json'],
      )) as [Ended, Ended, Ended];
      assert.deepEqual(
        [example.code, proof.code, verdict.code],
        [0, 0, 0],
        example.stderr + proof.stderr + verdict.stderr,
      );
      assert.deepEqual([example.stderr, verdict.stderr], ['', '']);

      const request = JSON.parse(example.stdout);
      assert.equal(request.witness.numbers, exampleOptions.length > 0 ? 'floats' : 'integers');
      const response = JSON.parse(proof.stdout);
      assert.deepEqual([response.circuit, response.metadata.keyProvenance], [name, 'development']);
      assert.deepEqual(
        [decode(response.proof).length, decode(response.commitment).length],
        [proofBytes, commitmentBytes],
      );
      assert.equal(response.publicInputs[0], request.statement.rootBefore);
      assert.equal('opening' in response, proveOptions.includes('--opening'));
      assert.ok(!proof.stdout.includes(request.witness.salts.after));
      assert.ok(!('blind' in request.witness), 'an example that carried a blind would have it used twice');

      const { batchIndex, learningRate } = request.statement;
      assert.deepEqual(JSON.parse(verdict.stdout), {
        valid: true,
        mode: 'step',
        batchIndex,
        learningRate,
        circuit: name,
        keyProvenance: 'development',
        statement: Object.fromEntries(STATEMENT_SIGNALS.map((signal, i) => [signal, response.publicInputs[i]])),
        context: request.statement.context,
      });
    });
  }
});

describe('zk verify says 1 for what does not hold (INV-21)', { concurrency: 2 }, () => {
  const D = decodeG1(decode(GOOD.commitment));
  const { a, b, c } = decodeProof(decode(GOOD.proof));
  const mauled = {
    ...GOOD,
    proof: encode(encodeProof({ a, b: b.add(key.eta.multiply(9n)), c })),
    commitment: encode(encodeG1(D.add(a.multiply(9n)))),
  };
  const cases: [title: string, document: unknown][] = [
    ['a flipped bit of the proof', { ...GOOD, proof: flipped(GOOD.proof, 1000) }],
    ['a flipped bit of the compressed proof', { ...COMPRESSED, proof: flipped(COMPRESSED.proof, 1) }],
    ['a flipped bit of the commitment', { ...GOOD, commitment: flipped(GOOD.commitment, 300) }],
    ['another rootAfter', { ...GOOD, publicInputs: inputs(1, (value) => value ^ 1n) }],
    ['a public input that is none', { ...GOOD, publicInputs: inputs(0, () => 2n ** 256n - 1n) }],
    ['another nonce', { ...GOOD, context: { ...GOOD.context, nonce: '1' } }],
    ['another epoch', { ...GOOD, context: { ...GOOD.context, epoch: 9 } }],
    ['a bare context', { ...GOOD, context: GOOD.publicInputs[4] }],
    ['another circuit', { ...GOOD, circuit: 'linear-16x4-b8' }],
    ['another circuit, without metadata', { ...GOOD, circuit: 'linear-16x4-b8', metadata: {} }],
    ['another key', { ...GOOD, metadata: { ...GOOD.metadata, keyHash: '0x1' } }],
    ['a mauled pair (B + s eta2, D + s A)', mauled],
    ['an opening that is not that of D', { ...GOOD, opening: { ...GOOD.opening, loss: '1' } }],
  ];
  cases.forEach(([title, document], i) => {
    it(title, async () => {
      const json = i % 2 === 0;
      const { code, stdout, stderr } = await verify(document, ...(json ? ['--json'] : []));
      assert.deepEqual([code, stderr], [1, '']);
      if (json) assert.equal(JSON.parse(stdout).valid, false);
      else assert.match(stdout, /^invalid: [^\n]+\n$/);
    });
  });
});

describe('zk verify says 2 for what is no proof document (INV-21)', { concurrency: 2 }, () => {
  const text = JSON.stringify(GOOD);
  const cases: [title: string, document: unknown, code: string][] = [
    ['nothing', '', 'INPUT_NOT_JSON'],
    ['JSON cut short', text.slice(0, -5), 'INPUT_NOT_JSON'],
    ['a list', [GOOD], 'REQUEST_INVALID'],
    ['a missing field', { ...GOOD, context: undefined }, 'REQUEST_INVALID'],
    ['an unknown field', { ...GOOD, 'more\u001b[2J\n': 1 }, 'REQUEST_INVALID'],
    ['a __proto__', text.replace('{', '{"__proto__": {"valid": true}, '), 'REQUEST_INVALID'],
    ['lists in lists without end', '['.repeat(200_000) + ']'.repeat(200_000), 'REQUEST_INVALID'],
    ['an object in objects without end', `${'{"proof":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'REQUEST_INVALID'],
    ['base64 with a line break', { ...GOOD, proof: `${GOOD.proof}\n` }, 'REQUEST_INVALID'],
    ['a decimal with a leading zero', { ...GOOD, publicInputs: inputs(0, (value) => `0${value}`) }, 'REQUEST_INVALID'],
    [
      'a public input written + r',
      { ...GOOD, publicInputs: inputs(2, (value) => value + FIELD_ORDER) },
      'REQUEST_INVALID',
    ],
    ['a nonce in capitals', { ...GOOD, context: { ...GOOD.context, nonce: '0xAB' } }, 'FIELD_INVALID'],
    ['a circuit that is not declared', { ...GOOD, circuit: 'linear-3x3-b3' }, 'CIRCUIT_UNKNOWN'],
    ['a circuit that cannot be', { ...GOOD, circuit: '__proto__' }, 'SHAPE_INVALID'],
    ['a proof of 255 bytes', { ...GOOD, proof: encode(decode(GOOD.proof).subarray(1)) }, 'REQUEST_INVALID'],
  ];
  for (const [title, document, code] of cases) {
    it(title, async () => assertRefusedByTask(await verify(document), code));
  }
});

describe('zk verify under a development key', () => {
  it('accepts what anybody can forge, and says so (INV-17)', async () => {
    const r1cs = readFileSync(join(localArtifacts().directoryOf(CIRCUITS[NAME].shape), FILES.r1cs));
    const commitment = G1.BASE.multiply(99n);
    const response = readProofResponse(GOOD, 5);
    assert.ok(typeof response.context === 'object');
    const params = packParams({ mode: 0, batchIndex: 1, multiplier: 1, lossSum: 0n });
    const statement = statementFrom([1n, 2n, 3n, params, standaloneContext(key.hash, response.context, commitment)]);
    const trapdoor = developmentTrapdoor(new Uint8Array(r1cs));
    const proof = forgeProof(key, trapdoor, { statement, commitment }, seededRandomness(1));
    const { opening: _secret, ...rest } = GOOD;
    const forged = {
      ...rest,
      proof: encode(encodeProof(proof)),
      commitment: encode(encodeG1(commitment)),
      publicInputs: statementValues(statement).map(String),
      metadata: { ...GOOD.metadata, keyProvenance: 'ceremony' },
    };
    const [asText, asJson] = await Promise.all([verify(forged), verify(forged, '--json')]);
    assert.deepEqual([asText.code, asJson.code], [0, 0]);
    assert.match(
      asText.stdout,
      /^valid: a step on batch 1 .*\nThe key is a development key: anyone could have made this proof\.\n$/,
    );
    assert.equal(JSON.parse(asJson.stdout).keyProvenance, 'development');
  });
});

describe('zk prove says 2 for what cannot be proven', { concurrency: 2 }, () => {
  it('names the rule that a witness breaks', async () => {
    const request = await exampleDocument(NAME);
    request.statement.rootBefore = '5';
    assertRefusedByTask(await hardhat(['zk', 'prove'], request), 'ROOT_MISMATCH');
  });

  it('names the circuits that there are', async () => {
    const refused = await hardhat(['zk', 'prove'], { ...(await exampleDocument(NAME)), circuit: 'constructor' });
    assertRefusedByTask(refused, 'CIRCUIT_UNKNOWN');
    assert.match(refused.stderr, /linear-16x4-b8/);
  });

  it('refuses a proof where a request belongs, and a file that is not there', async () => {
    assertRefusedByTask(await hardhat(['zk', 'prove'], GOOD), 'REQUEST_INVALID');
    assertRefusedByTask(await hardhat(['zk', 'prove', '--input', 'nowhere.json']), 'INPUT_UNREADABLE');
  });
});

describe('the other zk tasks', { concurrency: 2 }, () => {
  it('example refuses a circuit that is missing or unknown', async () => {
    assertRefusedByTask(await hardhat(['zk', 'example']), 'FIELD_MISSING');
    assertRefusedByTask(await hardhat(['zk', 'example', '--circuit', 'constructor']), 'CIRCUIT_UNKNOWN');
  });

  it('circuits lists what is declared, and warns of development keys', async () => {
    const [asText, asJson] = await Promise.all([hardhat(['zk', 'circuits']), hardhat(['zk', 'circuits', '--json'])]);
    assert.deepEqual([asText.code, asJson.code, asText.stderr, asJson.stderr], [0, 0, '', '']);
    const listed = JSON.parse(asJson.stdout).circuits as { name: string; key: string; committedSignals: number }[];
    assert.deepEqual(
      listed.map(({ name }) => name),
      Object.keys(CIRCUITS),
    );
    assert.ok(listed.every((circuit) => circuit.committedSignals > 2));
    assert.match(asText.stdout, /A development key has a public trapdoor/);
  });

  it('setup finds what is built, and refuses shapes that are incomplete, unknown or impossible', async () => {
    const { code, stdout, stderr } = await hardhat(['zk', 'setup', '--circuit', NAME, '--json']);
    assert.deepEqual([code, stderr], [0, '']);
    const [built] = JSON.parse(stdout).circuits;
    assert.deepEqual([built.name, built.key], [NAME, 'development']);
    assertRefusedByTask(await hardhat(['zk', 'setup', '--circuit', 'toString']), 'CIRCUIT_UNKNOWN');
    assertRefusedByTask(await hardhat(['zk', 'setup', '--kind', 'linear', '--in', '3']), 'FIELD_MISSING');
    const impossible = ['zk', 'setup', '--kind', 'linear', '--in', '3', '--out', '0x2', '--batch', '4'];
    assertRefusedByTask(await hardhat(impossible), 'REQUEST_INVALID');
    assertRefusedByTask(
      await hardhat(['zk', 'setup', '--kind', 'forest', '--in', '3', '--out', '2', '--batch', '4']),
      'SHAPE_INVALID',
    );
  });

  it('explain themselves with --help', async () => {
    const [all, one] = await Promise.all([hardhat(['zk', '--help']), hardhat(['zk', 'verify', '--help'])]);
    assert.deepEqual([all.code, one.code], [0, 0]);
    for (const task of ['circuits', 'setup', 'example', 'prove', 'verify'])
      assert.match(all.stdout, new RegExp(`zk ${task}`));
    assert.match(one.stdout, /--input[\s\S]*--json/);
    assert.match(one.stdout, /exit code 0 it holds, 1 it does not, 2 this is no proof document/);
  });
});
