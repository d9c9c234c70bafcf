import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  anyWeight,
  assertNoNegativeZero,
  roundExact,
  SEEDED,
  smallShape,
} from '../../../test/support/numeric-cases.ts';
import { assertRefused } from '../../../test/support/refusals.ts';
import {
  checkWeights,
  computeFinalisation,
  deriveFormat,
  type Format,
  meanMultiplier,
  weightRange,
  zeroWeights,
} from './index.ts';

const MOST = 2 ** 16;
const f = deriveFormat({ kind: 'linear', inputs: 2, outputs: 1, batch: 4 });
const anyTrainers = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: MOST }));

describe('meanMultiplier', () => {
  it('falls short of 1 / N by less than N / 2^16 of itself, for every N', () => {
    for (let trainers = 1; trainers <= MOST; trainers++) {
      const product = trainers * meanMultiplier(trainers);
      assert.ok(product <= MOST && MOST - product < trainers, `${trainers} trainers`);
    }
  });

  it('is exact for powers of two', () => {
    for (let trainers = 1; trainers <= MOST; trainers *= 2) {
      assert.equal(meanMultiplier(trainers) * trainers, MOST);
    }
  });

  it('refuses a round of nobody, of too many and of a fraction', () => {
    for (const bad of [0, -1, MOST + 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assertRefused('TRAINER_COUNT_INVALID', () => meanMultiplier(bad));
    }
  });
});

describe('computeFinalisation', () => {
  it('rounds multiplier * sum / 2^16, halves up, exactly', () => {
    const cases = anyTrainers.chain((trainers) => {
      const largest = trainers * f.maxSteps * f.maxDelta;
      const sum = fc.array(fc.integer({ min: -largest, max: largest }), { minLength: 3, maxLength: 3 });
      return fc.record({ multiplier: fc.constant(meanMultiplier(trainers)), sum });
    });
    fc.assert(
      fc.property(cases, ({ multiplier, sum }) => {
        const { scaled, mean, after } = computeFinalisation(f, [100, -200, 300], sum, multiplier);
        sum.forEach((value, i) => {
          const product = BigInt(value) * BigInt(multiplier);
          assert.equal(BigInt(scaled[i] as number), product);
          assert.equal(BigInt(mean[i] as number), roundExact(product, 1n << 16n));
          assert.equal(after[i], ([100, -200, 300][i] as number) + (mean[i] as number));
        });
      }),
      { ...SEEDED, numRuns: 1000 },
    );
  });

  it('rounds halves up for both signs', () => {
    const half = meanMultiplier(2);
    const means = (sums: number[]) => computeFinalisation(f, zeroWeights(f), sums, half).mean;
    assert.deepEqual(means([1, 3, 5]), [1, 2, 3]);
    assert.deepEqual(means([-1, -3, -5]), [0, -1, -2]);
  });

  it('stays within N / 2^16 of the true mean, rounding aside', () => {
    const largest = f.maxSteps * f.maxDelta;
    fc.assert(
      fc.property(anyTrainers, fc.double({ min: -1, max: 1, noNaN: true }), (trainers, share) => {
        const sum = Math.round(share * largest * trainers) + 0;
        const [mean] = computeFinalisation(f, zeroWeights(f), [sum, 0, 0], meanMultiplier(trainers)).mean;
        const wanted = sum / trainers;
        const bound = (Math.abs(wanted) * trainers) / MOST + 0.5;
        assert.ok(Math.abs((mean as number) - wanted) <= bound, `${mean} for ${wanted}`);
      }),
      { ...SEEDED, numRuns: 1000 },
    );
  });

  it('gives one trainer exactly what it did', () => {
    const sum = [12345, -54321, 0];
    assert.deepEqual(computeFinalisation(f, zeroWeights(f), sum, meanMultiplier(1)).after, sum);
  });

  it('accepts the largest sum of any number of honest trainers', () => {
    fc.assert(
      fc.property(smallShape.map(deriveFormat), anyTrainers, fc.constantFrom(-1, 1), (format, trainers, sign) => {
        const largest = sign * trainers * format.maxSteps * format.maxDelta;
        const sum = zeroWeights(format).fill(largest);
        computeFinalisation(format, zeroWeights(format), sum, meanMultiplier(trainers));
      }),
      SEEDED,
    );
  });

  it('never leaves the range of weights when no trainer did, nor the hull of what they reached', () => {
    const cases = smallShape.map(deriveFormat).chain((format) =>
      fc.record({
        format: fc.constant(format),
        start: anyWeight(format),
        steps: fc.array(fc.integer({ min: -8 * format.maxDelta, max: 8 * format.maxDelta }), {
          minLength: 1,
          maxLength: 9,
        }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ format, start, steps }) => {
        const [low, high] = weightRange(format);
        const reached = steps.map((step) => Math.min(high, Math.max(low, start + step)));
        const sum = reached.reduce((total, weight) => total + weight - start, 0);
        const weights = zeroWeights(format).fill(start);
        const { after } = computeFinalisation(
          format,
          weights,
          weights.map(() => sum),
          meanMultiplier(steps.length),
        );
        checkWeights(format, after);
        assert.ok((after[0] as number) >= Math.min(start, ...reached));
        assert.ok((after[0] as number) <= Math.max(start, ...reached));
      }),
      { ...SEEDED, numRuns: 1000 },
    );
  });

  it('never gives negative zero', () => {
    for (const sum of [
      [0, -0, 0],
      [-1, -2, -3],
      [1, 0, -0],
    ]) {
      assertNoNegativeZero(computeFinalisation(f, zeroWeights(f), sum, meanMultiplier(7)));
    }
  });

  it('refuses a sum that its slot cannot hold, to the last unit (INV-6)', () => {
    const refuses = (format: Format, sum: number, multiplier: number) =>
      assertRefused('VALUE_OUT_OF_RANGE', () =>
        computeFinalisation(format, zeroWeights(format), zeroWeights(format).with(1, sum), multiplier),
      );
    for (const multiplier of [1, 3, 21845, 65536]) {
      const largest = Math.floor((2 ** (f.slotBits - 1) - 1 - 2 ** 15) / multiplier);
      const least = Math.ceil((-(2 ** (f.slotBits - 1)) - 2 ** 15) / multiplier);
      for (const sum of [largest, least]) computeFinalisation(f, zeroWeights(f), [0, sum, 0], multiplier);
      refuses(f, largest + 1, multiplier);
      refuses(f, least - 1, multiplier);
    }
    for (const sum of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e300]) refuses(f, sum, 1);
  });

  it('refuses other shapes, multipliers and weights out of range', () => {
    const zero = zeroWeights(f);
    for (const sum of [[], [0, 0], [0, 0, 0, 0]]) {
      assertRefused('SHAPE_MISMATCH', () => computeFinalisation(f, zero, sum, 1));
    }
    assertRefused('SHAPE_MISMATCH', () => computeFinalisation(f, [0], zero, 1));
    assertRefused('VALUE_OUT_OF_RANGE', () => computeFinalisation(f, [weightRange(f)[1] + 1, 0, 0], zero, 1));
    for (const multiplier of [0, -1, MOST + 1, 0.5, Number.NaN]) {
      assertRefused('TRAINER_COUNT_INVALID', () => computeFinalisation(f, zero, zero, multiplier));
    }
  });
});
