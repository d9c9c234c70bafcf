import { numericError } from '../errors/index.ts';
import type { Format } from './format.ts';
import { clamp } from './rounding.ts';

/**
 * Weights are one flat list, index `input * outputs + output`, biases last (as an input that is always 1).
 * Their range is shifted down by half a dropped unit, so that the top bits of a weight are its rounded value.
 */
export function weightRange(f: Format): readonly [number, number] {
  const reach = 2 ** (f.weightBits - 1);
  const half = 2 ** (f.dropBits - 1);
  return [-reach - half, reach - half - 1];
}

export const zeroWeights = (f: Format): number[] => new Array<number>(f.weights).fill(0);

/** Real weights at the circuit's scale; what lies outside the range saturates. */
export function quantiseWeights(f: Format, weights: readonly number[]): number[] {
  const [low, high] = weightRange(f);
  return weights.map((w) => {
    if (!Number.isFinite(w)) throw numericError('VALUE_NOT_A_NUMBER', `weight ${w} is not a finite number`);
    return clamp(Math.floor(w * 2 ** f.weightFraction + 0.5), low, high);
  });
}

export const realWeights = (f: Format, weights: readonly number[]): number[] =>
  weights.map((w) => w / 2 ** f.weightFraction);

export function checkWeights(f: Format, weights: readonly number[]): void {
  if (weights.length !== f.weights) {
    throw numericError('SHAPE_MISMATCH', `${weights.length} weights where the circuit takes ${f.weights}`);
  }
  const [low, high] = weightRange(f);
  // By index: forEach skips holes, and a hole would become NaN.
  for (let i = 0; i < f.weights; i++) {
    const weight = weights[i] as number;
    if (!Number.isInteger(weight) || weight < low || weight > high) {
      throw numericError('VALUE_OUT_OF_RANGE', `weight ${i} is ${weight}, outside ${low} to ${high}`);
    }
  }
}
