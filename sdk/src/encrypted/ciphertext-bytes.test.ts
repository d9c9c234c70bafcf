import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { deflateSync, zstdCompressSync } from 'node:zlib';
import { plainBytes } from './bytes.ts';
import { checkCiphertexts, ciphertextBytes, ciphertextsBytes } from './ciphertext-bytes.ts';
import { PARAMETER_NAMES, type ParameterName, parameterSet } from './parameters.ts';
import { primesOf } from './primes.ts';
import type { Session } from './session.ts';
import { assertAllRefused, loadsDuring, makeCiphertexts, open, refusedWith, shapeOf } from './test-support.ts';
import type { CiphertextShape } from './types.ts';

/** Header to coefficients, and of a seed what stands before it. */
const PREFIX = 113;
const SEED = 64;
const SEED_PREFIX = 17;
/** Where the fields of a ciphertext stand. */
const AT = { magic: 0, compression: 5, reserved: 6, length: 8, parms: 16, form: 48, size: 49, degree: 57, primes: 65 };
const AT_SCALE = 73;
const AT_FACTOR = 81;
const AT_INNER = 89;
const AT_WORDS = 105;

const sessions = new Map<ParameterName, Session>();
const sessionOf = (name: ParameterName): Session => sessions.get(name) as Session;

/** What a thread does with a ciphertext that came: loads it, if it passes. */
function load(session: Session, shape: CiphertextShape, bytes: Uint8Array, samples = 1): void {
  checkCiphertexts(session.parameters, shape, samples, bytes);
  const each = ciphertextBytes(session.parameters, shape);
  session.run((keep) => {
    const ciphertext = keep(new session.seal.Ciphertext());
    for (let at = 0; at < bytes.length; at += each) {
      ciphertext.loadFromArray(session.context, plainBytes(bytes.subarray(at, at + each)));
    }
  });
}

const float = (value: number): Uint8Array => new Uint8Array(Float64Array.of(value).buffer);
const word = (value: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(value).buffer);
const wordAt = (bytes: Uint8Array, at: number): bigint =>
  new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true);

/** Every single bit of what is not free. */
function* flips(bytes: Uint8Array, from: number, to: number) {
  for (let bit = 8 * from; bit < 8 * to; bit++) {
    const at = bit >> 3;
    yield { name: `bit ${bit & 7} of byte ${at}`, at, to: Uint8Array.of((bytes[at] as number) ^ (1 << (bit & 7))) };
  }
}

function* fields(bytes: Uint8Array, shape: CiphertextShape) {
  for (const scale of [Number.NaN, -1, 0, -0, Infinity, -Infinity, 1e300, 5e-324, -shape.scale, 2 * shape.scale]) {
    yield { name: `scale ${scale}`, at: AT_SCALE, to: float(scale) };
  }
  for (const compression of [1, 2, 3, 255]) {
    yield { name: `compression ${compression}`, at: AT.compression, to: Uint8Array.of(compression) };
  }
  const words = { length: AT.length, size: AT.size, degree: AT.degree, primes: AT.primes, words: AT_WORDS };
  for (const [field, at] of Object.entries({ ...words, factor: AT_FACTOR, inner: AT_INNER + 8 })) {
    const was = wordAt(bytes, at);
    for (const value of new Set([0n, was - 1n, was + 1n, 2n * was, was << 32n, 2n ** 63n, 2n ** 64n - 1n])) {
      if (value !== was) yield { name: `${field} ${value}`, at, to: word(value & (2n ** 64n - 1n)) };
    }
  }
  yield { name: 'other parameters', at: AT.parms, to: new Uint8Array(32) };
  yield { name: 'the other form', at: AT.form, to: Uint8Array.of(1 - (bytes[AT.form] as number)) };
}

/** First and last coefficient modulo each prime, of each polynomial that is there. */
function* coefficients(session: Session, shape: CiphertextShape) {
  const primes = primesOf(session.parameters.name).coefficients.slice(0, shape.level);
  const { degree } = session.parameters;
  for (let polynomial = 0; polynomial < (shape.seeded ? 1 : 2); polynomial++) {
    for (const [k, prime] of primes.entries()) {
      const start = PREFIX + 8 * degree * (polynomial * primes.length + k);
      for (const at of [start, start + 8 * (degree - 1)]) {
        for (const value of [prime, prime + 1n, 2n ** 64n - 1n, 2n ** 63n]) {
          yield { name: `coefficient ${value} at ${at}`, at, to: word(value) };
        }
      }
    }
  }
}

