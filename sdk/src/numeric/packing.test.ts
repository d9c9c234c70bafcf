import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { anyWeights, SEEDED, smallShape } from '../../../test/support/numeric-cases.ts';
import { assertRefused } from '../../../test/support/refusals.ts';
import { FIELD_ORDER, toField } from '../hashing/index.ts';
import {
  deriveFormat,
  packSlots,
  packUpdate,
  packWeights,
  unpackSlots,
  unpackUpdate,
  wallOf,
  wallSide,
  weightRange,
  zeroWeights,
} from './index.ts';

/** Slots, and values that fit them, the ends of the range among them. */
const anyPacked = fc
  .record({ slotBits: fc.integer({ min: 2, max: 49 }), perElement: fc.integer({ min: 1, max: 12 }) })
  .chain(({ slotBits, perElement }) => {
    const [min, max] = [-(2 ** (slotBits - 1)), 2 ** (slotBits - 1) - 1];
    const value = fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, -1, 0, 1, max));
    return fc.record({
      slotBits: fc.constant(slotBits),
      perElement: fc.constant(perElement),
      values: fc.array(value, { minLength: 1, maxLength: 40 }),
    });
  });

const f = deriveFormat({ kind: 'logistic', inputs: 4, outputs: 3, batch: 8 });

describe('packSlots', () => {
  it('puts value k of an element at 2^(slotBits * k)', () => {
    assert.deepEqual(packSlots([1, 2, 3, -1, 5], 3, 8), [1n + 2n * 256n + 3n * 65536n, -1n + 5n * 256n]);
    assert.deepEqual(packSlots([-1, -1], 2, 4), [-17n]);
    assert.deepEqual(packSlots([0, 0, 0], 2, 4), [0n, 0n]);
    assert.deepEqual(packSlots([], 2, 4), []);
  });

  it('adds up slot by slot, as commitments to it do', () => {
    const pairs = fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(pairs, (values) => {
        const one = packSlots(
          values.map(([a]) => a),
          3,
          40,
        );
        const other = packSlots(
          values.map(([, b]) => b),
          3,
          40,
        );
        const both = packSlots(
          values.map(([a, b]) => a + b),
          3,
          40,
        );
        assert.deepEqual(
          one.map((element, j) => element + (other[j] as bigint)),
          both,
        );
      }),
      SEEDED,
    );
  });
});

describe('unpackSlots', () => {
  it('undoes packSlots for every value that fits its slot', () => {
    fc.assert(
      fc.property(anyPacked, ({ values, perElement, slotBits }) => {
        const packed = packSlots(values, perElement, slotBits);
        assert.equal(packed.length, Math.ceil(values.length / perElement));
        assert.deepEqual(unpackSlots(packed, values.length, perElement, slotBits), values);
      }),
      { ...SEEDED, numRuns: 1000 },
    );
  });

  it('packs again to the same elements whatever it accepts', () => {
    const anyElements = fc.array(fc.bigInt({ min: -(1n << 33n), max: 1n << 33n }), { minLength: 1, maxLength: 3 });
    let accepted = 0;
    fc.assert(
      fc.property(anyElements, (elements) => {
        let values: number[];
        try {
          values = unpackSlots(elements, elements.length * 4, 4, 8);
        } catch {
          return;
        }
        accepted++;
        assert.deepEqual(packSlots(values, 4, 8), elements);
      }),
      { ...SEEDED, numRuns: 1000 },
    );
    assert.ok(accepted > 100, `${accepted} accepted`);
  });

  it('refuses an element that holds more than its slots', () => {
    for (const element of [1n << 16n, -(1n << 16n), 1n << 15n, -(1n << 15n) - 129n, FIELD_ORDER - 1n]) {
      assertRefused('VALUE_OUT_OF_RANGE', () => unpackSlots([element], 2, 2, 8));
    }
    assertRefused('VALUE_OUT_OF_RANGE', () => unpackSlots([0n, 128n], 3, 2, 8));
    assert.deepEqual(unpackSlots([0n, 127n], 3, 2, 8), [0, 0, 127]);
    assert.deepEqual(unpackSlots([-(1n << 15n) - 128n], 2, 2, 8), [-128, -128]);
  });

  it('refuses every other number of elements', () => {
    for (const elements of [[], [0n], [0n, 0n, 0n]]) {
      assertRefused('SHAPE_MISMATCH', () => unpackSlots(elements, 4, 3, 8));
    }
  });
});

describe('packUpdate and unpackUpdate', () => {
  it('undo each other for the largest updates of a round', () => {
    fc.assert(
      fc.property(smallShape.map(deriveFormat), fc.infiniteStream(fc.constantFrom(-1, 0, 1)), (format, signs) => {
        const largest = format.maxSteps * format.maxDelta;
        const update = Array.from({ length: format.weights }, () => (signs.next().value as number) * largest + 0);
        const packed = packUpdate(format, update);
        assert.equal(packed.length, format.updateElements);
        assert.deepEqual(unpackUpdate(format, packed), update);
        for (const element of packed) {
          const magnitude = element < 0n ? -element : element;
          assert.ok(2n * magnitude < FIELD_ORDER, 'signed elements and residues match one to one');
        }
      }),
      SEEDED,
    );
  });

  it('refuse a residue: elements are signed', () => {
    const packed = packUpdate(f, zeroWeights(f).with(0, -1));
    assert.deepEqual(packed[0], -1n);
    assertRefused('VALUE_OUT_OF_RANGE', () => unpackUpdate(f, packed.map(toField)));
  });

  it('refuse every other number of elements', () => {
    const packed = packUpdate(f, zeroWeights(f));
    assertRefused('SHAPE_MISMATCH', () => unpackUpdate(f, packed.slice(1)));
    assertRefused('SHAPE_MISMATCH', () => unpackUpdate(f, [...packed, 0n]));
  });
});

describe('packWeights', () => {
  const cases = smallShape.map(deriveFormat).chain((format) => anyWeights(format).map((w) => ({ format, w })));

  it('keeps every weight of the range apart from its neighbours', () => {
    fc.assert(
      fc.property(cases, ({ format, w }) => {
        const packed = packWeights(format, w);
        assert.equal(packed.length, format.weightElements);
        // The range is that of a signed slot, shifted down by half a dropped unit.
        const half = 2 ** (format.dropBits - 1);
        const shift = packWeights(format, new Array<number>(format.weights).fill(half));
        const elements = packed.map((element, j) => element + (shift[j] as bigint));
        const shifted = unpackSlots(elements, format.weights, format.weightsPerElement, format.weightSlotBits);
        assert.deepEqual(
          shifted.map((value) => value - half),
          w,
        );
      }),
      SEEDED,
    );
  });

  it('needs no room beyond the range, because no step leads out of it', () => {
    fc.assert(
      fc.property(smallShape.map(deriveFormat), (format) => {
        const [low, high] = weightRange(format);
        const edge = wallOf(format) - 2 ** (format.dropBits - 1);
        for (const weight of [low, high, edge, edge - 1, -edge, -edge - 1, 0]) {
          for (const gradient of [-format.maxGradient, format.maxGradient]) {
            const after = weight + gradient - format.maxGradient * wallSide(format, weight);
            assert.ok(after >= low && after <= high, `${weight} goes to ${after}`);
          }
        }
      }),
      SEEDED,
    );
  });
});
