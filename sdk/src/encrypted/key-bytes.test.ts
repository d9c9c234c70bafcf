import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { joined } from './bytes.ts';
import { checkEvaluationKeys, keyBytesOf, relinearisationBytes } from './key-bytes.ts';
import { createKeys, loadKeys } from './keys.ts';
import { PARAMETER_NAMES, type ParameterName, parameterSet, rotationsOf } from './parameters.ts';
import { primesOf } from './primes.ts';
import type { Session } from './session.ts';
import { assertAllRefused, loadsDuring, open, refusedWith } from './test-support.ts';

const PREFIX = 56;
/** Of a ciphertext in a key. */
const CIPHERTEXT = { prefix: 113, scale: 73, seedPrefix: 17, seed: 64 };

interface Made {
  readonly session: Session;
  readonly keys: Uint8Array;
}
const made = new Map<ParameterName, Made>();
const madeOf = (name: ParameterName): Made => made.get(name) as Made;

const word = (value: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(value).buffer);
const float = (value: number): Uint8Array => new Uint8Array(Float64Array.of(value).buffer);

/** Assumes: to be refused before SEAL loads any of it. */
function assertRefused({ session }: Made, bytes: Uint8Array, name?: string): void {
  const loads = loadsDuring(session, () => {
    assert.throws(() => loadKeys(session, bytes), refusedWith('KEYS_REFUSED'), name);
  });
  assert.equal(loads, 0);
}

interface Places {
  /** Counts of ciphertexts in the lists of rotation keys. */
  readonly counts: readonly number[];
  readonly ciphertexts: readonly number[];
  readonly each: number;
}

/** Found by walking through good keys. */
function placesIn({ session, keys }: Made): Places {
  const { degree } = session.parameters;
  const view = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
  const each = CIPHERTEXT.prefix + 8 * degree * session.primes.length + CIPHERTEXT.seedPrefix + CIPHERTEXT.seed;
  const counts: number[] = [];
  const ciphertexts: number[] = [];
  const walk = (start: number, lists: number): void => {
    let at = start + PREFIX;
    for (let list = 0; list < lists; list++) {
      counts.push(at);
      const count = Number(view.getBigUint64(at, true));
      at += 8;
      for (let k = 0; k < count; k++, at += each) ciphertexts.push(at);
    }
  };
  walk(0, 1);
  walk(relinearisationBytes(session.parameters), degree);
  return { counts, ciphertexts, each };
}

function* bits(bytes: Uint8Array, from: number, to: number, step = 1) {
  for (let bit = 8 * from; bit < 8 * to; bit += step) {
    const at = bit >> 3;
    yield { name: `bit ${bit & 7} of byte ${at}`, at, to: Uint8Array.of((bytes[at] as number) ^ (1 << (bit & 7))) };
  }
}

/** Rotation keys that SEAL makes for other rotations, with a user's own relinearisation keys. */
function withRotations({ session, keys }: Made, steps: readonly number[]): Uint8Array {
  const { seal, context } = session;
  const rotation = session.run((keep) => {
    const generator = keep(new seal.KeyGenerator(context));
    const serializable = keep(generator.createGaloisKeysSerializableWithSteps(Int32Array.from(steps)));
    return serializable.saveToArray(seal.ComprModeType.none) as Uint8Array;
  });
  const relinearisation = keys.subarray(0, relinearisationBytes(session.parameters));
  return joined([relinearisation, rotation], relinearisation.length + rotation.length);
}

before(async () => {
  for (const name of PARAMETER_NAMES) {
    const session = await open(name);
    made.set(name, { session, keys: createKeys(session).evaluationKeys });
  }
});
after(() => {
  for (const { session } of made.values()) session.dispose();
});

describe('evaluation keys that SEAL made', () => {
  for (const name of PARAMETER_NAMES) {
    it(`for ${name} have the length that is announced, pass, and rotate as they should`, () => {
      const { session, keys } = madeOf(name);
      assert.equal(keys.length, keyBytesOf(session.parameters));
      const loads = loadsDuring(session, () => {
        const loaded = loadKeys(session, keys);
        for (const step of rotationsOf(session.parameters)) {
          const element = Number(3n ** BigInt(step) % (2n * BigInt(session.parameters.degree)));
          assert.ok(loaded.rotation.hasKey(element), `${step}`);
        }
        loaded.dispose();
        loaded.dispose();
      });
      assert.equal(loads, 2);
    });
  }

  it('are small where a network needs one square at most', () => {
    assert.equal(keyBytesOf(parameterSet('dense-8192')), 10_296_838);
    assert.ok(keyBytesOf(parameterSet('exact-8192')) <= 10_400_000);
  });

  it('pass from a view of a larger buffer', () => {
    const { session, keys } = madeOf('exact-8192');
    const larger = Buffer.alloc(keys.length + 9, 255);
    larger.set(keys, 3);
    loadKeys(session, larger.subarray(3, 3 + keys.length)).dispose();
  });

  it('leave nothing behind when they go', () => {
    const { session, keys } = madeOf('exact-8192');
    loadKeys(session, keys).dispose();
    const memory = session.memoryBytes();
    for (let k = 0; k < 10; k++) loadKeys(session, keys).dispose();
    assert.equal(session.memoryBytes(), memory);
  });
});

