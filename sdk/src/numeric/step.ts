import { numericError } from '../errors/index.ts';
import { type Batch, checkBatch } from './batch.ts';
import { type Format, wallOf } from './format.ts';
import { checkMultiplier } from './rate.ts';
import { clamp, roundShift } from './rounding.ts';
import { checkWeights } from './weights.ts';

/** Everything that a step computes, as exact integers: what the circuit proves and the tests compare. */
export interface Step {
  /** Per row and output, before rounding: `rounded = roundShift(forward, roundBits)`. */
  readonly forward: readonly (readonly number[])[];
  readonly rounded: readonly (readonly number[])[];
  readonly error: readonly (readonly number[])[];
  readonly update: readonly number[];
  readonly after: readonly number[];
  /** Sum of squared errors, scaled by 4^errorFraction. */
  readonly loss: number;
}

/** A weight as the forward pass sees it. */
export const roundWeight = (f: Format, weight: number): number => roundShift(weight, f.dropBits);

/**
 * 1, 0 or -1: whether a weight stands beyond the wall, and on which side. Such a weight is pulled back by
 * `maxGradient`, at least as much as any gradient can push, so that no chain of steps leaves the range of
 * weights and no honest step is ever unprovable. In the circuit it is linear in a weight's two top bits.
 */
export function wallSide(f: Format, weight: number): -1 | 0 | 1 {
  const shifted = weight + 2 ** (f.dropBits - 1);
  if (shifted >= wallOf(f)) return 1;
  return shifted < -wallOf(f) ? -1 : 0;
}

/** z of one output: the dot product with rounded weights, at scale xFraction + (weightFraction - dropBits). */
function dot(f: Format, row: readonly number[], rounded: readonly number[], output: number): number {
  let sum = 2 ** f.xFraction * (rounded[f.inputs * f.outputs + output] as number);
  for (let i = 0; i < f.inputs; i++) sum += (row[i] as number) * (rounded[i * f.outputs + output] as number);
  return sum;
}

/** The value that is rounded and clamped: z shifted so that the clamp's window starts at zero. */
function forwardValue(f: Format, z: number, target: number): number {
  const zFraction = f.xFraction + f.weightFraction - f.dropBits;
  return f.kind === 'linear'
    ? z - target * 2 ** (zFraction - f.yFraction) + 2 ** (f.roundBits + f.clampBits - 1)
    : z + 2 ** (zFraction + 1);
}

/** The error at scale errorFraction, from the rounded forward value. */
function errorOf(f: Format, rounded: number, target: number): number {
  const clamped = clamp(rounded, 0, 2 ** f.clampBits);
  return f.kind === 'linear' ? clamped - 2 ** (f.clampBits - 1) : clamped - target * 2 ** f.errorFraction;
}

/** One SGD step, exactly as the circuit proves it. Throws when shapes or ranges do not hold. */
export function computeStep(f: Format, weights: readonly number[], batch: Batch, multiplier: number): Step {
  checkWeights(f, weights);
  checkBatch(f, batch);
  checkMultiplier(multiplier);

  const roundedWeights = weights.map((w) => roundWeight(f, w));
  const forward: number[][] = [];
  const rounded: number[][] = [];
  const error: number[][] = [];
  let loss = 0;
  batch.inputs.forEach((row, b) => {
    const targets = batch.targets[b] as readonly number[];
    const values = targets.map((target, o) => forwardValue(f, dot(f, row, roundedWeights, o), target));
    const roundedValues = values.map((value) => roundShift(value, f.roundBits));
    const errors = roundedValues.map((value, o) => errorOf(f, value, targets[o] as number));
    for (const e of errors) loss += e * e;
    forward.push(values);
    rounded.push(roundedValues);
    error.push(errors);
  });

  const update = weights.map((weight, index) => {
    const input = Math.floor(index / f.outputs);
    const output = index % f.outputs;
    let gradient = 0;
    for (let b = 0; b < f.batch; b++) {
      const x = input < f.inputs ? (batch.inputs[b]?.[input] as number) : 2 ** f.xFraction;
      gradient += x * (error[b]?.[output] as number);
    }
    // Adding zero turns -0 into 0, which deep equality and JSON would tell apart.
    return -multiplier * gradient - f.maxGradient * wallSide(f, weight) + 0;
  });
  return { forward, rounded, error, update, after: weights.map((w, i) => w + (update[i] as number)), loss };
}

function checkRow(f: Format, weights: readonly number[], row: readonly number[]): void {
  checkWeights(f, weights);
  if (row.length !== f.inputs) {
    throw numericError('SHAPE_MISMATCH', `a row of ${row.length} features where the circuit takes ${f.inputs}`);
  }
}

/** A model's outputs for one row of quantised features, as real numbers. */
export function predict(f: Format, weights: readonly number[], row: readonly number[]): number[] {
  checkRow(f, weights, row);
  const roundedWeights = weights.map((w) => roundWeight(f, w));
  const zFraction = f.xFraction + f.weightFraction - f.dropBits;
  return Array.from({ length: f.outputs }, (_, o) => {
    const z = dot(f, row, roundedWeights, o) / 2 ** zFraction;
    return f.kind === 'linear' ? z : clamp(z / 4 + 0.5, 0, 1);
  });
}

/**
 * The class of the largest pre-activation: unlike the clamped outputs it does not tie when saturated. A single
 * output stands for two classes, and 1 from z = 0 on, where the output is one half.
 */
export function predictClass(f: Format, weights: readonly number[], row: readonly number[]): number {
  checkRow(f, weights, row);
  const roundedWeights = weights.map((w) => roundWeight(f, w));
  if (f.outputs === 1) return dot(f, row, roundedWeights, 0) >= 0 ? 1 : 0;
  let best = 0;
  let bestZ = Number.NEGATIVE_INFINITY;
  for (let o = 0; o < f.outputs; o++) {
    const z = dot(f, row, roundedWeights, o);
    if (z > bestZ) [best, bestZ] = [o, z];
  }
  return best;
}

/** Mean squared error per value, from a sum of proven losses. */
export const meanLoss = (f: Format, lossSum: number, steps: number): number =>
  lossSum / 4 ** f.errorFraction / (steps * f.batch * f.outputs);
