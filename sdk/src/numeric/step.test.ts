import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  anyBatch,
  anyWeights,
  assertNoNegativeZero,
  roundExact,
  SEEDED,
  smallShape,
  uniformBatch,
} from '../../../test/support/numeric-cases.ts';
import { assertRefused } from '../../../test/support/refusals.ts';
import {
  type Batch,
  computeStep,
  deriveFormat,
  type Format,
  learningRateOf,
  MAX_STEP_MULTIPLIER,
  weightRange,
  zeroWeights,
} from './index.ts';

interface Case {
  readonly f: Format;
  readonly weights: readonly number[];
  readonly batch: Batch;
  readonly multiplier: number;
}

const anyCase: fc.Arbitrary<Case> = smallShape.map(deriveFormat).chain((f) =>
  fc.record({
    f: fc.constant(f),
    weights: anyWeights(f),
    batch: anyBatch(f),
    multiplier: fc.integer({ min: 0, max: MAX_STEP_MULTIPLIER }),
  }),
);

/** One dropped unit of a weight, exactly half of it, and so on: all reals below are fractions with this denominator. */
const power = (bits: number): bigint => 1n << BigInt(bits);
const bound = (value: bigint, low: bigint, high: bigint): bigint => (value < low ? low : value > high ? high : value);

/**
 * The error of one output from the words of the specification, in exact fractions: weights rounded to the forward
 * precision; z = w . x + bias; a linear error is z - y limited to -4..4, a logistic one is the line z/4 + 1/2
 * limited to 0..1, less the target. Limited first and rounded last, where the circuit does it the other way round.
 */
function errorInWords(f: Format, weights: readonly number[], row: readonly number[], target: number, output: number) {
  const forwardFraction = f.weightFraction - f.dropBits;
  const seen = weights.map((w) => roundExact(BigInt(w), power(f.dropBits)));
  let z = power(f.xFraction) * (seen[f.inputs * f.outputs + output] as bigint);
  row.forEach((x, i) => {
    z += BigInt(x) * (seen[i * f.outputs + output] as bigint);
  });
  const one = power(f.xFraction + forwardFraction);
  const scale = power(f.errorFraction);
  if (f.kind === 'linear') {
    const difference = z * power(f.yFraction) - BigInt(target) * one;
    const unit = one * power(f.yFraction);
    return roundExact(bound(difference, -4n * unit, 4n * unit) * scale, unit);
  }
  const probability = bound(z + 2n * one, 0n, 4n * one);
  return roundExact(probability * scale, 4n * one) - BigInt(target) * scale;
}

function stepInWords({ f, weights, batch, multiplier }: Case) {
  const error = batch.inputs.map((row, b) =>
    Array.from({ length: f.outputs }, (_, o) => errorInWords(f, weights, row, batch.targets[b]?.[o] as number, o)),
  );
  const largestError = f.kind === 'linear' ? 4n * power(f.errorFraction) : power(f.errorFraction);
  const pull = BigInt(f.batch) * power(f.xBits - 1) * largestError * 15n;
  const update: bigint[] = [];
  for (let i = 0; i <= f.inputs; i++) {
    for (let o = 0; o < f.outputs; o++) {
      let gradient = 0n;
      error.forEach((errors, b) => {
        gradient +=
          (errors[o] as bigint) * (i < f.inputs ? BigInt(batch.inputs[b]?.[i] as number) : power(f.xFraction));
      });
      // The wall stands at 8, for the weight in the middle of the dropped unit above it.
      const weight = 2 * (weights[i * f.outputs + o] as number) + 2 ** f.dropBits;
      const wall = 16 * 2 ** f.weightFraction;
      const side = weight >= wall ? 1n : weight < -wall ? -1n : 0n;
      update.push(-BigInt(multiplier) * gradient - pull * side);
    }
  }
  const loss = error.flat().reduce((sum, e) => sum + e * e, 0n);
  return { error, update, loss, after: update.map((u, d) => BigInt(weights[d] as number) + u) };
}

