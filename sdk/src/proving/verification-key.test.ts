import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keccak256, stringToHex } from 'viem';
import { assertRefused } from '../../../test/support/refusals.ts';
import { Fr, g1Row, g2Rows, type KeyFile, keyFile, simulateKey } from '../../../test/support/simulated-key.ts';
import { outsideSubgroup } from '../commitment/test-support.ts';
import { COORDINATE_ORDER, FIELD_ORDER } from '../hashing/index.ts';
import { parseVerificationKey } from './verification-key.ts';

const SIGNALS = 5;
const { file, trapdoor, artifacts } = simulateKey();
const COMMITTED = artifacts.circuit.committedSignals;
const parse = (json: unknown) => parseVerificationKey(json, SIGNALS);
const HASH = parse(file).hash;

/** The key file after one change. */
function changed(change: (key: KeyFile) => void): KeyFile {
  const copy = structuredClone(file);
  change(copy);
  return copy;
}
const refuse = (json: unknown, about?: RegExp) => assertRefused('KEY_INVALID', () => parse(json), about);
const refuseChange = (change: (key: KeyFile) => void, about?: RegExp) => refuse(changed(change), about);

const G1_FIELDS = ['vk_alpha_1'] as const;
const G2_FIELDS = ['vk_beta_2', 'vk_gamma_2', 'vk_delta_2', 'vk_eta_2'] as const;

/** Every G1 point of a file: a name and its row. */
const g1Points = (key: KeyFile): [string, string[]][] => [
  ...G1_FIELDS.map((name): [string, string[]] => [name, key[name] as string[]]),
  ...key.IC.map((row, j): [string, string[]] => [`IC_${j}`, row]),
  ...key.K.map((row, j): [string, string[]] => [`K_${j}`, row]),
];

describe('parseVerificationKey', () => {
  it('reads a key: bases of the statement, of the commitment, and provenance', () => {
    const key = parse(file);
    const counts = [key.statementBases, key.plainBases, key.committedBases].map((bases) => bases.length);
    assert.deepEqual(counts, [1 + SIGNALS, COMMITTED, COMMITTED]);
    assert.deepEqual([key.circuit, key.provenance], ['logistic-4x3-b8', { kind: 'development' }]);
    key.committedBases.forEach((base, j) => {
      assert.ok(base.multiply(trapdoor.eta).equals(key.plainBases[j] as typeof base));
    });
  });

  it('reads the provenance of a ceremony, and refuses a key that has none', () => {
    const provenance = { kind: 'ceremony', transcriptHash: '0x12', transcriptCid: 'bafy' };
    assert.deepEqual(
      parse(changed((key) => void (key.provenance = { ...provenance, more: 1 }))).provenance,
      provenance,
    );
    const others = [undefined, null, 'development', [], {}, { kind: 'other' }, { kind: 'ceremony' }];
    for (const other of [
      ...others,
      { kind: 'ceremony', transcriptHash: 1, transcriptCid: 'b' },
      { __proto__: provenance },
    ]) {
      refuseChange((key) => void (key.provenance = other), /where it comes from/);
    }
  });

  it('refuses what is no key at all', () => {
    for (const json of [
      undefined,
      null,
      5,
      'key',
      [],
      {},
      [file],
      JSON.parse('{"__proto__": {"protocol": "groth16"}}'),
    ]) {
      refuse(json);
    }
    refuseChange((key) => void (key.protocol = 'plonk'), /not a Groth16 key/);
    refuseChange((key) => void (key.curve = 'bls12381'), /not a Groth16 key/);
    refuseChange((key) => void (key.circuit = 5), /name its circuit/);
  });

  it('refuses a key whose fields come from a prototype', () => {
    refuse(Object.create(file));
    for (const name of Object.keys(file)) {
      const { [name]: value, ...rest } = file;
      refuse(JSON.parse(JSON.stringify({ ...rest, PROTO: { [name]: value } }).replace('"PROTO"', '"__proto__"')));
    }
  });

  it('refuses a file without any one of its fields', () => {
    for (const name of Object.keys(file)) refuseChange((key) => void delete key[name]);
  });
});

