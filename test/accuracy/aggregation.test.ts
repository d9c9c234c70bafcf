import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import {
  type Batch,
  computeFinalisation,
  computeStep,
  deriveFormat,
  groupBatches,
  learningRateOf,
  meanMultiplier,
  packUpdate,
  parseShapeName,
  quantiseRows,
  type Rows,
  shardRows,
  splitRows,
  unpackUpdate,
  zeroWeights,
} from '@tacit/sdk';
import { loadDigits8x8, loadIris } from '../support/datasets.ts';
import { seededRandomness } from '../support/random-step.ts';
import {
  meanScore,
  prepareStudy,
  reportScores,
  type Score,
  type Study,
  scoreFixed,
  trainFixed,
} from '../support/training.ts';

const TRAINERS = 5;

/** Rounds in which every trainer takes some steps on its own shard and the mean of the updates is applied. */
function trainTogether(
  { format, train }: Study,
  seed: number,
  { multiplier, steps, stepsPerRound }: { multiplier: number; steps: number; stepsPerRound: number },
): readonly number[] {
  const shards = shardRows(train, { shards: TRAINERS, randomness: seededRandomness(seed) });
  const owned = shards.map((shard) => groupBatches(format, quantiseRows(format, shard)).batches);
  let weights: readonly number[] = zeroWeights(format);
  for (let done = 0; done < steps; done += stepsPerRound) {
    // Only the sum of the packed updates is ever opened.
    const sum = packUpdate(format, zeroWeights(format));
    for (const batches of owned) {
      let local = weights;
      for (let k = 0; k < stepsPerRound; k++) {
        const batch = batches[(done + k) % batches.length] as Batch;
        const { after, update } = computeStep(format, local, batch, multiplier);
        packUpdate(format, update).forEach((element, j) => {
          sum[j] = (sum[j] as bigint) + element;
        });
        local = after;
      }
    }
    weights = computeFinalisation(format, weights, unpackUpdate(format, sum), meanMultiplier(TRAINERS)).after;
  }
  return weights;
}

function compareTogether(
  t: TestContext,
  name: string,
  split: (seed: number) => { train: Rows; test: Rows },
  { seeds, multiplier, steps }: { seeds: number; multiplier: number; steps: number },
): void {
  const format = deriveFormat(parseShapeName(name));
  const scores: { alone: Score[]; one: Score[]; four: Score[] } = { alone: [], one: [], four: [] };
  for (let seed = 1; seed <= seeds; seed++) {
    const study = prepareStudy(format, split(seed), seed);
    const together = (stepsPerRound: number) =>
      scoreFixed(study, trainTogether(study, seed, { multiplier, steps, stepsPerRound }));
    scores.alone.push(scoreFixed(study, trainFixed(study, multiplier, steps).weights));
    scores.one.push(together(1));
    scores.four.push(together(4));
  }
  const [alone, one, four] = [scores.alone, scores.one, scores.four].map(meanScore) as [Score, Score, Score];
  const rate = learningRateOf(format, multiplier);
  reportScores(t, `${name}: ${TRAINERS} trainers with disjoint rows, ${steps} steps each at rate ${rate}`, {
    'all rows in one place': alone,
    'a mean after every step': one,
    'a mean after every fourth step': four,
  });
  assert.ok(one.accuracy >= alone.accuracy - 0.02, 'one step a round');
  assert.ok(four.accuracy >= alone.accuracy - 0.02, 'four steps a round');
}

describe('trainers who share only the mean of their updates', () => {
  it('learn iris flowers as well as one who holds all rows', (t) => {
    const split = (seed: number) => splitRows(loadIris(), { testShare: 1 / 3, randomness: seededRandomness(seed) });
    compareTogether(t, 'logistic-4x3-b8', split, { seeds: 20, multiplier: 12, steps: 600 });
  });

  it('learn handwritten digits as well as one who holds all rows', (t) => {
    const digits = loadDigits8x8({ train: 4000, test: 2000 });
    compareTogether(t, 'logistic-64x10-b16', () => digits, { seeds: 1, multiplier: 4, steps: 2000 });
  });
});
