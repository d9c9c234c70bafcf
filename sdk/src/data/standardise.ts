import { dataError } from '../errors/index.ts';
import type { Format } from '../numeric/index.ts';
import { type Moments, measureMoments } from './moments.ts';
import type { Rows } from './rows.ts';
import type { Standardisation } from './standardisation.ts';

const IDENTITY: Moments = { mean: 0, deviation: 1 };

function fitColumn(rows: readonly (readonly number[])[], column: number, what: string): Moments {
  const values = rows.map((row) => row[column] as number);
  if (!values.every(Number.isFinite)) {
    throw dataError('STANDARDISATION_INVALID', `${what} ${column} holds a value that is not a finite number`);
  }
  const { mean, deviation } = measureMoments(values);
  // Welford's recurrence leaves exactly 0 for a constant column.
  return { mean, deviation: deviation || 1 };
}

/**
 * Mean and deviation of every feature, and of every target of a `linear` model; 'none' leaves values as they
 * are. The result describes its owner's data: it is published only together with a model that needs it.
 */
export function fitStandardisation(
  format: Format,
  rows: Rows,
  method: 'standard' | 'none' = 'standard',
): Standardisation {
  if (rows.inputs.length === 0) throw dataError('TOO_FEW_ROWS', 'there is no row to standardise', { found: 0 });
  const measure = (matrix: readonly (readonly number[])[], width: number, scaled: boolean, what: string) =>
    Array.from({ length: width }, (_, column) => (scaled ? fitColumn(matrix, column, what) : IDENTITY));
  const standard = method === 'standard';
  return {
    version: 1,
    features: measure(rows.inputs, format.inputs, standard, 'feature'),
    targets: measure(rows.targets, format.outputs, standard && format.kind === 'linear', 'target'),
  };
}

/** Overflow saturates, as the circuit's own range will. */
const saturate = (value: number): number => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));

function mapColumns(
  values: readonly number[],
  columns: readonly Moments[],
  change: (value: number, moments: Moments) => number,
): number[] {
  if (values.length !== columns.length) {
    const message = `${values.length} values where the standardisation has ${columns.length}`;
    throw dataError('STANDARDISATION_INVALID', message, { found: values.length, expected: columns.length });
  }
  return values.map((value, i) => saturate(change(value, columns[i] as Moments)));
}

const shrink = (value: number, { mean, deviation }: Moments): number => (value - mean) / deviation;
const stretch = (value: number, { mean, deviation }: Moments): number => value * deviation + mean;

export const standardiseFeatures = (
  { features }: Pick<Standardisation, 'features'>,
  values: readonly number[],
): number[] => mapColumns(values, features, shrink);

export const standardiseTargets = ({ targets }: Standardisation, values: readonly number[]): number[] =>
  mapColumns(values, targets, shrink);

/** A model's outputs in the units of the data. */
export const restoreTargets = ({ targets }: Pick<Standardisation, 'targets'>, values: readonly number[]): number[] =>
  mapColumns(values, targets, stretch);

export const standardiseRows = (standardisation: Standardisation, rows: Rows): Rows => ({
  inputs: rows.inputs.map((row) => standardiseFeatures(standardisation, row)),
  targets: rows.targets.map((row) => standardiseTargets(standardisation, row)),
});
