import Papa from 'papaparse';
import { dataError } from '../errors/index.ts';
import type { Dialect } from './csv-dialect.ts';
import { createQuoteScanner } from './quote-scanner.ts';

export interface CsvRecord {
  readonly cells: string[];
  /** The line on which it begins, from 1. */
  readonly line: number;
}

/** Longer than any row of numbers, and short enough to hold. */
const MAX_RECORD_LENGTH = 2 ** 20;

const isBlank = (cells: readonly string[]): boolean => cells.length === 1 && cells[0]?.trim() === '';

function countBreaks(cells: readonly string[], newline: string): number {
  let breaks = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf(newline); at !== -1; at = cell.indexOf(newline, at + 1)) breaks++;
  }
  return breaks;
}

function quoteError(row: number, what: string) {
  return dataError('CSV_MALFORMED', `row ${row}: ${what}`, { row });
}

/** Reads records from blocks of text that may end anywhere, inside a quoted cell too. Blank lines are skipped. */
export function createRecordReader(dialect: Dialect): (block: string, last: boolean) => CsvRecord[] {
  const { delimiter, newline } = dialect;
  const scanner = createQuoteScanner(dialect);
  let atStart = true;
  let open = '';
  let line = 1;

  function parseRecords(text: string): CsvRecord[] {
    const quoted = text.includes('"');
    const { data, errors } = new Papa.Parser({ delimiter, newline }).parse(text, 0, true) as Papa.ParseResult<string[]>;
    const records: CsvRecord[] = [];
    data.forEach((cells, i) => {
      if (errors.some(({ row }) => row === i)) throw quoteError(line, 'its quotes cannot be read');
      if (!isBlank(cells)) records.push({ cells, line });
      line += 1 + (quoted ? countBreaks(cells, newline) : 0);
    });
    return records;
  }

  return (block, last) => {
    if (block.includes('\0')) throw dataError('CSV_MALFORMED', 'the file is binary or UTF-16; save it as CSV in UTF-8');
    const text = (atStart ? block.replace(/^\ufeff/, '') : block) + (last ? newline : '');
    atStart = false;
    const { end, faulty } = scanner.scan(text);
    const records = parseRecords(end > 0 ? open + text.slice(0, end) : '');
    open = end > 0 ? text.slice(end) : open + text;
    if (faulty) throw quoteError(line, 'text follows a closing quote');
    if (last && scanner.isQuoteOpen()) throw quoteError(line, 'a quote is never closed');
    if (open.length > MAX_RECORD_LENGTH) {
      if (scanner.isQuoteOpen()) throw quoteError(line, 'it does not end; a quote is probably never closed');
      throw dataError('CSV_TOO_LARGE', `row ${line} is longer than ${MAX_RECORD_LENGTH} characters`, { row: line });
    }
    return records;
  };
}
