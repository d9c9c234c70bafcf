import {
  type Batch,
  type Format,
  featureRange,
  MAX_STEP_MULTIPLIER,
  targetRange,
  wallOf,
  weightRange,
} from '@tacit/sdk';
import type { StepChoice } from './step-fixture.ts';

const fill = (rows: number, columns: number, value: (row: number, column: number) => number): number[][] =>
  Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => value(r, c)));

/** A batch from functions of row and column. */
export const batchOf = (
  f: Format,
  feature: (row: number, column: number) => number,
  target: (row: number, column: number) => number,
): Batch => ({ inputs: fill(f.batch, f.inputs, feature), targets: fill(f.batch, f.outputs, target) });

/** Weights with one value for features and one for biases. */
export const weightsOf = (f: Format, feature: number, bias: number): number[] =>
  Array.from({ length: f.weights }, (_, d) => (d < f.inputs * f.outputs ? feature : bias));

/** A weight by its distance from the middle of the range, which half a dropped unit shifts. */
export const uncentred = (f: Format, distance: number): number => distance - 2 ** (f.dropBits - 1);

/** All features zero, so that z is the bias alone, and that is `halves` halves of an error unit. */
export function halfwayStep(f: Format, halves: number): StepChoice & { batch: Batch; weights: readonly number[] } {
  const bias = ((halves * 2 ** (f.roundBits - 1)) / 2 ** f.xFraction) * 2 ** f.dropBits;
  const zero = () => 0;
  return { weights: weightsOf(f, 0, bias), batch: batchOf(f, zero, zero) };
}

/** The forward values furthest from zero that anything in range can make. */
export function furthestStep(f: Format, side: 'highest' | 'lowest'): StepChoice & { batch: Batch; weights: number[] } {
  const [lowest, highest] = weightRange(f);
  const [lowestX] = featureRange(f);
  const [lowestY, highestY] = targetRange(f);
  const up = side === 'highest';
  return {
    weights: up ? weightsOf(f, lowest, highest) : weightsOf(f, highest, lowest),
    batch: batchOf(
      f,
      () => lowestX,
      () => (up ? lowestY : highestY),
    ),
    multiplier: MAX_STEP_MULTIPLIER,
  };
}

/** Output 0 stands above the window in even rows and below it in odd ones; the others stay inside. */
export function saturatedStep(f: Format): StepChoice & { batch: Batch; weights: number[] } {
  const [lowestX, highestX] = featureRange(f);
  const feature = (row: number, column: number) => (column > 0 ? 1 : row % 2 ? lowestX : highestX);
  const target = (_: number, output: number) => (f.kind === 'logistic' ? output % 2 : 3 * output);
  return { weights: weightsOf(f, 0, 0).with(0, 2 ** (f.weightFraction + 2)), batch: batchOf(f, feature, target) };
}

/** What could go wrong once and must not, by name. */
export function edgeCases(f: Format): Record<string, StepChoice> {
  const [lowest, highest] = weightRange(f);
  const [lowestX, highestX] = featureRange(f);
  const [lowestY, highestY] = targetRange(f);
  const alternating = (row: number, column: number) => ((row + column) % 2 ? lowestX : highestX);
  const wall = (distance: number): StepChoice => {
    const weights = Array.from({ length: f.weights }, (_, d) => uncentred(f, d % 2 ? -distance - 1 : distance));
    const batch = batchOf(f, alternating, (row) => (row % 2 ? lowestY : highestY));
    return { weights, batch, multiplier: MAX_STEP_MULTIPLIER };
  };
  const bias = (weight: number): StepChoice => ({ ...halfwayStep(f, 0), weights: weightsOf(f, 0, weight) });
  const half = 2 ** (f.dropBits - 1);
  const zeros = halfwayStep(f, 0);
  return {
    'everything zero': zeros,
    'error one half up': halfwayStep(f, 1),
    'error minus one half up to zero': halfwayStep(f, -1),
    'error three halves up': halfwayStep(f, 3),
    'error minus three halves up': halfwayStep(f, -3),
    'weight one half of a forward unit': bias(half),
    'weight just under one half of a forward unit': bias(half - 1),
    'weight minus one half of a forward unit': bias(-half),
    'weight just under minus one half of a forward unit': bias(-half - 1),
    'highest forward value': furthestStep(f, 'highest'),
    'lowest forward value': furthestStep(f, 'lowest'),
    'saturated on both sides': saturatedStep(f),
    'learning rate zero': { multiplier: 0 },
    'highest learning rate': { multiplier: MAX_STEP_MULTIPLIER },
    'lowest targets': { batch: batchOf(f, alternating, () => lowestY) },
    'highest targets': { batch: batchOf(f, alternating, () => highestY) },
    'weights just beyond the wall': wall(wallOf(f)),
    'weights just inside the wall': wall(wallOf(f) - 1),
    'weights at the ends of the range': { weights: weightsOf(f, highest, lowest), multiplier: MAX_STEP_MULTIPLIER },
    'weights at the other ends of the range': { weights: weightsOf(f, lowest, highest) },
    'first batch of the tree': { batchIndex: 0 },
    'last batch of the tree': { batchIndex: 4095 },
  };
}
