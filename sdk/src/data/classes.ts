import { dataError } from '../errors/index.ts';
import type { Format } from '../numeric/index.ts';
import { showCell } from './cells.ts';
import { type Column, lineOf, MAX_CATEGORIES, MISSING_CODE, type Table } from './table.ts';

/** A column read as classes: `codeOf(row)` is a position in `classes`, or undefined where the cell is missing. */
export interface ClassColumn {
  readonly classes: readonly string[];
  codeOf(row: number): number | undefined;
}

const tooManyClasses = (column: Column) =>
  dataError('TARGET_INVALID', `column ${showCell(column.name)} has more than ${MAX_CATEGORIES} distinct values`, {
    column: showCell(column.name),
  });

/** Distinct whole numbers, ascending. */
function findLabels(table: Table, column: Column): number[] {
  const labels = new Set<number>();
  column.numbers.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    if (!Number.isSafeInteger(value)) {
      const place = { column: showCell(column.name), row: lineOf(table, row), value };
      const message = `column ${place.column}, row ${place.row}: a class is a text or a whole number, not ${value}`;
      throw dataError('TARGET_INVALID', message, place);
    }
    labels.add(value);
    if (labels.size > MAX_CATEGORIES) throw tooManyClasses(column);
  });
  return [...labels].sort((a, b) => a - b);
}

function readLabels(table: Table, column: Column): { own: string[]; at: (row: number) => string | undefined } {
  if (column.kind === 'number') {
    const own = findLabels(table, column).map(String);
    const at = (row: number) => {
      const value = column.numbers[row] ?? Number.NaN;
      return Number.isNaN(value) ? undefined : String(value);
    };
    return { own, at };
  }
  const { categories, codes } = column;
  if (!categories || !codes) throw tooManyClasses(column);
  return { own: [...categories], at: (row) => categories[codes[row] ?? MISSING_CODE] };
}

/**
 * A target column as classes: its own sorted distinct values, or the given ones, so that owners whose data
 * lack a class, or hold it in another order, still agree on which output means what.
 */
export function readClasses(table: Table, column: Column, given?: readonly string[]): ClassColumn {
  const { own, at } = readLabels(table, column);
  const classes = given ?? own;
  const positions = new Map(classes.map((name, position) => [name, position]));
  if (positions.size !== classes.length) throw dataError('TARGET_INVALID', 'a class is listed twice');
  const unknown = own.find((name) => !positions.has(name));
  if (unknown !== undefined) {
    const message = `column ${showCell(column.name)} holds ${showCell(unknown)}, which is not one of the given classes`;
    throw dataError('CLASS_UNKNOWN', message, { column: showCell(column.name), value: showCell(unknown) });
  }
  return {
    classes,
    codeOf(row) {
      const label = at(row);
      return label === undefined ? undefined : positions.get(label);
    },
  };
}

/** Throws unless the circuit has one output a class, or one output for two classes. */
export function checkClassCount(format: Format, classes: readonly string[]): void {
  if (classes.length >= 2 && (classes.length === format.outputs || (classes.length === 2 && format.outputs === 1)))
    return;
  const wanted = format.outputs === 1 ? 2 : format.outputs;
  throw dataError('TARGET_INVALID', `the target has ${classes.length} classes where the circuit takes ${wanted}`, {
    found: classes.length,
    expected: wanted,
  });
}

/** One-hot, or a single 0 or 1 where two classes share an output: 1 stands for the second class. */
export const classTarget = (outputs: number, code: number): number[] =>
  outputs === 1 ? [code] : Array.from({ length: outputs }, (_, output) => (output === code ? 1 : 0));
