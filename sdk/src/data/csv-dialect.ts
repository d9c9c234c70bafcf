import Papa from 'papaparse';
import { isMissing, parseNumber } from './cells.ts';

export const DELIMITERS = ['\t', ';', ','] as const;
export type Delimiter = (typeof DELIMITERS)[number];
export type Newline = '\n' | '\r';

export interface Dialect {
  readonly delimiter: Delimiter;
  readonly newline: Newline;
}

const ROWS_LOOKED_AT = 50;
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;

/** `\n` also reads CRLF files (cells are trimmed); a file that has only `\r` comes from an old Macintosh. */
export function detectNewline(sample: string): Newline {
  const carriage = sample.indexOf('\r');
  return carriage !== -1 && carriage < sample.length - 1 && !sample.includes('\n') ? '\r' : '\n';
}

interface Score {
  /** Share of rows that have the most common number of cells, when that is more than one. */
  readonly regular: number;
  /** Share of cells that look like a value, decimal commas included: `1,5;2,5` splits at the semicolon. */
  readonly plausible: number;
}

function scoreDelimiter(sample: string, whole: boolean, newline: Newline, delimiter: Delimiter): Score {
  const parser = new Papa.Parser({ delimiter, newline, preview: ROWS_LOOKED_AT });
  const { data } = parser.parse(sample, 0, !whole) as Papa.ParseResult<string[]>;
  const rows = data.filter((cells) => cells.length > 1 || cells[0]?.trim() !== '');
  const frequency = new Map<number, number>();
  for (const { length } of rows) if (length > 1) frequency.set(length, (frequency.get(length) ?? 0) + 1);
  const cells = rows.flat().map((cell) => cell.trim());
  const values = cells.filter((cell) => isMissing(cell) || parseNumber(cell) !== undefined || DECIMAL_COMMA.test(cell));
  return {
    regular: Math.max(0, ...frequency.values()) / Math.max(1, rows.length),
    plausible: values.length / Math.max(1, cells.length),
  };
}

/** The delimiter that cuts the sample's rows most regularly; a comma when none cuts at all. */
export function detectDelimiter(sample: string, whole: boolean, newline: Newline): Delimiter {
  const text = sample.replace(/^\ufeff/, '');
  let best: { delimiter: Delimiter; score: Score } | undefined;
  for (const delimiter of DELIMITERS) {
    const score = scoreDelimiter(text, whole, newline, delimiter);
    if (score.regular === 0) continue;
    const ahead = best ? score.regular - best.score.regular || score.plausible - best.score.plausible : 1;
    if (ahead > 0) best = { delimiter, score };
  }
  return best?.delimiter ?? ',';
}
