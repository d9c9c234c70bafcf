import { dataError } from '../errors/index.ts';
import type { Format } from '../numeric/index.ts';
import { showCell } from './cells.ts';
import { checkClassCount, classTarget, readClasses } from './classes.ts';
import { assignRoles, type RoleOptions, readNumbers } from './columns.ts';
import { measureMoments } from './moments.ts';
import type { Rows } from './rows.ts';
import { type Column, lineOf, type Table } from './table.ts';

export interface SelectRowsOptions extends RoleOptions {
  /** A row without some feature is left out, gets the column's mean, or is an error. A missing target is never filled. */
  readonly missing?: 'drop' | 'mean' | 'error';
  /** Classes agreed on beforehand, in the order of the outputs; the column's own when left open. */
  readonly classes?: readonly string[];
}

export interface SelectedRows extends Rows {
  readonly featureNames: readonly string[];
  readonly targetNames: readonly string[];
  /** `logistic` only: what each output stands for (with one output, what 0 and 1 stand for). */
  readonly classes?: readonly string[];
  readonly report: {
    readonly droppedForTarget: number;
    readonly droppedForFeatures: number;
    /** Cells that got their column's mean, per feature. */
    readonly filled: readonly number[];
  };
}

interface TargetReader {
  readonly classes?: readonly string[];
  read(row: number): number[] | undefined;
  /** The column that has no value in a row that cannot be read. */
  gapAt(row: number): Column | undefined;
}

function readTargets(
  format: Format,
  table: Table,
  columns: readonly Column[],
  given?: readonly string[],
): TargetReader {
  if (format.kind === 'linear') {
    const numbers = columns.map((column) => readNumbers(table, column));
    return {
      read(row) {
        const values = numbers.map((column) => column[row] as number);
        return values.some(Number.isNaN) ? undefined : values;
      },
      gapAt: (row) => columns.find((column) => Number.isNaN(column.numbers[row])),
    };
  }
  const { classes, codeOf } = readClasses(table, columns[0] as Column, given);
  checkClassCount(format, classes);
  return {
    classes,
    read(row) {
      const code = codeOf(row);
      return code === undefined ? undefined : classTarget(format.outputs, code);
    },
    gapAt: () => columns[0],
  };
}

function missingValue(table: Table, row: number, column: Column | undefined) {
  const place = { row: lineOf(table, row), column: showCell(column?.name ?? '') };
  return dataError('CSV_VALUE_INVALID', `column ${place.column}, row ${place.row}: the value is missing`, place);
}

interface CollectedRows {
  readonly inputs: number[][];
  readonly targets: number[][];
  droppedForTarget: number;
  droppedForFeatures: number;
}

/** Gaps in features stay NaN when they are to be filled. */
function collectRows(
  table: Table,
  features: readonly Column[],
  target: TargetReader,
  missing: 'drop' | 'mean' | 'error',
): CollectedRows {
  const numbers = features.map((column) => readNumbers(table, column));
  const rows: CollectedRows = { inputs: [], targets: [], droppedForTarget: 0, droppedForFeatures: 0 };
  for (let row = 0; row < table.rows; row++) {
    const wanted = target.read(row);
    const values = numbers.map((column) => column[row] as number);
    const gap = values.findIndex(Number.isNaN);
    if (missing === 'error' && !wanted) throw missingValue(table, row, target.gapAt(row));
    if (missing === 'error' && gap !== -1) throw missingValue(table, row, features[gap]);
    if (!wanted) rows.droppedForTarget++;
    else if (gap !== -1 && missing === 'drop') rows.droppedForFeatures++;
    else {
      rows.inputs.push(values);
      rows.targets.push(wanted);
    }
  }
  if (rows.inputs.length === 0)
    throw dataError('TOO_FEW_ROWS', 'no row has all the values that it needs', { found: 0 });
  return rows;
}

/** Puts the mean of the values that are there where one is not; how many that were, per column. */
function fillMeans(inputs: readonly number[][], columns: readonly Column[]): number[] {
  return columns.map(({ name }, i) => {
    const gaps = inputs.filter((row) => Number.isNaN(row[i]));
    if (gaps.length === 0) return 0;
    if (gaps.length === inputs.length) {
      const column = showCell(name);
      throw dataError('COLUMN_ROLE_INVALID', `column ${column} has no value in any row that is used`, { column });
    }
    const { mean } = measureMoments(inputs.map((row) => row[i] as number).filter((value) => !Number.isNaN(value)));
    for (const row of gaps) row[i] = mean;
    return gaps.length;
  });
}

/** The table's rows as numbers, in the order of the file, with what was left out or filled. */
export function selectRows(format: Format, table: Table, options: SelectRowsOptions): SelectedRows {
  const roles = assignRoles(format, table, options);
  const features = roles.features.map((index) => table.columns[index] as Column);
  const targetColumns = roles.targets.map((index) => table.columns[index] as Column);
  const target = readTargets(format, table, targetColumns, options.classes);
  const { inputs, targets, ...dropped } = collectRows(table, features, target, options.missing ?? 'drop');
  const filled = fillMeans(inputs, features);
  return {
    inputs,
    targets,
    featureNames: features.map(({ name }) => name),
    targetNames: targetColumns.map(({ name }) => name),
    ...(target.classes && { classes: target.classes }),
    report: { ...dropped, filled },
  };
}