function shapesOf(session: Session): CiphertextShape[] {
  const levels = Array.from({ length: session.topLevel }, (_, k) => shapeOf(session, { level: k + 1, seeded: false }));
  return [shapeOf(session), ...levels];
}

before(async () => {
  for (const name of PARAMETER_NAMES) sessions.set(name, await open(name));
});
after(() => {
  for (const session of sessions.values()) session.dispose();
});

describe('ciphertexts that SEAL made', () => {
  for (const name of PARAMETER_NAMES) {
    it(`of ${name} pass in every shape, and SEAL loads them`, () => {
      const session = sessionOf(name);
      for (const shape of shapesOf(session)) {
        const bytes = makeCiphertexts(session, { ...shape, count: 2 }, 3);
        assert.equal(bytes.length, ciphertextsBytes(session.parameters, { ...shape, count: 2 }, 3));
        assert.equal(
          loadsDuring(session, () => load(session, { ...shape, count: 2 }, bytes, 3)),
          6,
        );
      }
    });
  }

  it('have the lengths that the chain and the plans count with', () => {
    const dense = parameterSet('dense-8192');
    assert.equal(ciphertextBytes(dense, { level: 3, seeded: true }), 196_802);
    assert.equal(ciphertextBytes(dense, { level: 3, seeded: false }), 393_329);
    assert.equal(ciphertextBytes(dense, { level: 1, seeded: false }), 131_185);
  });

  it('pass from views of larger buffers too', () => {
    const session = sessionOf('dense-8192');
    const shape = shapeOf(session, { seeded: false });
    const bytes = makeCiphertexts(session, shape);
    const larger = new Uint8Array(bytes.length + 11).fill(255);
    larger.set(bytes, 5);
    load(session, shape, larger.subarray(5, 5 + bytes.length));
    const view = Buffer.from(larger.buffer, 5, bytes.length);
    load(session, shape, view);
    view.set(word(2n ** 64n - 1n), PREFIX);
    assert.throws(() => load(session, shape, view), refusedWith('CIPHERTEXT_REFUSED'));
  });

  it('pass with coefficients of zero and of their prime less one', () => {
    for (const name of PARAMETER_NAMES) {
      const session = sessionOf(name);
      const shape = shapeOf(session, { level: 1, seeded: false });
      const bytes = makeCiphertexts(session, shape);
      const [prime = 0n] = session.primes;
      bytes.set(word(prime - 1n), PREFIX);
      bytes.set(word(0n), PREFIX + 8);
      load(session, shape, bytes);
    }
  });
});

