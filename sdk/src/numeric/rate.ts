import { numericError } from '../errors/index.ts';
import { type Format, MAX_STEP_MULTIPLIER } from './format.ts';

/** The smallest learning rate of a format; every usable one is a whole multiple of it. */
export const rateUnit = (f: Format): number => f.batch * 2 ** (f.xFraction + f.errorFraction - f.weightFraction);

export const learningRateOf = (f: Format, multiplier: number): number => multiplier * rateUnit(f);

/** The learning rates that a format offers, smallest first. */
export const learningRates = (f: Format): number[] =>
  Array.from({ length: MAX_STEP_MULTIPLIER }, (_, i) => learningRateOf(f, i + 1));

export function checkMultiplier(multiplier: number): number {
  if (!Number.isInteger(multiplier) || multiplier < 0 || multiplier > MAX_STEP_MULTIPLIER) {
    throw numericError(
      'LEARNING_RATE_UNAVAILABLE',
      `a step's multiplier is a whole number from 0 to ${MAX_STEP_MULTIPLIER}, not ${multiplier}`,
    );
  }
  return multiplier;
}

/** The multiplier that stands for a learning rate, which must be one of those on offer (or zero). */
export function multiplierOf(f: Format, learningRate: number): number {
  const multiplier = learningRate / rateUnit(f);
  if (!Number.isInteger(multiplier) || multiplier < 0 || multiplier > MAX_STEP_MULTIPLIER) {
    throw numericError(
      'LEARNING_RATE_UNAVAILABLE',
      `learning rate ${learningRate} is not on offer; choose k * ${rateUnit(f)} with k from 1 to ${MAX_STEP_MULTIPLIER}`,
    );
  }
  return multiplier + 0;
}

/** The learning rate on offer that is nearest to the one wished for (never zero). */
export function nearestLearningRate(f: Format, wished: number): number {
  if (Number.isNaN(wished)) throw numericError('VALUE_NOT_A_NUMBER', 'the learning rate wished for is not a number');
  const multiplier = Math.min(MAX_STEP_MULTIPLIER, Math.max(1, Math.round(wished / rateUnit(f))));
  return learningRateOf(f, multiplier);
}
