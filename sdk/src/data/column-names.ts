import { dataError } from '../errors/index.ts';
import { showCell } from './cells.ts';

/** Names for columns without one count from 1, as people do. */
const numberedName = (index: number): string => `column ${index + 1}`;

/**
 * The columns' names: the header's cells, or numbers. A single unnamed column is let be (exports of data
 * frames begin with one), but not at the end of the line, where it is a stray delimiter.
 */
export function nameColumns(firstRow: readonly string[], hasHeader: boolean, row: number): string[] {
  if (!hasHeader) return firstRow.map((_, index) => numberedName(index));
  const names = firstRow.map((cell, index) => cell || numberedName(index));
  if (firstRow.length > 1 && firstRow.at(-1) === '') {
    throw dataError(
      'CSV_MALFORMED',
      `row ${row}: the header ends in a delimiter, so column ${names.length} has no name`,
      {
        row,
        column: names.length,
      },
    );
  }
  const seen = new Map<string, number>();
  names.forEach((name, index) => {
    const earlier = seen.get(name);
    if (earlier !== undefined) {
      throw dataError('COLUMN_DUPLICATE', `columns ${earlier + 1} and ${index + 1} are both named ${showCell(name)}`, {
        column: index + 1,
        name: showCell(name),
      });
    }
    seen.set(name, index);
  });
  return names;
}
