// What a person must know of a CSV file before choosing from it: columns, types, the first rows as they were read, and every
// cell that cannot be used, by its line.
import type { Column, Table } from '@tacit/sdk';

export interface ColumnSummary {
  readonly name: string;
  /** `mixed`: some cells are numbers, others are not. */
  readonly kind: 'number' | 'text' | 'mixed';
  readonly missing: number;
  /** Least and largest, where there are numbers. */
  readonly range: readonly [number, number] | undefined;
  /** The distinct values in order, where they are few. */
  readonly values: readonly string[] | undefined;
}

export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly what: 'missing' | 'no-number';
}

export interface FileSummary {
  readonly name: string;
  readonly bytes: number;
  readonly rows: number;
  readonly delimiter: string;
  readonly hasHeader: boolean;
  readonly columns: readonly ColumnSummary[];
  readonly preview: readonly { readonly line: number; readonly cells: readonly string[] }[];
  readonly problems: readonly Problem[];
  /** Of all rows; `problems` holds the first ones. */
  readonly problemCount: number;
}

const PREVIEW_ROWS = 5;
const MOST_PROBLEMS = 200;
/** More than that are no classes that a person wants to read. */
const MOST_VALUES = 40;

const hasNumbers = (column: Column): boolean => column.numbers.some((value) => !Number.isNaN(value));

function kindOf(column: Column): ColumnSummary['kind'] {
  if (column.kind === 'number') return 'number';
  return hasNumbers(column) ? 'mixed' : 'text';
}

function rangeOf({ numbers }: Column): readonly [number, number] | undefined {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of numbers) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : undefined;
}

function valuesOf(column: Column): readonly string[] | undefined {
  if (column.kind === 'category') {
    const { categories } = column;
    return categories && categories.length <= MOST_VALUES ? categories : undefined;
  }
  const found = new Set<number>();
  for (const value of column.numbers) {
    if (!Number.isNaN(value)) found.add(value);
    if (found.size > MOST_VALUES) return undefined;
  }
  return [...found].sort((a, b) => a - b).map(String);
}

/** As it was understood, which is what the model will see. */
function cellOf(column: Column, row: number): string {
  if (column.kind === 'category') {
    const text = column.categories?.[column.codes?.[row] ?? Number.NaN];
    if (text !== undefined || column.categories) return text ?? '';
  }
  const value = column.numbers[row] ?? Number.NaN;
  return Number.isNaN(value) ? '' : String(value);
}

function problemOf(column: Column, kind: ColumnSummary['kind'], row: number): Problem['what'] | undefined {
  if (kind === 'number') return Number.isNaN(column.numbers[row]) ? 'missing' : undefined;
  if (column.kind !== 'category' || !column.categories) return undefined;
  if (column.categories[column.codes?.[row] ?? Number.NaN] === undefined) return 'missing';
  return kind === 'mixed' && Number.isNaN(column.numbers[row]) ? 'no-number' : undefined;
}

function findProblems(table: Table, kinds: readonly ColumnSummary['kind'][]) {
  const problems: Problem[] = [];
  let problemCount = 0;
  for (let row = 0; row < table.rows; row++) {
    for (const [at, column] of table.columns.entries()) {
      const what = problemOf(column, kinds[at] ?? 'text', row);
      if (!what) continue;
      problemCount++;
      if (problems.length < MOST_PROBLEMS) problems.push({ line: table.lines[row] ?? 0, column: at, what });
    }
  }
  return { problems, problemCount };
}

export function summariseTable(table: Table, file: { readonly name: string; readonly bytes: number }): FileSummary {
  const kinds = table.columns.map(kindOf);
  const columns = table.columns.map((column, at) => ({
    name: column.name,
    kind: kinds[at] ?? 'text',
    missing: column.missing,
    range: rangeOf(column),
    values: valuesOf(column),
  }));
  const preview = Array.from({ length: Math.min(PREVIEW_ROWS, table.rows) }, (_, row) => ({
    line: table.lines[row] ?? 0,
    cells: table.columns.map((column) => cellOf(column, row)),
  }));
  const { rows, delimiter, hasHeader } = table;
  return { ...file, rows, delimiter, hasHeader, columns, preview, ...findProblems(table, kinds) };
}
