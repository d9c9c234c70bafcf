import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { deriveFormat, learningRateOf, parseShapeName, type Rows, splitRows } from '@tacit/sdk';
import { loadIris } from '../support/datasets.ts';
import { seededRandomness } from '../support/random-step.ts';
import { mean, prepareStudy, scoreFixed, scoreFloat, trainFixed, trainFloat } from '../support/training.ts';

const SEEDS = 40;
const STEPS = 500;
const MULTIPLIER = 8;

/** Some lengths of a flower from others. */
function selectLengths(features: readonly number[], targets: readonly number[]): Rows {
  const { inputs } = loadIris();
  const pick = (row: readonly number[], columns: readonly number[]) => columns.map((column) => row[column] as number);
  return {
    inputs: inputs.map((row) => pick(row, features)),
    targets: inputs.map((row) => pick(row, targets)),
  };
}

/** Asserts that rounding costs at most 2 % of the loss, on unseen rows and on those that training saw. */
function compareLosses(t: TestContext, name: string, rows: Rows): void {
  const format = deriveFormat(parseShapeName(name));
  const rate = learningRateOf(format, MULTIPLIER);
  const runs = Array.from({ length: SEEDS }, (_, i) => {
    const split = splitRows(rows, { testShare: 1 / 3, randomness: seededRandomness(i + 1) });
    const study = prepareStudy(format, split, i + 1);
    const fixed = trainFixed(study, MULTIPLIER, STEPS);
    const float = trainFloat(study, 'identity', rate, STEPS);
    return {
      fixed: scoreFixed(study, fixed.weights).loss,
      float: scoreFloat(study, 'identity', float.weights).loss,
      proven: fixed.lossSum,
      seen: float.lossSum,
    };
  });
  const average = (key: keyof (typeof runs)[number]) => mean(runs.map((run) => run[key]));
  const unseen = average('fixed') / average('float') - 1;
  const training = average('proven') / average('seen') - 1;
  const signed = (share: number) => `${share < 0 ? '' : '+'}${(100 * share).toFixed(2)} %`;
  t.diagnostic(`${name}: ${SEEDS} splits, ${STEPS} steps at rate ${rate}`);
  t.diagnostic(`  loss on test rows: fixed point ${average('fixed').toFixed(5)}, float ${average('float').toFixed(5)}`);
  t.diagnostic(`  fixed point against float: ${signed(unseen)} on test rows, ${signed(training)} while training`);
  assert.ok(Math.abs(unseen) <= 0.02, `${signed(unseen)} on test rows`);
  assert.ok(Math.abs(training) <= 0.02, `${signed(training)} while training`);
}

describe('a regression trained with the circuit arithmetic', () => {
  it("predicts a petal's width as well as the same training in floats", (t) => {
    compareLosses(t, 'linear-3x1-b8', selectLengths([0, 1, 2], [3]));
  });

  it('predicts both lengths of a petal from the sepal as well as the same training in floats', (t) => {
    compareLosses(t, 'linear-2x2-b8', selectLengths([0, 1], [2, 3]));
  });
});
