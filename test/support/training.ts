import type { TestContext } from 'node:test';
import {
  type Batch,
  computeStep,
  type Format,
  fitStandardisation,
  groupBatches,
  predict,
  predictClass,
  quantiseRows,
  type Rows,
  shardRows,
  standardiseRows,
  zeroWeights,
} from '@tacit/sdk';
import { type Activation, activate, floatOutputs, floatStep } from '../../scripts/demo/float-training.ts';
import { seededRandomness } from './random-step.ts';

export type { Activation };

/** One experiment: standardised rows for the float models, the same rows quantised and grouped for the circuit's. */
export interface Study {
  readonly format: Format;
  readonly train: Rows;
  readonly test: Rows;
  readonly testIntegers: Rows;
  /** Batch k holds the training rows from k * format.batch on, so that every model sees the same batches. */
  readonly batches: readonly Batch[];
}

export const shuffleRows = (rows: Rows, seed: number): Rows =>
  shardRows(rows, { shards: 1, randomness: seededRandomness(seed) })[0] as Rows;

/** Standardises by the training rows, shuffles these, quantises and groups. */
export function prepareStudy(format: Format, split: { train: Rows; test: Rows }, seed: number): Study {
  const standardisation = fitStandardisation(format, split.train);
  const train = shuffleRows(standardiseRows(standardisation, split.train), seed);
  const test = standardiseRows(standardisation, split.test);
  const { batches } = groupBatches(format, quantiseRows(format, train));
  return { format, train, test, testIntegers: quantiseRows(format, test), batches };
}

export interface Trained {
  readonly weights: ArrayLike<number>;
  /** Sum over all steps of the squared errors that training saw, in real units. */
  readonly lossSum: number;
}

/** SGD with the circuit's integers, over the batches in turn. */
export function trainFixed({ format, batches }: Study, multiplier: number, steps: number): Trained {
  let weights: readonly number[] = zeroWeights(format);
  let lossSum = 0;
  for (let step = 0; step < steps; step++) {
    const { after, loss } = computeStep(format, weights, batches[step % batches.length] as Batch, multiplier);
    weights = after;
    lossSum += loss / 4 ** format.errorFraction;
  }
  return { weights, lossSum };
}

/** The same SGD in floats: the same batches and rates, errors limited as the circuit limits them, nothing rounded. */
export function trainFloat(
  { format, train, batches }: Study,
  activation: Activation,
  rate: number,
  steps: number,
): Trained {
  const weights = new Float64Array(format.weights);
  let lossSum = 0;
  for (let step = 0; step < steps; step++) {
    const first = (step % batches.length) * format.batch;
    lossSum += floatStep(format, weights, train, { first, activation, rate });
  }
  return { weights, lossSum };
}

export interface Score {
  /** Share of test rows whose largest output is the right one; meaningless for `linear`. */
  readonly accuracy: number;
  /** Mean squared error of the outputs over the test rows. */
  readonly loss: number;
}

function scoreRows(test: Rows, judge: (row: number) => { outputs: readonly number[]; choice: number }): Score {
  let right = 0;
  let squares = 0;
  let values = 0;
  test.targets.forEach((targets, r) => {
    const { outputs, choice } = judge(r);
    if (targets[choice] === 1) right++;
    outputs.forEach((output, o) => {
      squares += (output - (targets[o] as number)) ** 2;
      values++;
    });
  });
  return { accuracy: right / test.targets.length, loss: squares / values };
}

export function scoreFixed({ format, test, testIntegers }: Study, weights: ArrayLike<number>): Score {
  const model = Array.from(weights);
  return scoreRows(test, (r) => {
    const row = testIntegers.inputs[r] as readonly number[];
    return { outputs: predict(format, model, row), choice: predictClass(format, model, row) };
  });
}

export function scoreFloat({ format, test }: Study, activation: Activation, weights: ArrayLike<number>): Score {
  return scoreRows(test, (r) => {
    const z = floatOutputs(format, weights, test.inputs[r] as readonly number[]);
    return { outputs: z.map((value) => activate(activation, value)), choice: z.indexOf(Math.max(...z)) };
  });
}

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export const meanScore = (scores: readonly Score[]): Score => ({
  accuracy: mean(scores.map(({ accuracy }) => accuracy)),
  loss: mean(scores.map(({ loss }) => loss)),
});

/** One line a model in the report of the test run. */
export function reportScores(t: TestContext, title: string, scores: Readonly<Record<string, Score>>): void {
  t.diagnostic(title);
  for (const [model, { accuracy, loss }] of Object.entries(scores)) {
    t.diagnostic(`  ${model.padEnd(34)} accuracy ${(100 * accuracy).toFixed(2)} %   loss ${loss.toFixed(5)}`);
  }
}
