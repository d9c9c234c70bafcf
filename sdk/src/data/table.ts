import { dataError } from '../errors/index.ts';
import { showCell } from './cells.ts';
import type { Delimiter } from './csv-dialect.ts';

/** A column is named by its header, or by its position counted from 0. */
export type ColumnRef = string | number;

interface ColumnBase {
  readonly name: string;
  /** One value a row; NaN where the cell is missing or not a number. */
  readonly numbers: Float64Array;
  readonly missing: number;
}

export interface NumberColumn extends ColumnBase {
  readonly kind: 'number';
}

export interface CategoryColumn extends ColumnBase {
  readonly kind: 'category';
  /** Sorted distinct texts; absent when there are more than MAX_CATEGORIES of them. */
  readonly categories?: readonly string[];
  /** One index into `categories` a row, or MISSING_CODE; present with `categories`. */
  readonly codes?: Uint16Array;
  /** The first cell that is not a number, for messages. */
  readonly firstText: { readonly row: number; readonly text: string };
}

export type Column = NumberColumn | CategoryColumn;

/**
 * A CSV file in memory. Plain arrays throughout: a header's text is never an object's key, and a worker can
 * post it as it is.
 */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** The line on which each row begins, as an editor counts: from 1, header and blank lines included. */
  readonly lines: Uint32Array;
  readonly hasHeader: boolean;
  readonly delimiter: Delimiter;
}

/** As many classes as the widest circuit has outputs. */
export const MAX_CATEGORIES = 1024;
export const MISSING_CODE = 0xffff;

export const lineOf = (table: Table, row: number): number => table.lines[row] ?? 0;

/** Position of the column that a person means. */
export function findColumn(table: Table, ref: ColumnRef): number {
  const index = typeof ref === 'number' ? ref : table.columns.findIndex((column) => column.name === ref);
  if (Number.isInteger(index) && index >= 0 && index < table.columns.length) return index;
  const shown = typeof ref === 'number' ? String(ref) : showCell(ref);
  throw dataError('COLUMN_UNKNOWN', `the table has no column ${shown}`, { column: shown });
}