describe('ciphertexts that SEAL never sees', () => {
  for (const name of PARAMETER_NAMES) {
    it(`are all others of ${name}: fields, bits of what is not free, coefficients`, () => {
      const session = sessionOf(name);
      let count = 0;
      for (const shape of shapesOf(session)) {
        const bytes = makeCiphertexts(session, shape);
        const refuse = (edits: Parameters<typeof assertAllRefused>[2]): void => {
          const memory = session.memoryBytes();
          const loads = loadsDuring(session, () => {
            count += assertAllRefused('CIPHERTEXT_REFUSED', bytes, edits, (edited) => load(session, shape, edited));
          });
          assert.equal(loads, 0);
          assert.equal(session.memoryBytes(), memory);
        };
        refuse(flips(bytes, 0, PREFIX));
        refuse(fields(bytes, shape));
        refuse(coefficients(session, shape));
        if (shape.seeded) refuse(flips(bytes, bytes.length - SEED - SEED_PREFIX, bytes.length - SEED));
        load(session, shape, bytes);
      }
      assert.ok(count >= 1000, `${count}`);
    });
  }

  it('are those of another length, none at all, or with something behind', () => {
    const session = sessionOf('dense-8192');
    const shape = shapeOf(session);
    const bytes = makeCiphertexts(session, shape, 2);
    const each = bytes.length / 2;
    const loads = loadsDuring(session, () => {
      for (const length of [0, 1, 16, PREFIX, each - 1, each, each + 1, bytes.length - 1]) {
        assert.throws(() => load(session, shape, bytes.subarray(0, length), 2), refusedWith('CIPHERTEXT_REFUSED'));
      }
      for (const more of [1, each, 2 * each]) {
        const longer = new Uint8Array(bytes.length + more);
        longer.set(bytes);
        assert.throws(() => load(session, shape, longer, 2), refusedWith('CIPHERTEXT_REFUSED'));
      }
    });
    assert.equal(loads, 0);
  });

  it('are those of another shape, set or place', () => {
    for (const name of PARAMETER_NAMES) {
      const session = sessionOf(name);
      const made = shapesOf(session).map((shape) => ({ shape, bytes: makeCiphertexts(session, shape) }));
      for (const { shape } of made) {
        for (const other of made.filter(({ shape: its }) => its !== shape)) {
          assert.throws(() => load(session, shape, other.bytes), refusedWith('CIPHERTEXT_REFUSED'));
        }
        for (const foreign of PARAMETER_NAMES.filter((its) => its !== name)) {
          const others = parameterSet(foreign);
          const { bytes } = made[0] ?? { bytes: new Uint8Array() };
          assert.throws(
            () => checkCiphertexts(others, { ...shape, level: 1 }, 1, bytes),
            refusedWith('CIPHERTEXT_REFUSED'),
          );
        }
      }
    }
  });

  it('encrypt nothing, so that everybody can read them', () => {
    for (const name of PARAMETER_NAMES) {
      const session = sessionOf(name);
      for (const shape of shapesOf(session).filter(({ seeded }) => !seeded)) {
        const bytes = makeCiphertexts(session, shape);
        bytes.fill(0, PREFIX + 8 * session.parameters.degree * shape.level);
        const loads = loadsDuring(session, () => {
          assert.throws(() => load(session, shape, bytes), refusedWith('CIPHERTEXT_REFUSED'));
        });
        assert.equal(loads, 0);
      }
    }
  });

  it('are bombs: a few bytes that SEAL would inflate', () => {
    const session = sessionOf('dense-8192');
    const shape = shapeOf(session, { seeded: false });
    const bytes = makeCiphertexts(session, shape);
    const memory = session.memoryBytes();
    const zeros = new Uint8Array(2 ** 27);
    const packed = { 1: deflateSync(zeros), 2: zstdCompressSync(zeros) };
    const loads = loadsDuring(session, () => {
      for (const [mode, content] of Object.entries(packed)) {
        const short = new Uint8Array(16 + content.length);
        short.set(bytes.subarray(0, 8));
        short[AT.compression] = Number(mode);
        short.set(word(BigInt(short.length)), AT.length);
        short.set(content, 16);
        assert.throws(() => load(session, shape, short), refusedWith('CIPHERTEXT_REFUSED'));
        // The same with the length that is expected.
        const exact = new Uint8Array(bytes.length);
        exact.set(short.subarray(0, exact.length));
        exact.set(word(BigInt(exact.length)), AT.length);
        assert.throws(() => load(session, shape, exact), refusedWith('CIPHERTEXT_REFUSED'));
      }
    });
    assert.equal(loads, 0);
    assert.equal(session.memoryBytes(), memory);
  });

  it('would come of shapes that no plan has', () => {
    const session = sessionOf('dense-8192');
    const bytes = makeCiphertexts(session, shapeOf(session));
    const wrong: Partial<CiphertextShape>[] = [
      ...[0, -1, 4, 1.5, Number.NaN, Infinity].map((level) => ({ level })),
      ...[0, -1, 0.5, 2 ** 40, Number.NaN].map((count) => ({ count })),
      ...[Number.NaN, 0, -1, Infinity].map((scale) => ({ scale })),
    ];
    for (const changes of wrong) {
      assert.throws(() => load(session, shapeOf(session, changes), bytes), refusedWith('CIPHERTEXT_REFUSED'));
    }
    for (const samples of [0, -1, 0.5, Number.NaN, 2 ** 40]) {
      assert.throws(() => load(session, shapeOf(session), bytes, samples), refusedWith('CIPHERTEXT_REFUSED'));
    }
    // Bytes that say the same: it is the shape that is refused.
    for (const scale of [Number.NaN, 0, -1, Infinity]) {
      const agreeing = bytes.slice();
      agreeing.set(float(scale), AT_SCALE);
      assert.throws(() => load(session, shapeOf(session, { scale }), agreeing), refusedWith('CIPHERTEXT_REFUSED'));
    }
    assert.throws(() => load(session, shapeOf(session), new Uint8Array(), 0), refusedWith('CIPHERTEXT_REFUSED'));
    assert.throws(
      () => load(session, shapeOf(session, { count: 0 }), new Uint8Array()),
      refusedWith('CIPHERTEXT_REFUSED'),
    );
    const unknown = { ...session.parameters, name: 'constructor' as ParameterName };
    assert.throws(() => checkCiphertexts(unknown, shapeOf(session), 1, bytes), refusedWith('PARAMETERS_UNKNOWN'));
  });
});