describe('computeStep', () => {
  it('is the specification in words, in exact arithmetic', () => {
    fc.assert(
      fc.property(anyCase, (example) => {
        const { f, weights, batch, multiplier } = example;
        const step = computeStep(f, weights, batch, multiplier);
        const expected = stepInWords(example);
        assert.deepEqual(
          step.error.map((row) => row.map(BigInt)),
          expected.error,
        );
        assert.deepEqual(step.update.map(BigInt), expected.update);
        assert.deepEqual(step.after.map(BigInt), expected.after);
        assert.equal(BigInt(step.loss), expected.loss);
      }),
      { ...SEEDED, numRuns: 1000 },
    );
  });

  it('rounds forward values by exactly the bits that the circuit drops', () => {
    fc.assert(
      fc.property(anyCase, ({ f, weights, batch, multiplier }) => {
        const { forward, rounded } = computeStep(f, weights, batch, multiplier);
        forward.forEach((row, b) => {
          row.forEach((value, o) => {
            assert.equal(BigInt(rounded[b]?.[o] as number), roundExact(BigInt(value), power(f.roundBits)));
            const pattern = BigInt(value) + power(f.roundBits - 1) + power(f.forwardBits - 1);
            assert.ok(pattern >= 0n && pattern < power(f.forwardBits), 'the bits of a forward value hold it');
          });
        });
      }),
      { ...SEEDED, numRuns: 1000 },
    );
  });

  it('reaches the extremes of errors, forward values and gradients', () => {
    for (const kind of ['linear', 'logistic'] as const) {
      for (const inputs of [1, 16, 17, 33]) {
        const f = deriveFormat({ kind, inputs, outputs: 2, batch: 3 });
        const [low, high] = weightRange(f);
        const lowX = -(2 ** (f.xBits - 1));
        for (const [weight, target] of [
          [low, kind === 'linear' ? -(2 ** (f.yBits - 1)) : 0],
          [high, kind === 'linear' ? 2 ** (f.yBits - 1) - 1 : 1],
        ] as const) {
          const step = computeStep(f, zeroWeights(f).fill(weight), uniformBatch(f, lowX, target), MAX_STEP_MULTIPLIER);
          const largest = kind === 'linear' ? 2 ** (f.clampBits - 1) : 2 ** f.clampBits;
          assert.equal(Math.abs(step.error[0]?.[0] as number), largest);
          const pull = weight > 0 ? -f.maxGradient : f.maxGradient;
          assert.equal(Math.abs((step.update[0] as number) - pull), f.maxGradient, 'the largest gradient');
          assert.equal(step.loss, f.batch * f.outputs * largest ** 2);
        }
      }
    }
  });

  it('changes no weight where nothing is wrong, and none at rate zero', () => {
    fc.assert(
      fc.property(anyCase, ({ f, batch, weights }) => {
        const inside = weights.map((w) => Math.trunc(w / 4) + 0);
        assert.deepEqual(computeStep(f, inside, batch, 0).after, inside);
      }),
      SEEDED,
    );
    const f = deriveFormat({ kind: 'linear', inputs: 3, outputs: 1, batch: 2 });
    assert.deepEqual(computeStep(f, zeroWeights(f), uniformBatch(f, 17, 0), 15).update, [0, 0, 0, 0]);
  });

  it('is proportional to its multiplier', () => {
    fc.assert(
      fc.property(anyCase, ({ f, weights, batch, multiplier }) => {
        const inside = weights.map((w) => Math.trunc(w / 4) + 0);
        const once = computeStep(f, inside, batch, 1).update;
        const often = computeStep(f, inside, batch, multiplier).update;
        assert.deepEqual(
          often,
          once.map((u) => u * multiplier + 0),
        );
      }),
      SEEDED,
    );
  });

  it('learns at the rate that its multiplier stands for', () => {
    fc.assert(
      fc.property(anyCase, ({ f, weights, batch, multiplier }) => {
        const inside = weights.map((w) => Math.trunc(w / 4) + 0);
        const { error, update } = computeStep(f, inside, batch, multiplier);
        let gradient = 0;
        batch.inputs.forEach((row, b) => {
          gradient += ((row[0] as number) / 2 ** f.xFraction) * ((error[b]?.[0] as number) / 2 ** f.errorFraction);
        });
        const wanted = (-learningRateOf(f, multiplier) * gradient) / f.batch;
        assert.ok(Math.abs((update[0] as number) / 2 ** f.weightFraction - wanted) < 1e-12);
      }),
      SEEDED,
    );
  });

  it('never gives negative zero', () => {
    fc.assert(
      fc.property(anyCase, ({ f, weights, batch, multiplier }) => {
        assertNoNegativeZero(computeStep(f, weights, batch, multiplier));
      }),
      SEEDED,
    );
    const f = deriveFormat({ kind: 'linear', inputs: 2, outputs: 1, batch: 1 });
    const negative: Batch = { inputs: [[-0, 5]], targets: [[-0]] };
    for (const multiplier of [0, -0, 1]) assertNoNegativeZero(computeStep(f, [-0, 0, -0], negative, multiplier));
  });

  it('leaves its arguments alone', () => {
    fc.assert(
      fc.property(anyCase, ({ f, weights, batch, multiplier }) => {
        Object.freeze(f);
        Object.freeze(weights);
        for (const rows of [batch.inputs, batch.targets]) rows.forEach((row) => Object.freeze(row));
        computeStep(f, weights, batch, multiplier);
      }),
      SEEDED,
    );
  });

  it('refuses other shapes, values out of range and rates that are not on offer', () => {
    const f = deriveFormat({ kind: 'logistic', inputs: 2, outputs: 1, batch: 2 });
    const zero = zeroWeights(f);
    const batch = uniformBatch(f, 0, 1);
    assertRefused('SHAPE_MISMATCH', () => computeStep(f, zero.slice(1), batch, 1));
    assertRefused('SHAPE_MISMATCH', () => computeStep(f, zero, { ...batch, targets: [[0]] }, 1));
    assertRefused('VALUE_OUT_OF_RANGE', () => computeStep(f, zero.with(0, weightRange(f)[1] + 1), batch, 1));
    assertRefused('VALUE_OUT_OF_RANGE', () => computeStep(f, zero, uniformBatch(f, 2 ** (f.xBits - 1), 1), 1));
    assertRefused('VALUE_OUT_OF_RANGE', () => computeStep(f, zero, uniformBatch(f, 0, 2), 1));
    for (const multiplier of [-1, 16, 0.5, Number.NaN]) {
      assertRefused('LEARNING_RATE_UNAVAILABLE', () => computeStep(f, zero, batch, multiplier));
    }
  });
});
