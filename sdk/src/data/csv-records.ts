import Papa from 'papaparse';
import { dataError } from '../errors/index.ts';
import type { Dialect } from './csv-dialect.ts';

export interface CsvRecord {
  readonly cells: string[];
  /** The line on which it begins, from 1. */
  readonly line: number;
}

/** Longer than any row of numbers can be, and short enough that re-reading an open row costs nothing. */
const MAX_RECORD_LENGTH = 2 ** 20;

const isBlank = (cells: readonly string[]): boolean => cells.length === 1 && cells[0]?.trim() === '';

function countBreaks(cells: readonly string[], newline: string): number {
  let breaks = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf(newline); at !== -1; at = cell.indexOf(newline, at + 1)) breaks++;
  }
  return breaks;
}

/** Reads records from blocks of text that may end anywhere, inside a quoted cell too. Blank lines are skipped. */
export function createRecordReader(dialect: Dialect): (block: string, last: boolean) => CsvRecord[] {
  let open = '';
  let atStart = true;
  let line = 1;
  return (block, last) => {
    if (block.includes('\0')) throw dataError('CSV_MALFORMED', 'the file is binary or UTF-16; save it as CSV in UTF-8');
    const text = atStart ? block.replace(/^\ufeff/, '') : open + block;
    atStart = false;
    const quoted = text.includes('"');
    const parser = new Papa.Parser({ delimiter: dialect.delimiter, newline: dialect.newline });
    const { data, errors, meta } = parser.parse(text, 0, !last) as Papa.ParseResult<string[]>;
    // Errors beyond the complete rows belong to the row still open, which is read again with the next block.
    const problem = errors.find(({ row }) => row !== undefined && row < data.length);
    const records: CsvRecord[] = [];
    data.forEach((cells, i) => {
      if (problem?.row === i) throw quoteError(line, problem.code);
      if (!isBlank(cells)) records.push({ cells, line });
      line += 1 + (quoted ? countBreaks(cells, dialect.newline) : 0);
    });
    open = last ? '' : text.slice(meta.cursor);
    if (open.length > MAX_RECORD_LENGTH) throw tooLong(line, open);
    return records;
  };
}

function quoteError(row: number, code: string) {
  const what = code === 'MissingQuotes' ? 'a quote is never closed' : 'text follows a closing quote';
  return dataError('CSV_MALFORMED', `row ${row}: ${what}`, { row });
}

function tooLong(row: number, text: string) {
  return text.includes('"')
    ? dataError('CSV_MALFORMED', `row ${row} does not end; a quote is probably never closed`, { row })
    : dataError('CSV_TOO_LARGE', `row ${row} is longer than ${MAX_RECORD_LENGTH} characters`, { row });
}
