import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertNoNegativeZero, roundExact, SEEDED } from '../../../test/support/numeric-cases.ts';
import { assertRefused } from '../../../test/support/refusals.ts';
import { clamp, quantise, roundShift, roundShiftWide } from './index.ts';

const EXACT = 2 ** 52 - 1;
const anyExact = fc.oneof(fc.integer({ min: -EXACT, max: EXACT }), fc.integer({ min: -1000, max: 1000 }));
const anyBits = fc.integer({ min: 0, max: 52 });

describe('roundShift', () => {
  it('rounds halves up for both signs (INV-2)', () => {
    const halves: [number, number][] = [
      [-5, -2],
      [-3, -1],
      [-1, 0],
      [1, 1],
      [3, 2],
      [5, 3],
    ];
    for (const [value, rounded] of halves) assert.equal(roundShift(value, 1), rounded, `${value} / 2`);
    assert.deepEqual(
      [-7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7].map((value) => roundShift(value, 2)),
      [-2, -1, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2],
    );
  });

  it('leaves a value as it is when no bit is dropped', () => {
    for (const value of [-EXACT, -1, 0, 1, EXACT]) assert.equal(roundShift(value, 0), value);
  });

  it('is exact for every integer below 2^52', () => {
    fc.assert(
      fc.property(anyExact, anyBits, (value, bits) => {
        assert.equal(BigInt(roundShift(value, bits)), roundExact(BigInt(value), 1n << BigInt(bits)));
      }),
      { ...SEEDED, numRuns: 2000 },
    );
  });

  it('is exact at the ends of its range and around every half', () => {
    for (let bits = 0; bits <= 52; bits++) {
      const half = 2 ** (bits - 1);
      const near = bits > 0 ? [half - 1, half, half + 1, 3 * half - 1, 3 * half, 3 * half + 1] : [];
      for (const value of [EXACT, EXACT - 1, ...near]) {
        for (const signed of [value, -value]) {
          if (!Number.isInteger(signed) || Math.abs(signed) > EXACT) continue;
          assert.equal(BigInt(roundShift(signed, bits)), roundExact(BigInt(signed), 1n << BigInt(bits)));
        }
      }
    }
  });

  it('never gives negative zero', () => {
    for (let bits = 0; bits <= 8; bits++) {
      for (let value = -300; value <= 300; value++) assertNoNegativeZero(roundShift(value, bits));
    }
    assertNoNegativeZero(roundShift(-0, 3));
  });
});

describe('roundShiftWide', () => {
  it('agrees with roundShift where that is exact', () => {
    fc.assert(
      fc.property(anyExact, anyBits, (value, bits) => {
        assert.equal(roundShiftWide(BigInt(value), bits), BigInt(roundShift(value, bits)));
      }),
      { ...SEEDED, numRuns: 1000 },
    );
  });

  it('is exact for integers of any size', () => {
    const bound = 1n << 300n;
    fc.assert(
      fc.property(fc.bigInt({ min: -bound, max: bound }), fc.nat(320), (value, bits) => {
        assert.equal(roundShiftWide(value, bits), roundExact(value, 1n << BigInt(bits)));
      }),
      { ...SEEDED, numRuns: 1000 },
    );
  });
});

describe('clamp', () => {
  it('keeps what lies inside, and the nearer end of what does not', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (value, one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const kept = clamp(value, low, high);
        assert.equal(kept, value < low ? low : value > high ? high : value);
      }),
      SEEDED,
    );
  });
});

describe('quantise', () => {
  it('rounds halves up at its scale, exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 30), max: 2 ** 30 }),
        fc.nat(30),
        fc.nat(12),
        (numerator, scale, fraction) => {
          const exact = roundExact(BigInt(numerator) << BigInt(fraction), 1n << BigInt(scale));
          assert.equal(BigInt(quantise(numerator / 2 ** scale, 53, fraction)), exact);
        },
      ),
      { ...SEEDED, numRuns: 1000 },
    );
  });

  it('is never further from a value in range than half a unit', () => {
    fc.assert(
      fc.property(fc.double({ min: -3.9, max: 3.9, noNaN: true }), fc.nat(10), (value, fraction) => {
        const distance = Math.abs(quantise(value, fraction + 4, fraction) / 2 ** fraction - value);
        assert.ok(distance <= 2 ** -(fraction + 1), `${value} is ${distance} away`);
      }),
      { ...SEEDED, numRuns: 1000 },
    );
  });

  it('keeps the order of values', () => {
    const any = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(any, any, (one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        assert.ok(quantise(low, 8, 5) <= quantise(high, 8, 5));
      }),
      SEEDED,
    );
  });

  it('saturates to signed values of so many bits', () => {
    for (const bits of [1, 2, 8, 24]) {
      const [low, high] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
      for (const value of [high + 1, 1e9, 1e308, Number.MAX_VALUE]) assert.equal(quantise(value, bits, 5), high);
      for (const value of [low - 1, -1e9, -1e308, -Number.MAX_VALUE]) assert.equal(quantise(value, bits, 5), low);
      assert.equal(quantise(high, bits, 0), high);
      assert.equal(quantise(low, bits, 0), low);
      assert.equal(quantise(high + 0.5, bits, 0), high);
      assert.equal(quantise(low - 0.5, bits, 0), low);
    }
  });

  it('refuses what is not a finite number', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      assertRefused('VALUE_NOT_A_NUMBER', () => quantise(value, 8, 5));
    }
  });

  it('never gives negative zero', () => {
    for (const value of [-0, -Number.MIN_VALUE, -1e-9, -0.4999, -0.5]) assertNoNegativeZero(quantise(value, 8, 0));
  });
});