describe('the counts of a key', () => {
  it('refuses wrong numbers of bases', () => {
    refuseChange((key) => void key.K.pop(), /wrong number/);
    refuseChange((key) => void key.K.push(key.K[0] as string[]), /wrong number/);
    refuseChange((key) => void key.IC.pop(), /nPublic/);
    refuseChange((key) => void key.IC.push(key.IC[0] as string[]), /nPublic/);
    refuseChange((key) => {
      key.IC.pop();
      key.nPublic = key.IC.length - 1;
    }, /wrong number/);
    const right = SIGNALS + COMMITTED;
    for (const nPublic of [0, String(right), right + 1, null, right + 0.5])
      refuseChange((key) => void (key.nPublic = nPublic), /nPublic/);
  });

  it('refuses a key with nothing to commit to, or a list that is none', () => {
    refuseChange((key) => {
      key.K = [];
      key.IC = key.IC.slice(0, 6);
      key.nPublic = 5;
    }, /wrong number/);
    for (const name of ['IC', 'K']) refuseChange((key) => void (key[name] = { length: 11 }), /bases are missing/);
    refuseChange((key) => void (key.IC = new Array(200_000).fill(key.IC[0])), /bases are missing/);
    for (const signals of [0, 4, 6, SIGNALS + COMMITTED - 1, SIGNALS + COMMITTED, SIGNALS + COMMITTED + 1]) {
      assertRefused('KEY_INVALID', () => parseVerificationKey(file, signals), /wrong number/);
    }
  });
});

describe('the points of a key', () => {
  it('refuses a zero, whichever point it stands for and however it is written', () => {
    for (const [name] of g1Points(file)) {
      for (const zero of [
        ['0', '1', '0'],
        ['0', '0', '1'],
        ['0', '0', '0'],
      ]) {
        refuseChange((key) =>
          g1Points(key)
            .find(([n]) => n === name)?.[1]
            .splice(0, 3, ...zero),
        );
      }
    }
    // Right coordinates, but a third one that says otherwise.
    for (const third of ['0', '2', '01', 1, null]) {
      refuseChange((key) => void ((key.IC[3] as unknown[])[2] = third), /base IC_3 is zero/);
      refuseChange((key) => void ((key.K[1] as unknown[])[2] = third), /base K_1 is zero/);
      refuseChange((key) => void ((key.vk_eta_2 as unknown[])[2] = [third, '0']), /eta is zero/);
      refuseChange((key) => void ((key.vk_eta_2 as unknown[])[2] = ['1', third === '0' ? '1' : third]), /eta is zero/);
    }
    for (const name of G2_FIELDS) {
      refuseChange(
        (key) =>
          void (key[name] = [
            ['0', '0'],
            ['1', '0'],
            ['0', '0'],
          ]),
        /is zero/,
      );
      refuseChange(
        (key) =>
          void (key[name] = [
            ['0', '0'],
            ['0', '0'],
            ['1', '0'],
          ]),
        /no point of G2/,
      );
    }
  });

  it('refuses points off the curve and coordinates at or above the modulus', () => {
    for (const [name] of g1Points(file)) {
      for (const i of [0, 1]) {
        for (const move of [(c: bigint) => c + 1n, (c: bigint) => c + COORDINATE_ORDER]) {
          refuseChange((key) => {
            const row = g1Points(key).find(([n]) => n === name)?.[1] as string[];
            row[i] = String(move(BigInt(row[i] as string)));
          }, /no point of G1/);
        }
      }
    }
    for (const name of G2_FIELDS) {
      for (const [i, c] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ] as const) {
        for (const move of [(v: bigint) => v + 1n, (v: bigint) => v + COORDINATE_ORDER]) {
          refuseChange((key) => {
            const row = (key[name] as string[][])[i] as string[];
            row[c] = String(move(BigInt(row[c] as string)));
          }, /no point of G2/);
        }
      }
    }
  });

  it('refuses points of the twist outside the group', () => {
    const { x, y } = outsideSubgroup();
    const rows = [[x.c0, x.c1].map(String), [y.c0, y.c1].map(String), ['1', '0']];
    for (const name of G2_FIELDS) refuseChange((key) => void (key[name] = rows), /no point of G2/);
  });

  it('refuses other spellings of numbers, and rows of other lengths', () => {
    const spell = (text: string): unknown[] => [
      `0${text}`,
      `+${text}`,
      ` ${text}`,
      `0x${BigInt(text).toString(16)}`,
      Number(text),
    ];
    for (const value of [...spell(file.IC[3]?.[0] as string), null, '-1', '1e3', '']) {
      refuseChange((key) => void ((key.IC[3] as unknown[])[0] = value), /no decimal number/);
    }
    refuseChange((key) => void key.IC[3]?.push('1'), /number of coordinates/);
    refuseChange((key) => void key.IC[3]?.pop(), /number of coordinates/);
    for (const row of [null, {}, 'point', 5, []]) {
      refuseChange((key) => void (key.IC[3] = row as never));
      for (const name of G2_FIELDS) {
        refuseChange((key) => void (key[name] = row));
        refuseChange((key) => void ((key[name] as unknown[])[1] = row));
        refuseChange((key) => void ((key[name] as unknown[])[2] = row));
      }
    }
  });
});

