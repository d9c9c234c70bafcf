import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { anyBatch, anyWeights, SEEDED, smallShape } from '../../../test/support/numeric-cases.ts';
import {
  type Batch,
  clamp,
  computeStep,
  deriveFormat,
  type Format,
  learningRateOf,
  MAX_STEP_MULTIPLIER,
  realWeights,
} from './index.ts';

/** Weights well inside the wall, on which real arithmetic has no opinion. */
const anyCase = smallShape.map(deriveFormat).chain((f) =>
  fc.record({
    f: fc.constant(f),
    weights: anyWeights(f).map((weights) => weights.map((w) => Math.trunc(w / 4) + 0)),
    batch: anyBatch(f),
    multiplier: fc.integer({ min: 1, max: MAX_STEP_MULTIPLIER }),
  }),
);

/** The errors of one step in real arithmetic: nothing is rounded. */
function realErrors(f: Format, weights: readonly number[], batch: Batch): number[][] {
  const w = realWeights(f, weights);
  return batch.inputs.map((row, b) =>
    Array.from({ length: f.outputs }, (_, o) => {
      let z = w[f.inputs * f.outputs + o] as number;
      row.forEach((x, i) => {
        z += (x / 2 ** f.xFraction) * (w[i * f.outputs + o] as number);
      });
      const target = (batch.targets[b]?.[o] as number) / 2 ** f.yFraction;
      return f.kind === 'linear' ? clamp(z - target, -4, 4) : clamp(z / 4 + 0.5, 0, 1) - target;
    }),
  );
}

/** How far rounding the weights and the error may carry the error of a row; the clamp only brings them nearer. */
function errorBound(f: Format, row: readonly number[]): number {
  const weightUnit = 2 ** (f.dropBits - f.weightFraction);
  const reach = row.reduce((sum, x) => sum + Math.abs(x) / 2 ** f.xFraction, 1);
  const slope = f.kind === 'linear' ? 1 : 1 / 4;
  return (slope * reach * weightUnit) / 2 + 2 ** -f.errorFraction / 2 + 1e-9;
}

describe('a step against real arithmetic', () => {
  it('errs by no more than half a unit of each rounding', () => {
    fc.assert(
      fc.property(anyCase, ({ f, weights, batch, multiplier }) => {
        const real = realErrors(f, weights, batch);
        computeStep(f, weights, batch, multiplier).error.forEach((errors, b) => {
          const bound = errorBound(f, batch.inputs[b] as readonly number[]);
          errors.forEach((error, o) => {
            const away = Math.abs(error / 2 ** f.errorFraction - (real[b]?.[o] as number));
            assert.ok(away <= bound, `${away} away, more than ${bound}`);
          });
        });
      }),
      { ...SEEDED, numRuns: 500 },
    );
  });

  it('moves every weight as real SGD does, up to those roundings', () => {
    fc.assert(
      fc.property(anyCase, ({ f, weights, batch, multiplier }) => {
        const real = realErrors(f, weights, batch);
        const rate = learningRateOf(f, multiplier) / f.batch;
        computeStep(f, weights, batch, multiplier).update.forEach((update, d) => {
          const input = Math.floor(d / f.outputs);
          let wanted = 0;
          let bound = 1e-9;
          batch.inputs.forEach((row, b) => {
            const x = input < f.inputs ? (row[input] as number) / 2 ** f.xFraction : 1;
            wanted -= rate * x * (real[b]?.[d % f.outputs] as number);
            bound += rate * Math.abs(x) * errorBound(f, row);
          });
          assert.ok(Math.abs(update / 2 ** f.weightFraction - wanted) <= bound);
        });
      }),
      { ...SEEDED, numRuns: 500 },
    );
  });
});
