import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { anyShape, assertNoNegativeZero, SEEDED } from '../../../test/support/numeric-cases.ts';
import { assertRefused } from '../../../test/support/refusals.ts';
import {
  checkMultiplier,
  deriveFormat,
  learningRateOf,
  learningRates,
  MAX_STEP_MULTIPLIER,
  multiplierOf,
  nearestLearningRate,
  rateUnit,
} from './index.ts';

const anyFormat = anyShape.map(deriveFormat);
const f = deriveFormat({ kind: 'linear', inputs: 16, outputs: 4, batch: 8 });
const uneven = deriveFormat({ kind: 'logistic', inputs: 4, outputs: 3, batch: 6 });

describe('learning rates', () => {
  it('are the whole multiples of one unit, smallest first', () => {
    fc.assert(
      fc.property(anyFormat, (format) => {
        const rates = learningRates(format);
        assert.equal(rates.length, MAX_STEP_MULTIPLIER);
        rates.forEach((rate, i) => {
          assert.equal(rate, (i + 1) * rateUnit(format));
          assert.equal(rate, learningRateOf(format, i + 1));
        });
      }),
      SEEDED,
    );
  });

  it('start between half of the promised smallest rate and that rate', () => {
    fc.assert(
      fc.property(anyFormat, (format) => {
        const promised = format.kind === 'linear' ? 2 ** -7 : 2 ** -4;
        assert.ok(rateUnit(format) <= promised && rateUnit(format) > promised / 2);
      }),
      SEEDED,
    );
    assert.equal(rateUnit(f), 1 / 128);
    assert.equal(rateUnit(uneven), (6 / 8) * (1 / 16));
  });
});

describe('multiplierOf', () => {
  it('reads every rate on offer exactly, whatever the batch', () => {
    fc.assert(
      fc.property(anyFormat, (format) => {
        for (let multiplier = 0; multiplier <= MAX_STEP_MULTIPLIER; multiplier++) {
          assert.equal(multiplierOf(format, learningRateOf(format, multiplier)), multiplier);
        }
      }),
      SEEDED,
    );
  });

  it('refuses every other rate', () => {
    const unit = rateUnit(f);
    const bad = [
      -unit,
      unit / 2,
      1.5 * unit,
      unit * (1 + 2 ** -50),
      16 * unit,
      0.1,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ];
    for (const rate of bad) assertRefused('LEARNING_RATE_UNAVAILABLE', () => multiplierOf(f, rate));
  });
});

describe('nearestLearningRate', () => {
  it('is on offer, and none on offer is nearer', () => {
    const wished = fc.oneof(fc.integer({ min: -100, max: 1700 }), fc.integer()).map((hundredths) => hundredths / 100);
    fc.assert(
      fc.property(anyFormat, wished, (format, units) => {
        const wish = units * rateUnit(format);
        const nearest = nearestLearningRate(format, wish);
        multiplierOf(format, nearest);
        const distance = Math.min(...learningRates(format).map((rate) => Math.abs(rate - wish)));
        assert.equal(Math.abs(nearest - wish), distance);
      }),
      SEEDED,
    );
  });

  it('is never zero', () => {
    for (const wish of [0, -0, -1, 1e-300, Number.NEGATIVE_INFINITY]) {
      assert.equal(nearestLearningRate(f, wish), rateUnit(f));
    }
    assert.equal(nearestLearningRate(f, Number.POSITIVE_INFINITY), 15 * rateUnit(f));
  });
});

describe('checkMultiplier', () => {
  it('accepts zero to fifteen and gives them back', () => {
    for (let multiplier = 0; multiplier <= MAX_STEP_MULTIPLIER; multiplier++) {
      assert.equal(checkMultiplier(multiplier), multiplier);
      assertNoNegativeZero(learningRateOf(f, checkMultiplier(multiplier)));
    }
  });

  it('refuses every other number', () => {
    for (const bad of [-1, 16, 0.5, 2 ** 32, Number.NaN, Number.POSITIVE_INFINITY]) {
      assertRefused('LEARNING_RATE_UNAVAILABLE', () => checkMultiplier(bad));
    }
  });
});
