// From a CSV file to what a circuit takes.
import {
  type CsvSource,
  fitStandardisation,
  groupBatches,
  type QuantisedRows,
  quantiseRows,
  readTable,
  type Standardisation,
  selectRows,
  standardiseRows,
  type Table,
} from '../data/index.ts';
import { type Randomness, randomField, systemRandomness } from '../hashing/index.ts';
import type { Format } from '../numeric/index.ts';
import type { DatasetSource } from './dataset-document.ts';

export interface CsvOptions {
  /** The column to predict; the last one when it is left out. */
  readonly target?: string | undefined;
  /** In the order of the circuit's outputs; in the order of the alphabet when they are left out. */
  readonly classes?: readonly string[] | undefined;
  /** By the rows themselves when it is left out; `none` leaves values as they are. */
  readonly standardisation?: Standardisation | 'none' | undefined;
}

export interface CsvRows {
  /** In the circuit's integers, in the order of the file. */
  readonly rows: QuantisedRows;
  /** What the values were shifted and scaled by. */
  readonly standardisation: Standardisation;
  /** Rows with gaps, which were left out. */
  readonly dropped: number;
}

const lastColumn = (table: Table): string => table.columns.at(-1)?.name ?? '';

export async function rowsOfCsv(format: Format, source: CsvSource, options: CsvOptions = {}): Promise<CsvRows> {
  const table = await readTable(source);
  const { target = lastColumn(table), classes, standardisation: given } = options;
  const selected = selectRows(format, table, { target, ...(classes && { classes }) });
  const standardisation =
    given === undefined || given === 'none' ? fitStandardisation(format, selected, given ?? 'standard') : given;
  const rows = quantiseRows(format, standardiseRows(standardisation, selected));
  const { droppedForTarget, droppedForFeatures } = selected.report;
  return { rows, standardisation, dropped: droppedForTarget + droppedForFeatures };
}

export interface CsvDataset extends DatasetSource {
  readonly standardisation: Standardisation;
  readonly report: {
    /** Rows in batches, and rows beyond the last whole batch or the tree. */
    readonly used: number;
    readonly left: number;
    /** Rows with gaps. */
    readonly dropped: number;
    /** Values beyond the circuit's range, cut to it. */
    readonly saturated: number;
  };
}

/** Rows shuffled into batches, under a fresh secret. */
export async function datasetOfCsv(
  format: Format,
  source: CsvSource,
  { randomness = systemRandomness, ...options }: CsvOptions & { readonly randomness?: Randomness } = {},
): Promise<CsvDataset> {
  const { rows, standardisation, dropped } = await rowsOfCsv(format, source, options);
  const { batches, report } = groupBatches(format, rows, { shuffle: true, overflow: 'sample', randomness });
  const saturated = rows.saturated.features.reduce((sum, count) => sum + count, 0);
  return {
    batches,
    secret: randomField(randomness),
    standardisation,
    report: { used: report.used, left: report.dropped + report.overflowed, dropped, saturated },
  };
}
