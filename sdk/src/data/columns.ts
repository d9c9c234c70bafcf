import { dataError } from '../errors/index.ts';
import type { Format } from '../numeric/index.ts';
import { showCell } from './cells.ts';
import { type Column, type ColumnRef, findColumn, lineOf, type Table } from './table.ts';

export interface RoleOptions {
  /** The column to predict; several for `linear`, one an output. */
  readonly target: ColumnRef | readonly ColumnRef[];
  /** The columns to predict from, in this order; all others when left open. */
  readonly features?: readonly ColumnRef[];
  readonly ignore?: readonly ColumnRef[];
}

export interface ColumnRoles {
  readonly features: readonly number[];
  readonly targets: readonly number[];
}

const shownName = (table: Table, index: number): string => showCell(table.columns[index]?.name ?? '');

function resolveColumns(table: Table, refs: readonly ColumnRef[], role: string): number[] {
  const indexes = refs.map((ref) => findColumn(table, ref));
  indexes.forEach((index, i) => {
    if (indexes.indexOf(index) === i) return;
    const column = shownName(table, index);
    throw dataError('COLUMN_ROLE_INVALID', `column ${column} is listed twice as a ${role}`, { column });
  });
  return indexes;
}

function checkApart(table: Table, some: readonly number[], others: readonly number[], what: string): void {
  const shared = some.find((index) => others.includes(index));
  if (shared === undefined) return;
  const column = shownName(table, shared);
  throw dataError('COLUMN_ROLE_INVALID', `column ${column} cannot be both ${what}`, { column });
}

/** Which columns are what. Throws unless their numbers are those that the circuit takes. */
export function assignRoles(format: Format, table: Table, options: RoleOptions): ColumnRoles {
  const wanted = Array.isArray(options.target) ? options.target : [options.target as ColumnRef];
  const targets = resolveColumns(table, wanted, 'target');
  const ignored = resolveColumns(table, options.ignore ?? [], 'column to ignore');
  checkApart(table, targets, ignored, 'target and ignored');
  const expected = format.kind === 'linear' ? format.outputs : 1;
  if (targets.length !== expected) {
    const message = `${targets.length} target columns where a ${format.kind} circuit takes ${expected}`;
    throw dataError('TARGET_INVALID', message, { found: targets.length, expected });
  }
  const others = table.columns.map((_, index) => index).filter((index) => ![...targets, ...ignored].includes(index));
  const features = options.features ? resolveColumns(table, options.features, 'feature') : others;
  checkApart(table, features, targets, 'feature and target');
  checkApart(table, features, ignored, 'feature and ignored');
  if (features.length !== format.inputs) {
    const message = `${features.length} feature columns where the circuit takes ${format.inputs}`;
    throw dataError('FEATURES_MISMATCH', message, { found: features.length, expected: format.inputs });
  }
  return { features, targets };
}

/** The column's numbers (NaN where missing). Throws where a cell is anything else, or when none has a value. */
export function readNumbers(table: Table, column: Column): Float64Array {
  const name = showCell(column.name);
  if (column.kind === 'category') {
    const row = lineOf(table, column.firstText.row);
    const value = showCell(column.firstText.text);
    throw dataError('CSV_VALUE_INVALID', `column ${name}, row ${row}: ${value} is not a number`, {
      column: name,
      row,
      value,
    });
  }
  if (column.missing === table.rows) {
    throw dataError('COLUMN_ROLE_INVALID', `column ${name} has no value in any row`, { column: name });
  }
  return column.numbers;
}
