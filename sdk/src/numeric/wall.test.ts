import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  anyBatch,
  anyWeight,
  anyWeights,
  SEEDED,
  smallShape,
  uniformBatch,
} from '../../../test/support/numeric-cases.ts';
import {
  checkWeights,
  computeStep,
  deriveFormat,
  type Format,
  featureRange,
  KINDS,
  MAX_STEP_MULTIPLIER,
  type Shape,
  targetRange,
  wallOf,
  wallSide,
  weightRange,
  zeroWeights,
} from './index.ts';

const SHAPES: readonly Shape[] = KINDS.flatMap((kind) =>
  [1, 17, 33].flatMap((inputs) => [1, 3, 8].map((batch) => ({ kind, inputs, outputs: 1, batch }))),
);

/** The weight just before the wall and the first beyond it, on either side. */
function wallEdges(f: Format) {
  const half = 2 ** (f.dropBits - 1);
  return { above: wallOf(f) - half, below: -wallOf(f) - half - 1 };
}

describe('the wall', () => {
  it('pulls a weight beyond it back by the largest gradient, even at rate zero', () => {
    for (const shape of SHAPES) {
      const f = deriveFormat(shape);
      const batch = uniformBatch(f, 0, 0);
      const { above, below } = wallEdges(f);
      const updateOf = (weight: number) => computeStep(f, zeroWeights(f).with(0, weight), batch, 0).update[0];
      assert.equal(updateOf(above), -f.maxGradient);
      assert.equal(updateOf(above - 1), 0);
      assert.equal(updateOf(below), f.maxGradient);
      assert.equal(updateOf(below + 1), 0);
      assert.equal(updateOf(weightRange(f)[1]), -f.maxGradient);
      assert.equal(updateOf(weightRange(f)[0]), f.maxGradient);
    }
  });

  it('pulls only the weights that stand beyond it', () => {
    const f = deriveFormat({ kind: 'linear', inputs: 2, outputs: 2, batch: 2 });
    const { above, below } = wallEdges(f);
    const { update } = computeStep(f, [above, 0, below, 0, 0, above], uniformBatch(f, 0, 0), 0);
    assert.deepEqual(update, [-f.maxGradient, 0, f.maxGradient, 0, 0, -f.maxGradient]);
  });

  it('is at least as strong as any gradient: nothing moves further out beyond it', () => {
    const cases = smallShape
      .map(deriveFormat)
      .chain((f) => fc.record({ f: fc.constant(f), weights: anyWeights(f), batch: anyBatch(f) }));
    fc.assert(
      fc.property(cases, ({ f, weights, batch }) => {
        const { update } = computeStep(f, weights, batch, MAX_STEP_MULTIPLIER);
        weights.forEach((weight, d) => {
          const side = wallSide(f, weight);
          const u = update[d] as number;
          assert.ok(Math.abs(u) <= (side === 0 ? f.maxGradient : f.maxDelta));
          assert.ok(side * u <= 0, 'towards the middle, or nowhere');
        });
      }),
      { ...SEEDED, numRuns: 500 },
    );
  });
});

describe('the range of weights', () => {
  it('holds every weight after one step, whatever gradient it meets', () => {
    // The largest gradient is reached (see step.test.ts), so its two ends decide for every one between.
    for (const shape of SHAPES) {
      const f = deriveFormat(shape);
      const [low, high] = weightRange(f);
      const { above, below } = wallEdges(f);
      for (const weight of [low, below, below + 1, 0, above - 1, above, high]) {
        for (const gradient of [-f.maxGradient, f.maxGradient]) {
          const after = weight - gradient - f.maxGradient * wallSide(f, weight);
          assert.ok(after >= low && after <= high, `${weight} to ${after}`);
        }
      }
    }
  });

  it('is never left by a chain of steps on any data', () => {
    const cases = smallShape.map(deriveFormat).chain((f) =>
      fc.record({
        f: fc.constant(f),
        weights: anyWeights(f),
        batches: fc.array(anyBatch(f), { minLength: 1, maxLength: 12 }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ f, weights, batches }) => {
        let current: readonly number[] = weights;
        for (const batch of batches) current = computeStep(f, current, batch, MAX_STEP_MULTIPLIER).after;
        checkWeights(f, current);
      }),
      { ...SEEDED, numRuns: 300 },
    );
  });

  it('is never left under a constant push outwards, at any rate', () => {
    for (const shape of SHAPES.filter(({ inputs }) => inputs > 1)) {
      const f = deriveFormat(shape);
      const [low, high] = weightRange(f);
      const [leastTarget, largestTarget] = targetRange(f);
      for (const [others, target, outwards] of [
        [high, largestTarget, -1],
        [low, leastTarget, 1],
      ] as const) {
        // All other weights are put back to an end of the range: the error, and so the push, stays at its largest.
        const batch = uniformBatch(f, featureRange(f)[0], target);
        for (const multiplier of [1, 7, MAX_STEP_MULTIPLIER]) {
          let weight = 0;
          let bounces = 0;
          for (let step = 0; step < 120; step++) {
            const { after } = computeStep(f, zeroWeights(f).fill(others).with(0, weight), batch, multiplier);
            if (wallSide(f, weight) === outwards) bounces++;
            else assert.equal((after[0] as number) - weight, (outwards * multiplier * f.maxGradient) / 15);
            weight = after[0] as number;
            checkWeights(f, after);
          }
          assert.ok(bounces > 0 || multiplier === 1, 'the wall was reached');
        }
      }
    }
  });

  it('is entered from anywhere in it: every weight comes back inside the wall at rate zero', () => {
    const cases = smallShape.map(deriveFormat).chain((f) => fc.record({ f: fc.constant(f), weight: anyWeight(f) }));
    fc.assert(
      fc.property(cases, ({ f, weight }) => {
        let current = zeroWeights(f).fill(weight) as readonly number[];
        const enough = Math.ceil(wallOf(f) / f.maxGradient) + 1;
        for (let step = 0; step < enough; step++) current = computeStep(f, current, uniformBatch(f, 0, 0), 0).after;
        for (const w of current) assert.equal(wallSide(f, w), 0);
      }),
      SEEDED,
    );
  });
});
