import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FIELD_ORDER, hashVector, poseidon } from '../hashing/index.ts';
import { type Batch, deriveFormat, type Format, featureRange, targetRange } from '../numeric/index.ts';
import { encodeBatch, leafOf } from './index.ts';
import { assertRefused, SEEDED } from './test-support.ts';

const FORMATS = [
  deriveFormat({ kind: 'linear', inputs: 16, outputs: 4, batch: 8 }),
  deriveFormat({ kind: 'logistic', inputs: 64, outputs: 10, batch: 8 }),
  deriveFormat({ kind: 'logistic', inputs: 20, outputs: 1, batch: 3 }),
  deriveFormat({ kind: 'linear', inputs: 1, outputs: 1, batch: 1 }),
];

const matrix = (height: number, width: number, [min, max]: readonly [number, number]) =>
  fc.array(fc.array(fc.integer({ min, max }), { minLength: width, maxLength: width }), {
    minLength: height,
    maxLength: height,
  });

const anyBatch = (f: Format): fc.Arbitrary<Batch> =>
  fc.record({
    inputs: matrix(f.batch, f.inputs, featureRange(f)),
    targets: matrix(f.batch, f.outputs, targetRange(f)),
  });

/** Reads the encoding as its specification is written, bit by bit. */
function decodeBatch(f: Format, elements: readonly bigint[]): Batch {
  let at = 0;
  const readBit = () => {
    const bit = ((elements[Math.floor(at / 253)] as bigint) >> BigInt(at % 253)) & 1n;
    at++;
    return Number(bit);
  };
  const readValue = (bits: number) => {
    let value = 0;
    for (let k = 0; k < bits; k++) value += readBit() * 2 ** k;
    return value;
  };
  const read = (width: number, bits: number, offset: number) =>
    Array.from({ length: f.batch }, () => Array.from({ length: width }, () => readValue(bits) - offset));
  const inputs = read(f.inputs, f.xBits, 2 ** (f.xBits - 1));
  const targets = read(f.outputs, f.yBits, f.kind === 'linear' ? 2 ** (f.yBits - 1) : 0);
  const used = (at - 1) % 253;
  assert.equal((elements.at(-1) as bigint) >> BigInt(used + 1), 0n);
  return { inputs, targets };
}

const smallest = (f: Format): Batch => ({
  inputs: Array.from({ length: f.batch }, () => new Array<number>(f.inputs).fill(featureRange(f)[0])),
  targets: Array.from({ length: f.batch }, () => new Array<number>(f.outputs).fill(targetRange(f)[0])),
});

describe('encodeBatch', () => {
  it('can be decoded, and so is injective (INV-20)', () => {
    for (const format of FORMATS) {
      fc.assert(
        fc.property(anyBatch(format), (batch) => {
          const elements = encodeBatch(format, batch);
          assert.equal(elements.length, format.leafElements);
          assert.ok(elements.every((element) => element >= 0n && element < 2n ** 253n));
          assert.deepEqual(decodeBatch(format, elements), { ...batch });
        }),
        { ...SEEDED, numRuns: 25 },
      );
    }
  });

  it('writes the smallest values as zeros, and the largest as ones', () => {
    for (const format of FORMATS) {
      const zeros = encodeBatch(format, smallest(format));
      assert.ok(zeros.every((element) => element === 0n));
      const inputs = smallest(format).inputs.map((row) => row.map(() => featureRange(format)[1]));
      const targets = smallest(format).targets.map((row) => row.map(() => targetRange(format)[1]));
      const ones = encodeBatch(format, { inputs, targets });
      assert.ok(ones.slice(0, -1).every((element) => element === 2n ** 253n - 1n));
    }
  });

  it('puts features first, row by row, low bit first', () => {
    const format = deriveFormat({ kind: 'logistic', inputs: 2, outputs: 1, batch: 2 });
    const base = smallest(format);
    const change = (row: number, column: number, value: number): bigint => {
      const inputs = base.inputs.map((cells, r) => cells.map((cell, c) => (r === row && c === column ? value : cell)));
      return encodeBatch(format, { ...base, inputs })[0] as bigint;
    };
    assert.equal(change(0, 0, -127), 1n);
    assert.equal(change(0, 0, 0), 1n << 7n);
    assert.equal(change(0, 1, -127), 1n << 8n);
    assert.equal(change(1, 0, -126), 1n << 17n);
    assert.deepEqual(encodeBatch(format, { ...base, targets: [[1], [0]] }), [1n << 32n]);
    assert.deepEqual(encodeBatch(format, { ...base, targets: [[0], [1]] }), [1n << 33n]);
  });

  it('carries a value across two elements', () => {
    const format = FORMATS[0] as Format;
    const base = smallest(format);
    const inputs = base.inputs.map((row) => [...row]);
    // The 32nd value has bits 248 to 255: five in the first element, three in the second.
    (inputs[1] as number[])[15] = 127;
    assert.deepEqual(encodeBatch(format, { ...base, inputs }).slice(0, 2), [31n << 248n, 7n]);
  });

  it('refuses a batch of another shape or out of range', () => {
    const format = FORMATS[3] as Format;
    assertRefused('SHAPE_MISMATCH', () => encodeBatch(format, { inputs: [[0, 0]], targets: [[0]] }));
    assertRefused('SHAPE_MISMATCH', () => encodeBatch(format, { inputs: [], targets: [] }));
    for (const value of [128, -129, 0.5, Number.NaN]) {
      assertRefused('VALUE_OUT_OF_RANGE', () => encodeBatch(format, { inputs: [[value]], targets: [[0]] }));
      assertRefused('VALUE_OUT_OF_RANGE', () => encodeBatch(format, { inputs: [[0]], targets: [[value]] }));
    }
  });
});

describe('leafOf', () => {
  it('hashes the salt in front of the elements', () => {
    assert.equal(leafOf([1n, 2n], 3n), poseidon([3n, 1n, 2n]));
    const elements = Array.from({ length: 20 }, (_, i) => BigInt(i));
    assert.equal(leafOf(elements, 3n), hashVector([3n, ...elements]));
  });

  it('refuses what is no field element, and does not repeat it', () => {
    for (const salt of [-1n, FIELD_ORDER, FIELD_ORDER + 123456789n, 7 as unknown as bigint]) {
      assert.throws(
        () => leafOf([1n], salt),
        (error: Error & { code?: string }) => error.code === 'SALT_INVALID' && !error.message.includes(String(salt)),
      );
    }
    assertRefused('BATCH_ENCODING_INVALID', () => leafOf([FIELD_ORDER], 1n));
  });
});
