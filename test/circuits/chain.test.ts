import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Batch,
  computeFinalisation,
  computeStep,
  deriveFormat,
  type Format,
  featureRange,
  MAX_STEP_MULTIPLIER,
  meanMultiplier,
  parseShapeName,
  targetRange,
  wallOf,
  wallSide,
  weightRange,
} from '@tacit/sdk';
import fc from 'fast-check';
import { assertAccepted, openCircuits, SHIPPED, TINY } from '../support/circuit-harness.ts';
import { batchOf, uncentred } from '../support/step-cases.ts';
import { stepInputs, stepWitness } from '../support/step-fixture.ts';

const SHAPES = [...TINY, ...SHIPPED, 'logistic-30x2-b32', 'logistic-64x10-b16', 'linear-1x1-b1', 'logistic-1x1-b1'];

/** Weights counted from the middle of their range, which half a dropped unit shifts. */
const centred = (f: Format, weight: number): number => weight + 2 ** (f.dropBits - 1);

/** The band that the wall keeps weights in: closed under steps, and inside the range. */
const staysInBand = (f: Format, weight: number): boolean => {
  const bound = wallOf(f) + f.maxGradient;
  return centred(f, weight) >= -bound && centred(f, weight) < bound;
};

const inRange = (f: Format, weights: readonly number[]): boolean => {
  const [lowest, highest] = weightRange(f);
  return weights.every((w) => w >= lowest && w <= highest);
};

/** How an adversary fills a batch: extremes, everywhere or by row. */
const aBatch = (f: Format): fc.Arbitrary<Batch> => {
  const end = ([low, high]: readonly [number, number]) =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(low, high) },
      { weight: 1, arbitrary: fc.integer({ min: low, max: high }) },
    );
  const rows = (width: number, range: readonly [number, number]) =>
    fc.oneof(
      end(range).map((value) => Array.from({ length: f.batch }, () => new Array<number>(width).fill(value))),
      fc.array(fc.array(end(range), { minLength: width, maxLength: width }), {
        minLength: f.batch,
        maxLength: f.batch,
      }),
    );
  return fc.record({ inputs: rows(f.inputs, featureRange(f)), targets: rows(f.outputs, targetRange(f)) });
};

const someWeights = (f: Format, [low, high]: readonly [number, number]): fc.Arbitrary<number[]> => {
  const ends = [low, high, wallOf(f) - 1, -wallOf(f), wallOf(f), -wallOf(f) - 1].filter((w) => w >= low && w <= high);
  const weight = fc.oneof(fc.constantFrom(...ends), fc.integer({ min: low, max: high }));
  return fc.oneof(
    weight.map((value) => new Array<number>(f.weights).fill(value)),
    fc.array(weight, { minLength: f.weights, maxLength: f.weights }),
  );
};

/** Of several batches the one after which some weight stands furthest out. */
function worstStep(f: Format, weights: readonly number[], batches: readonly Batch[]): number[] {
  const reach = (after: readonly number[]) => Math.max(...after.map((w) => Math.abs(centred(f, w))));
  const ends = batches.map((batch) => [...computeStep(f, weights, batch, MAX_STEP_MULTIPLIER).after]);
  return ends.reduce((worst, after) => (reach(after) > reach(worst) ? after : worst));
}

for (const name of SHAPES) {
  const f = deriveFormat(parseShapeName(name));
  const [lowest, highest] = weightRange(f);
  const bound = wallOf(f) + f.maxGradient;

  describe(`the wall of ${name}`, () => {
    it('stands so that the largest gradient cannot carry a weight from inside it out of the range', () => {
      assert.ok(bound <= 2 ** (f.weightBits - 1));
      assert.equal(centred(f, lowest), -(2 ** (f.weightBits - 1)));
      assert.equal(centred(f, highest), 2 ** (f.weightBits - 1) - 1);
    });

    it('keeps any weight in its band under any gradient, and never lets one beyond it move outwards', () => {
      const weight = fc.oneof(
        fc.integer({ min: lowest, max: highest }),
        ...[wallOf(f), -wallOf(f), bound, -bound].map((at) => {
          const near = (by: number) => Math.min(highest, Math.max(lowest, at - 2 ** (f.dropBits - 1) + by));
          return fc.integer({ min: -2, max: 2 }).map(near);
        }),
      );
      const push = fc.oneof(
        fc.constantFrom(f.maxGradient, -f.maxGradient),
        fc.integer({ min: -f.maxGradient, max: f.maxGradient }),
      );
      fc.assert(
        fc.property(weight, push, (w, gradient) => {
          const after = w + gradient - f.maxGradient * wallSide(f, w);
          assert.ok(inRange(f, [after]));
          if (staysInBand(f, w)) assert.ok(staysInBand(f, after));
          else assert.ok(Math.abs(centred(f, after) + 0.5) <= Math.abs(centred(f, w) + 0.5));
        }),
        { seed: 1, numRuns: 2000 },
      );
    });

    const steps = f.weights > 100 ? 5 : 50;
    it(`keeps ${steps} steps of an adversary in the range, from any weights, so that each next one is provable`, () => {
      const chain = fc.tuple(someWeights(f, [lowest, highest]), fc.array(aBatch(f), { minLength: 4, maxLength: 4 }));
      fc.assert(
        fc.property(chain, ([start, batches]) => {
          let weights = start;
          for (let s = 0; s < steps; s++) weights = worstStep(f, weights, batches);
          assert.ok(inRange(f, weights));
        }),
        { seed: 2, numRuns: f.weights > 50 ? 5 : 40 },
      );
    });
  });
}

describe('a round of several trainers', () => {
  it('ends in the range: the mean of chains from one model lies between them (INV-3)', () => {
    const f = deriveFormat(parseShapeName('linear-3x2-b2'));
    const band = [-(wallOf(f) + f.maxGradient), wallOf(f) + f.maxGradient - 1 - 2 ** f.dropBits] as const;
    const round = fc.tuple(
      someWeights(f, band),
      fc.array(fc.array(aBatch(f), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
    );
    fc.assert(
      fc.property(round, ([start, trainers]) => {
        const ends = trainers.map((batches) => {
          let weights = start;
          for (let s = 0; s < f.maxSteps; s++) weights = worstStep(f, weights, batches);
          return weights;
        });
        const sum = start.map((w, d) => ends.reduce((total, end) => total + (end[d] as number) - w, 0));
        assert.ok(inRange(f, computeFinalisation(f, start, sum, meanMultiplier(trainers.length)).after));
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  const f = circuit.format;
  it(`eight steps that push ${circuit.name} outwards are provable one after another`, () => {
    const [lowestX] = featureRange(f);
    const [lowestY, highestY] = targetRange(f);
    let weights = new Array<number>(f.weights).fill(uncentred(f, wallOf(f) - 1));
    for (let s = 0; s < 8; s++) {
      const batches = [lowestY, highestY].flatMap((target) =>
        [lowestX, -lowestX - 1].map((x) =>
          batchOf(
            f,
            () => x,
            () => target,
          ),
        ),
      );
      const after = worstStep(f, weights, batches);
      const batch = batches.find((candidate) =>
        computeStep(f, weights, candidate, MAX_STEP_MULTIPLIER).after.every((w, d) => w === after[d]),
      ) as Batch;
      const multiplier = MAX_STEP_MULTIPLIER;
      assertAccepted(circuit, stepInputs(f, stepWitness(f, { weights, batch, multiplier, seed: s })));
      weights = after;
    }
    assert.ok(inRange(f, weights));
  });
}
