import { numericError } from '../errors/index.ts';
import type { Format } from './format.ts';
import { quantise } from './rounding.ts';

/** One step's rows as integers: `inputs[row][feature]`, `targets[row][output]`. */
export interface Batch {
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
}

export const featureRange = (f: Format): readonly [number, number] => [-(2 ** (f.xBits - 1)), 2 ** (f.xBits - 1) - 1];
export const targetRange = (f: Format): readonly [number, number] =>
  f.kind === 'linear' ? [-(2 ** (f.yBits - 1)), 2 ** (f.yBits - 1) - 1] : [0, 1];

/** A feature at the circuit's scale; what lies outside its range saturates. */
export const quantiseFeature = (f: Format, value: number): number => quantise(value, f.xBits, f.xFraction);

/** A target at the circuit's scale: saturated for `linear`, 0 or 1 for `logistic`. */
export function quantiseTarget(f: Format, value: number): number {
  if (f.kind === 'linear') return quantise(value, f.yBits, f.yFraction);
  if (value !== 0 && value !== 1) {
    throw numericError('VALUE_OUT_OF_RANGE', `a logistic target is 0 or 1, not ${value}`);
  }
  return value + 0;
}

function checkMatrix(
  rows: readonly (readonly number[])[],
  height: number,
  width: number,
  [low, high]: readonly [number, number],
  what: string,
): void {
  if (rows.length !== height) {
    throw numericError('SHAPE_MISMATCH', `${what}: ${rows.length} rows where the circuit takes ${height}`);
  }
  // By index: forEach skips holes, and a hole would become NaN.
  for (let r = 0; r < height; r++) {
    const row = rows[r];
    if (row?.length !== width) {
      const found = row?.length ?? 0;
      throw numericError('SHAPE_MISMATCH', `${what}: row ${r} has ${found} values where the circuit takes ${width}`);
    }
    for (let c = 0; c < width; c++) {
      const value = row[c] as number;
      if (!Number.isInteger(value) || value < low || value > high) {
        throw numericError(
          'VALUE_OUT_OF_RANGE',
          `${what}: row ${r}, column ${c} is ${value}, not in ${low} to ${high}`,
        );
      }
    }
  }
}

/** Throws unless the batch has the circuit's shape and every value is an integer in range. */
export function checkBatch(f: Format, batch: Batch): void {
  checkMatrix(batch.inputs, f.batch, f.inputs, featureRange(f), 'inputs');
  checkMatrix(batch.targets, f.batch, f.outputs, targetRange(f), 'targets');
}
