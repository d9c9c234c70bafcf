import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deriveFormat, learningRateOf, parseShapeName, type Rows, splitRows } from '@tacit/sdk';
import { loadDigits8x8, loadIris } from '../support/datasets.ts';
import { seededRandomness } from '../support/random-step.ts';
import {
  meanScore,
  prepareStudy,
  reportScores,
  type Score,
  type Study,
  scoreFixed,
  scoreFloat,
  trainFixed,
  trainFloat,
} from '../support/training.ts';

const POINT = 0.01;

/** Scores of the circuit's arithmetic and of two float models, over the same batches at the same rate. */
function compareModels(study: Study, multiplier: number, steps: number): { fixed: Score; line: Score; sigmoid: Score } {
  const rate = learningRateOf(study.format, multiplier);
  return {
    fixed: scoreFixed(study, trainFixed(study, multiplier, steps).weights),
    line: scoreFloat(study, 'line', trainFloat(study, 'line', rate, steps).weights),
    sigmoid: scoreFloat(study, 'sigmoid', trainFloat(study, 'sigmoid', rate, steps).weights),
  };
}

function averageModels(
  name: string,
  seeds: number,
  split: (seed: number) => { train: Rows; test: Rows },
  { multiplier, steps }: { multiplier: number; steps: number },
) {
  const format = deriveFormat(parseShapeName(name));
  const runs = Array.from({ length: seeds }, (_, i) => {
    return compareModels(prepareStudy(format, split(i + 1), i + 1), multiplier, steps);
  });
  return {
    rate: learningRateOf(format, multiplier),
    fixed: meanScore(runs.map(({ fixed }) => fixed)),
    line: meanScore(runs.map(({ line }) => line)),
    sigmoid: meanScore(runs.map(({ sigmoid }) => sigmoid)),
  };
}

describe('a classifier trained with the circuit arithmetic', () => {
  it('is as accurate on iris flowers as the same training in floats', (t) => {
    const split = (seed: number) => splitRows(loadIris(), { testShare: 1 / 3, randomness: seededRandomness(seed) });
    const settings = { multiplier: 12, steps: 600 };
    const { rate, fixed, line, sigmoid } = averageModels('logistic-4x3-b8', 40, split, settings);
    reportScores(t, `iris, logistic-4x3-b8: 40 splits, 600 steps at rate ${rate}`, {
      'fixed point': fixed,
      'float, same activation': line,
      'float, true sigmoid': sigmoid,
    });
    assert.ok(Math.abs(fixed.accuracy - line.accuracy) <= POINT, 'within a percentage point of floats');
    assert.ok(Math.abs(fixed.accuracy - sigmoid.accuracy) <= 3 * POINT, 'near a true logistic regression');
    assert.ok(fixed.accuracy > 0.88);
  });

  it('is as accurate on handwritten digits as the same training in floats', (t) => {
    const digits = loadDigits8x8({ train: 4000, test: 2000 });
    const settings = { multiplier: 4, steps: 2000 };
    const { rate, fixed, line, sigmoid } = averageModels('logistic-64x10-b16', 5, () => digits, settings);
    reportScores(t, `digits, logistic-64x10-b16: 5 orders of 4000 rows, 2000 steps at rate ${rate}`, {
      'fixed point': fixed,
      'float, same activation': line,
      'float, true sigmoid': sigmoid,
    });
    assert.ok(Math.abs(fixed.accuracy - line.accuracy) <= POINT, 'within a percentage point of floats');
    assert.ok(Math.abs(fixed.accuracy - sigmoid.accuracy) <= 3 * POINT, 'near a true logistic regression');
    assert.ok(fixed.accuracy > 0.86);
  });
});
