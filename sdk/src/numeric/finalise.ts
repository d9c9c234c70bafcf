import { numericError } from '../errors/index.ts';
import { type Format, MEAN_FRACTION } from './format.ts';
import { roundShift } from './rounding.ts';
import { checkWeights } from './weights.ts';

/**
 * The mean of a round without a division: floor(2^16 / trainers) / 2^16. It falls short of 1 / trainers by
 * less than trainers / 2^16 of itself, which acts as a server learning rate slightly under one.
 */
export function meanMultiplier(trainers: number): number {
  if (!Number.isInteger(trainers) || trainers < 1 || trainers > 2 ** MEAN_FRACTION) {
    throw numericError('TRAINER_COUNT_INVALID', `a round sums 1 to ${2 ** MEAN_FRACTION} trainers, not ${trainers}`);
  }
  return Math.floor(2 ** MEAN_FRACTION / trainers);
}

export interface Finalisation {
  /** multiplier * sum, before rounding. */
  readonly scaled: readonly number[];
  readonly mean: readonly number[];
  readonly after: readonly number[];
}

/** The round's new weights from the sum of all updates, exactly as the circuit proves it in mode 1. */
export function computeFinalisation(
  f: Format,
  weights: readonly number[],
  sum: readonly number[],
  multiplier: number,
): Finalisation {
  checkWeights(f, weights);
  if (sum.length !== f.weights) {
    throw numericError('SHAPE_MISMATCH', `a sum of ${sum.length} updates where the circuit takes ${f.weights}`);
  }
  if (!Number.isInteger(multiplier) || multiplier < 1 || multiplier > 2 ** MEAN_FRACTION) {
    throw numericError(
      'TRAINER_COUNT_INVALID',
      `the multiplier of a mean is 1 to ${2 ** MEAN_FRACTION}, not ${multiplier}`,
    );
  }
  const half = 2 ** (MEAN_FRACTION - 1);
  const reach = 2 ** (f.slotBits - 1);
  const scaled = Array.from(sum, (value, i) => {
    const product = value * multiplier;
    if (!Number.isInteger(value) || product + half < -reach || product + half >= reach) {
      throw numericError('VALUE_OUT_OF_RANGE', `the sum of update ${i} is ${value}, more than its slot holds`);
    }
    return product + 0;
  });
  const mean = scaled.map((value) => roundShift(value, MEAN_FRACTION) + 0);
  return { scaled, mean, after: weights.map((w, i) => w + (mean[i] as number)) };
}
