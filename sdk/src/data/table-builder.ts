import { dataError } from '../errors/index.ts';
import { parseNumber } from './cells.ts';
import { type ColumnBuilder, createColumnBuilder } from './column-builder.ts';
import { nameColumns } from './column-names.ts';
import type { Delimiter } from './csv-dialect.ts';
import type { CsvRecord } from './csv-records.ts';
import type { Column, Table } from './table.ts';

export interface TableLimits {
  readonly maxRows: number;
  readonly maxCells: number;
}

export interface TableBuilder {
  add(record: CsvRecord): void;
  /** Rows so far, a header included. */
  rows(): number;
  finish(options: FinishOptions): Promise<Table>;
}

interface FinishOptions {
  readonly header: boolean | undefined;
  readonly delimiter: Delimiter;
  readonly pace: () => Promise<void>;
}

/** More than the widest circuit can take, and few enough to keep one builder each. */
const MAX_COLUMNS = 10_000;

export function createTableBuilder(limits: TableLimits): TableBuilder {
  let first: CsvRecord | undefined;
  let builders: ColumnBuilder[] = [];
  const lines: number[] = [];

  function begin(record: CsvRecord): void {
    const width = record.cells.length;
    if (width > MAX_COLUMNS) throw tooLarge(`${width} columns`, MAX_COLUMNS);
    first = { cells: record.cells.map((cell) => cell.trim()), line: record.line };
    builders = Array.from({ length: width }, createColumnBuilder);
  }

  return {
    rows: () => lines.length + (first ? 1 : 0),
    add({ cells, line }) {
      if (!first) return begin({ cells, line });
      if (cells.length !== first.cells.length) throw raggedRow(line, cells.length, first);
      lines.push(line);
      checkLimits(limits, lines.length, cells.length);
      builders.forEach((builder, i) => {
        builder.add((cells[i] as string).trim());
      });
    },
    async finish({ header, delimiter, pace }) {
      if (!first) throw dataError('CSV_EMPTY', 'the file has no rows');
      const hasHeader = header ?? looksLikeHeader(first.cells, builders);
      if (hasHeader && lines.length === 0) throw dataError('CSV_EMPTY', 'the file has no rows below its header');
      const names = nameColumns(first.cells, hasHeader, first.line);
      const allLines = hasHeader ? lines : [first.line, ...lines];
      checkLimits(limits, allLines.length, names.length);
      const columns: Column[] = [];
      for (const [i, builder] of builders.entries()) {
        if (!hasHeader) builder.addFirst(first.cells[i] as string);
        columns.push(builder.finish(names[i] as string, !hasHeader));
        await pace();
      }
      checkLastColumn(columns, allLines.length, hasHeader, first.line);
      return { columns, rows: allLines.length, lines: Uint32Array.from(allLines), hasHeader, delimiter };
    },
  };
}

/** No cell of a header is a number, while numbers stand below it. */
const looksLikeHeader = (firstRow: readonly string[], builders: readonly ColumnBuilder[]): boolean =>
  firstRow.every((cell) => parseNumber(cell) === undefined) && builders.some((builder) => builder.hasNumbers());

function checkLimits({ maxRows, maxCells }: TableLimits, rows: number, width: number): void {
  if (rows > maxRows) throw tooLarge('rows', maxRows);
  if (rows * width > maxCells) throw tooLarge('cells', maxCells);
}

/** Without a header, a delimiter at the end of every line shows only as a last column without a value. */
function checkLastColumn(columns: readonly Column[], rows: number, hasHeader: boolean, row: number): void {
  if (hasHeader || columns.length < 2 || columns.at(-1)?.missing !== rows) return;
  throw dataError('CSV_MALFORMED', `row ${row}: every line ends in a delimiter, so column ${columns.length} is empty`, {
    row,
    column: columns.length,
  });
}

const tooLarge = (what: string, limit: number) =>
  dataError('CSV_TOO_LARGE', `the file has too many ${what}: at most ${limit} can be read`, { limit });

function raggedRow(row: number, found: number, first: CsvRecord) {
  const expected = first.cells.length;
  const column = Math.min(found, expected) + 1;
  const what = found > expected ? `column ${column} is one too many` : `column ${column} is missing`;
  const message = `row ${row} has ${found} values where row ${first.line} has ${expected}: ${what}`;
  return dataError('CSV_MALFORMED', message, { row, column });
}