describe('keys that would let somebody forge', () => {
  const withTrapdoor = (change: Partial<typeof trapdoor>) => {
    const scalars = file.IC.map((_, j) => BigInt(1000 + j));
    return keyFile('logistic-4x3-b8', { ...trapdoor, ...change }, scalars);
  };

  it('has a control: the same construction with honest secrets is accepted', () => {
    assert.equal(parse(withTrapdoor({})).committedBases.length, COMMITTED);
  });

  it('refuses delta or eta left at the generator, as an unfinished set-up leaves them', () => {
    refuse(withTrapdoor({ delta: 1n }), /delta is the generator/);
    refuse(withTrapdoor({ eta: 1n }), /eta is the generator/);
  });

  it('refuses alpha or beta left at the generator, as an unfinished set-up leaves them', () => {
    refuse(withTrapdoor({ alpha: 1n }), /alpha is the generator/);
    refuse(withTrapdoor({ beta: 1n }), /beta is the generator/);
    // The contract refuses opposite points too, and so keys that pass here can be registered.
    for (const secret of ['alpha', 'beta', 'delta', 'eta'] as const) {
      refuse(withTrapdoor({ [secret]: FIELD_ORDER - 1n }), /is the generator/);
    }
    refuse(withTrapdoor({ eta: FIELD_ORDER - trapdoor.delta }), /eta equals delta/);
  });

  it('refuses any two of beta, gamma, delta and eta that are equal', () => {
    const names = ['vk_beta_2', 'vk_gamma_2', 'vk_delta_2', 'vk_eta_2'] as const;
    for (const name of names) {
      for (const other of names) {
        if (name === other) continue;
        refuseChange((key) => void (key[name] = key[other]), / equals | is the generator/);
      }
    }
    refuse(withTrapdoor({ eta: trapdoor.delta }), /eta equals delta/);
    refuse(withTrapdoor({ beta: trapdoor.delta }), /equals/);
    refuse(withTrapdoor({ beta: trapdoor.eta }), /equals/);
    refuseChange((key) => {
      key.vk_gamma_2 = g2Rows(5n);
      key.vk_delta_2 = g2Rows(5n);
    }, /delta equals gamma/);
  });

  it('refuses bases K that do not fit eta: one foreign base, two exchanged, all of another eta', () => {
    for (let j = 0; j < COMMITTED; j++) refuseChange((key) => void (key.K[j] = g1Row(4321n)), /do not fit eta/);
    refuseChange((key) => void ([key.K[0], key.K[1]] = [key.K[1] as string[], key.K[0] as string[]]), /do not fit eta/);
    refuseChange((key) => void (key.vk_eta_2 = g2Rows(trapdoor.eta + 1n)), /do not fit eta/);
    refuseChange((key) => void (key.K = key.IC.slice(6)), /do not fit eta/);
    // Errors that cancel in a plain sum.
    const cancelling = structuredClone(file);
    const scalars = [7n, Fr.neg(7n)];
    const plain = parse(file).committedBases;
    scalars.forEach((scalar, j) => {
      const { x, y } = (plain[j] as (typeof plain)[0]).add((plain[4] as (typeof plain)[0]).multiply(scalar)).toAffine();
      cancelling.K[j] = [String(x), String(y), '1'];
    });
    refuse(cancelling, /do not fit eta/);
  });

  it('refuses K under the wrong gamma', () => {
    refuseChange((key) => void (key.vk_gamma_2 = g2Rows(2n)), /do not fit eta/);
  });
});

