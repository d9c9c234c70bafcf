// Samples out of a table, as an offer's input describes them.
import { type Standardisation, standardiseFeatures, type Table } from '../../data/index.ts';
import { inferenceError } from '../../errors/index.ts';
import type { InputDescription } from './types.ts';

export interface SelectSamplesOptions {
  /** Rows of the table, counted from 1; all of them when they are left out. */
  readonly rows?: readonly number[] | undefined;
  /** A column that is no input: what is to be predicted, where the file has it. */
  readonly target?: string | undefined;
  /**
   * How the model's trainers shifted and scaled their features; values are taken as they are when it is left out. Refused where
   * the offer says so itself: it would be done twice.
   */
  readonly standardisation?: Standardisation | undefined;
}

const invalid = (why: string) => inferenceError('DESCRIPTION_INVALID', why);

/** The columns by the names that the offer has, or else the numbers in their order. */
function columnsOf({ columns }: Table, { count, names }: InputDescription, target: string | undefined): Float64Array[] {
  const inputs = columns.filter(({ name }) => name !== target);
  if (names?.every((name) => inputs.some((column) => column.name === name))) {
    return names.map((name) => inputs.find((column) => column.name === name)?.numbers as Float64Array);
  }
  const numbers = inputs.filter(({ kind }) => kind === 'number');
  if (numbers.length === count) return numbers.map((column) => column.numbers);
  const found = `the table has ${numbers.length} columns of numbers${target === undefined ? '' : ' beside the target'}`;
  throw invalid(`${found}, and a sample has ${count} values`);
}

/** Values as the offer takes them: in real units if it standardises them itself, and else standardised here, if at all. */
export function standardiseSample(
  { count, features }: InputDescription,
  values: readonly number[],
  standardisation: Standardisation | undefined,
): readonly number[] {
  if (!standardisation) return values;
  if (features) throw invalid('the offer standardises its inputs itself: give values in real units');
  if (standardisation.features.length === count) return standardiseFeatures(standardisation, values);
  throw invalid(`the standardisation is of ${standardisation.features.length} features, not of ${count}`);
}

/** One list of values for each wanted row. A row with a gap is refused: nobody knows what to predict for it. */
export function selectSamples(
  table: Table,
  input: InputDescription,
  { rows, target, standardisation }: SelectSamplesOptions = {},
): number[][] {
  if (target !== undefined && !table.columns.some(({ name }) => name === target)) {
    throw invalid('the table has no column of the name of the target');
  }
  const columns = columnsOf(table, input, target);
  const wanted = rows ?? Array.from({ length: table.rows }, (_, row) => row + 1);
  return wanted.map((row) => {
    if (!Number.isSafeInteger(row) || row < 1 || row > table.rows) {
      throw invalid(`the table has rows 1 to ${table.rows}`);
    }
    const values = columns.map((numbers) => numbers[row - 1] as number);
    if (!values.every(Number.isFinite)) throw invalid(`row ${row} has a gap, or something else than numbers`);
    return [...standardiseSample(input, values, standardisation)];
  });
}