describe('evaluation keys that SEAL never sees', () => {
  for (const name of PARAMETER_NAMES) {
    it(`are all others for ${name}: headers, counts, scales, coefficients, seeds`, () => {
      const its = madeOf(name);
      const { session, keys } = its;
      const memory = session.memoryBytes();
      const { counts, ciphertexts, each } = placesIn(its);
      assert.equal(ciphertexts.length, 13 * session.topLevel);
      const first = ciphertexts[0] ?? 0;
      const last = ciphertexts.at(-1) ?? 0;
      const rotation = relinearisationBytes(session.parameters);
      const prime = primesOf(name).coefficients.at(-1) ?? 0n;
      let refused = 0;
      const refuse = (edits: Parameters<typeof assertAllRefused>[2]): void => {
        const loads = loadsDuring(session, () => {
          refused += assertAllRefused('KEYS_REFUSED', keys, edits, (edited) => loadKeys(session, edited));
        });
        assert.equal(loads, 0);
      };
      refuse(bits(keys, 0, first + CIPHERTEXT.prefix));
      refuse(bits(keys, first + each - CIPHERTEXT.seed - CIPHERTEXT.seedPrefix, first + each - CIPHERTEXT.seed));
      refuse(bits(keys, rotation, rotation + PREFIX, 3));
      refuse(bits(keys, last, last + CIPHERTEXT.prefix, 29));
      // Each is read as strictly as the first: by turns, as keys are long.
      for (const [k, at] of ciphertexts.entries()) {
        const coefficient = at + each - CIPHERTEXT.seed - CIPHERTEXT.seedPrefix - 8;
        const edits = [
          { name: 'coefficient', at: coefficient, to: word(prime) },
          { name: 'scale', at: at + CIPHERTEXT.scale, to: float(Number.NaN) },
          { name: 'seed', at: coefficient + 8 + CIPHERTEXT.seedPrefix - 1, to: Uint8Array.of(2) },
        ];
        refuse(edits.filter((_, turn) => turn === k % 3));
      }
      const empty = counts.filter((_, k) => k % 997 === 0 && !ciphertexts.includes((counts[k] ?? 0) + 8));
      refuse(empty.map((at) => ({ name: 'a list too many', at, to: word(BigInt(session.topLevel)) })));
      const full = counts.filter((at) => ciphertexts.includes(at + 8));
      assert.equal(full.length, 13);
      const counted = [0n, 1n, 2n ** 32n, 2n ** 64n - 1n];
      refuse(full.map((at, k) => ({ name: 'in a list', at, to: word(counted[k % 4] ?? 0n) })));
      assert.ok(refused >= 1000, `${refused}`);
      assert.equal(session.memoryBytes(), memory);
      checkEvaluationKeys(session.parameters, keys);
    });

    it(`are those for fewer or other rotations than ${name} has`, () => {
      const its = madeOf(name);
      const steps = rotationsOf(its.session.parameters);
      const others = {
        'none but one': [1],
        'the last missing': steps.slice(0, -1),
        'one too many': [...steps, 3],
        'another instead of the first': [3, ...steps.slice(1)],
        'all to the right': steps.map((step) => -step),
      };
      for (const [what, which] of Object.entries(others)) assertRefused(its, withRotations(its, which), what);
    });
  }

  it('are of another length, in another order, twice the same, or for other parameters', () => {
    const its = madeOf('dense-8192');
    const { keys, session } = its;
    const split = relinearisationBytes(session.parameters);
    const [relinearisation, rotation] = [keys.subarray(0, split), keys.subarray(split)];
    for (const length of [0, 1, 16, split, split + PREFIX, keys.length - 1])
      assertRefused(its, keys.subarray(0, length));
    assertRefused(its, joined([keys, Uint8Array.of(0)], keys.length + 1));
    // Longer or shorter, with a header that says so.
    for (const by of [-8, -1, 1, 8, 4096]) {
      const other = new Uint8Array(keys.length + by);
      other.set(keys.subarray(0, other.length));
      other.set(word(BigInt(rotation.length + by)), split + 8);
      assertRefused(its, other, `${by} bytes`);
    }
    assertRefused(its, joined([rotation, relinearisation], keys.length));
    assertRefused(its, joined([relinearisation, relinearisation], 2 * split));
    assertRefused(its, new Uint8Array(keys.length));
    for (const name of PARAMETER_NAMES.filter((other) => other !== 'dense-8192')) {
      assertRefused(its, madeOf(name).keys);
      assertRefused(madeOf(name), keys);
    }
  });

  it('would inflate in SEAL', () => {
    const its = madeOf('exact-8192');
    const { keys, session } = its;
    const memory = session.memoryBytes();
    const bomb = zstdCompressSync(new Uint8Array(2 ** 27));
    for (const mode of [1, 2]) {
      const bytes = keys.slice();
      bytes[5] = mode;
      bytes.set(bomb.subarray(0, bytes.length - 16), 16);
      assertRefused(its, bytes);
      const short = bytes.slice(0, 16 + bomb.length);
      short.set(word(BigInt(short.length)), 8);
      assertRefused(its, short);
    }
    assert.equal(session.memoryBytes(), memory);
  });
});