describe("a key's hash", () => {
  it('is the same for the same points, whatever else the file says', () => {
    assert.equal(parse(structuredClone(file)).hash, HASH);
    assert.equal(parse(changed((key) => void (key.note = 'x'))).hash, HASH);
    assert.ok(HASH > 0n && HASH < 2n ** 256n);
  });

  it('is keccak256 over the domain and all points as the EVM writes them: alpha, IC, K, then beta, gamma, delta, eta', () => {
    const word = (text: string | undefined) =>
      BigInt(text ?? -1)
        .toString(16)
        .padStart(64, '0');
    const g1 = ([x, y]: string[]) => word(x) + word(y);
    // Imaginary parts first.
    const g2 = ([x, y]: string[][]) => word(x?.[1]) + word(x?.[0]) + word(y?.[1]) + word(y?.[0]);
    const domain = keccak256(stringToHex('tacit.key')).slice(2);
    const points = [file.vk_alpha_1 as string[], ...file.IC, ...file.K].map(g1).join('');
    const rest = G2_FIELDS.map((name) => g2(file[name] as string[][])).join('');
    assert.equal(HASH, BigInt(keccak256(`0x${domain}${points}${rest}`)));
  });

  it('changes with every point', () => {
    const hashes = new Set([HASH]);
    const add = (key: KeyFile) => hashes.add(parse(key).hash);
    // Points that can move alone; a base of the commitment moves together with its plain one.
    add(changed((key) => void (key.vk_alpha_1 = g1Row(5n))));
    add(changed((key) => void (key.vk_beta_2 = g2Rows(5n))));
    add(changed((key) => void (key.vk_delta_2 = g2Rows(5n))));
    for (let j = 0; j < 6; j++) add(changed((key) => void (key.IC[j] = g1Row(5n))));
    for (let j = 0; j < COMMITTED; j++) {
      add(
        changed((key) => {
          key.IC[6 + j] = g1Row(5n);
          key.K[j] = g1Row(Fr.mul(5n, Fr.inv(trapdoor.eta)));
        }),
      );
    }
    add(changed((key) => void ([key.IC[0], key.IC[1]] = [key.IC[1] as string[], key.IC[0] as string[]])));
    // gamma and eta move together: K = IC * gamma / eta.
    add(
      changed((key) => {
        key.vk_gamma_2 = g2Rows(2n);
        key.vk_eta_2 = g2Rows(Fr.mul(2n, trapdoor.eta));
      }),
    );
    assert.equal(hashes.size, 1 + 3 + (1 + SIGNALS) + COMMITTED + 1 + 1);
  });

  it('differs between keys of different circuits', () => {
    const hashes = [simulateKey('linear-16x4-b8').key.hash, simulateKey('logistic-4x3-b8', 2).key.hash];
    assert.equal(new Set([HASH, ...hashes]).size, 3);
  });
});
