import { dataError } from '../errors/index.ts';
import { showCell } from './cells.ts';
import { DELIMITERS, type Delimiter, detectDelimiter, detectNewline } from './csv-dialect.ts';
import { createRecordReader } from './csv-records.ts';
import { type CsvSource, readBlocks } from './csv-source.ts';
import { createPace } from './pace.ts';
import type { Table } from './table.ts';
import { createTableBuilder, type TableLimits } from './table-builder.ts';

export interface ReadProgress {
  readonly rows: number;
  /** Characters read so far, or bytes where the source gives bytes. */
  readonly read: number;
}

export interface ReadTableOptions {
  /** Whether the first row names the columns; found out from the data when left open. */
  readonly header?: boolean;
  readonly delimiter?: Delimiter;
  readonly maxRows?: number;
  readonly maxCells?: number;
  readonly onProgress?: (progress: ReadProgress) => void;
  readonly signal?: AbortSignal;
}

const DEFAULT_LIMITS: TableLimits = { maxRows: 1_000_000, maxCells: 50_000_000 };

/**
 * Reads a CSV file to a table in memory, in small slices between which the event loop turns. An aborted
 * signal rejects with the signal's reason.
 *
 * @example const table = await readTable(file.stream(), { onProgress: ({ read }) => show(read / file.size) });
 */
export async function readTable(source: CsvSource, options: ReadTableOptions = {}): Promise<Table> {
  const { header, onProgress, signal } = options;
  const limits = {
    maxRows: options.maxRows ?? DEFAULT_LIMITS.maxRows,
    maxCells: options.maxCells ?? DEFAULT_LIMITS.maxCells,
  };
  const pace = createPace(signal);
  let parts: ReturnType<typeof openTable> | undefined;
  for await (const { text, read, last } of readBlocks(source, signal)) {
    await pace();
    parts ??= openTable(text, last, limits, options.delimiter);
    for (const record of parts.readRecords(text, last)) parts.builder.add(record);
    onProgress?.({ rows: parts.builder.rows(), read });
  }
  if (!parts) throw dataError('CSV_EMPTY', 'the file has no rows');
  return parts.builder.finish({ header, delimiter: parts.delimiter, pace });
}

/** The first block decides how the rest is read. */
function openTable(sample: string, whole: boolean, limits: TableLimits, forced?: Delimiter) {
  const newline = detectNewline(sample);
  const delimiter = forced ?? detectDelimiter(sample, whole, newline);
  if (!DELIMITERS.includes(delimiter)) {
    throw dataError('CSV_MALFORMED', `${showCell(delimiter)} is not a delimiter that can be chosen`);
  }
  return {
    delimiter,
    readRecords: createRecordReader({ delimiter, newline }),
    builder: createTableBuilder(limits),
  };
}
