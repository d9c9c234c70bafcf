import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  anyBatch,
  anyWeights,
  roundExact,
  SEEDED,
  smallShape,
  uniformBatch,
} from '../../../test/support/numeric-cases.ts';
import {
  computeStep,
  deriveFormat,
  type Format,
  meanLoss,
  predict,
  predictClass,
  quantiseWeights,
  zeroWeights,
} from './index.ts';

const anyCase = smallShape
  .map(deriveFormat)
  .chain((f) => fc.record({ f: fc.constant(f), weights: anyWeights(f), batch: anyBatch(f) }));

/** Pre-activations of all outputs, as exact integers. */
function preActivations(f: Format, weights: readonly number[], row: readonly number[]): bigint[] {
  const seen = weights.map((w) => roundExact(BigInt(w), 1n << BigInt(f.dropBits)));
  return Array.from({ length: f.outputs }, (_, o) =>
    [...row, 2 ** f.xFraction].reduce((z, x, i) => z + BigInt(x) * (seen[i * f.outputs + o] as bigint), 0n),
  );
}

describe('predict', () => {
  it('is z for a linear model, and z/4 + 1/2 within 0..1 for a logistic one', () => {
    fc.assert(
      fc.property(anyCase, ({ f, weights, batch }) => {
        const one = 2 ** (f.xFraction + f.weightFraction - f.dropBits);
        for (const row of batch.inputs) {
          const z = preActivations(f, weights, row).map((value) => Number(value) / one);
          const expected = f.kind === 'linear' ? z : z.map((value) => Math.min(1, Math.max(0, value / 4 + 0.5)));
          assert.deepEqual(predict(f, weights, row), expected);
        }
      }),
      SEEDED,
    );
  });

  it('is what a step compares with the target', () => {
    fc.assert(
      fc.property(anyCase, ({ f, weights, batch }) => {
        const { error } = computeStep(f, weights, batch, 0);
        batch.inputs.forEach((row, b) => {
          predict(f, weights, row).forEach((output, o) => {
            const target = (batch.targets[b]?.[o] as number) / 2 ** f.yFraction;
            const exact = f.kind === 'linear' ? Math.min(4, Math.max(-4, output - target)) : output - target;
            assert.ok(Math.abs((error[b]?.[o] as number) / 2 ** f.errorFraction - exact) <= 2 ** -f.errorFraction / 2);
          });
        });
      }),
      SEEDED,
    );
  });

  it('reads a model from real weights', () => {
    const f = deriveFormat({ kind: 'linear', inputs: 2, outputs: 2, batch: 1 });
    const weights = quantiseWeights(f, [1, 0.5, -2, 0.25, 0.125, -1]);
    assert.deepEqual(predict(f, weights, [2 ** f.xFraction, -(2 ** f.xFraction)]), [1 + 2 + 0.125, 0.5 - 0.25 - 1]);
    const logistic = deriveFormat({ kind: 'logistic', inputs: 1, outputs: 3, batch: 1 });
    assert.deepEqual(predict(logistic, quantiseWeights(logistic, [0, 0, 0, -3, 1, 3]), [0]), [0, 0.75, 1]);
  });
});

describe('predictClass', () => {
  it('is the first output with the largest pre-activation', () => {
    const severalOutputs = anyCase.filter(({ f }) => f.outputs > 1);
    fc.assert(
      fc.property(severalOutputs, ({ f, weights, batch }) => {
        for (const row of batch.inputs) {
          const z = preActivations(f, weights, row);
          const largest = z.reduce((a, b) => (a > b ? a : b));
          assert.equal(predictClass(f, weights, row), z.indexOf(largest));
        }
      }),
      SEEDED,
    );
  });

  it('tells saturated outputs apart, and takes the first of equal ones', () => {
    const f = deriveFormat({ kind: 'logistic', inputs: 1, outputs: 3, batch: 1 });
    const saturated = quantiseWeights(f, [0, 0, 0, 5, 7, 6]);
    assert.deepEqual(predict(f, saturated, [0]), [1, 1, 1]);
    assert.equal(predictClass(f, saturated, [0]), 1);
    assert.equal(predictClass(f, zeroWeights(f), [0]), 0);
    assert.equal(predictClass(f, quantiseWeights(f, [0, 0, 0, -1, 2, 2]), [0]), 1);
  });

  it('is the second of two classes from an output of one half on, where one output stands for both', () => {
    const f = deriveFormat({ kind: 'logistic', inputs: 1, outputs: 1, batch: 1 });
    const unit = 2 ** (f.dropBits - f.weightFraction);
    for (const [bias, expected] of [
      [-3, 0],
      [-unit, 0],
      [0, 1],
      [unit, 1],
      [3, 1],
    ] as const) {
      const weights = quantiseWeights(f, [0, bias]);
      assert.equal(predictClass(f, weights, [0]), expected);
      assert.equal(predictClass(f, weights, [0]), (predict(f, weights, [0])[0] as number) >= 0.5 ? 1 : 0);
    }
  });
});

describe('meanLoss', () => {
  it('is the mean of the squared errors of all proven values', () => {
    fc.assert(
      fc.property(anyCase, ({ f, weights, batch }) => {
        const steps = [0, 1, 2].map((multiplier) => computeStep(f, weights, batch, multiplier));
        const squares = steps.flatMap(({ error }) => error.flat().map((e) => (e / 2 ** f.errorFraction) ** 2));
        const sum = steps.reduce((total, { loss }) => total + loss, 0);
        const mean = squares.reduce((a, b) => a + b, 0) / squares.length;
        assert.ok(Math.abs(meanLoss(f, sum, steps.length) - mean) < 1e-9);
      }),
      SEEDED,
    );
  });

  it('is a quarter for a logistic model that knows nothing', () => {
    const f = deriveFormat({ kind: 'logistic', inputs: 4, outputs: 3, batch: 8 });
    const { loss } = computeStep(f, zeroWeights(f), uniformBatch(f, 5, 1), 3);
    assert.equal(meanLoss(f, loss, 1), 0.25);
  });
});
