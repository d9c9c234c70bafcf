// From a table and a choice of its columns to what a trainer enrols with. It runs in a worker; nothing of it is sent anywhere.
import {
  type CsvSource,
  commitSource,
  type Format,
  fitStandardisation,
  formatDataset,
  groupBatches,
  hashHex,
  quantiseRows,
  type Randomness,
  randomField,
  readTable,
  type SelectedRows,
  selectRows,
  standardiseRows,
  systemRandomness,
} from '@tacit/sdk';
import type { ColumnChoice } from './column-choice.ts';

export interface DatasetReport {
  /** As it will stand on chain. */
  readonly dataRoot: `0x${string}`;
  readonly batches: number;
  readonly batchRows: number;
  readonly used: number;
  /** Beyond the last whole batch, or beyond what a task takes. */
  readonly leftOver: number;
  readonly withoutAnswer: number;
  readonly withGaps: number;
  readonly filled: number;
  /** Values cut to the circuit's range. */
  readonly saturated: number;
  readonly scaling: 'standard' | 'none';
  readonly inputs: readonly { readonly name: string; readonly mean: number; readonly deviation: number }[];
  readonly answers: readonly string[];
  readonly classes: readonly string[];
}

export interface PreparedDataset {
  readonly report: DatasetReport;
  /** For the trainer's own state, where it is sealed. */
  readonly bytes: Uint8Array;
}

export interface PrepareOptions {
  readonly circuit: { readonly name: string; readonly format: Format };
  readonly source: CsvSource;
  readonly choice: ColumnChoice;
  readonly randomness?: Randomness;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

async function select({ circuit, source, choice }: PrepareOptions): Promise<SelectedRows> {
  const { inputs, answers, classes, gaps } = choice;
  const named = circuit.format.kind === 'linear' ? {} : { classes: classes.map((name) => name.trim()) };
  return selectRows(circuit.format, await readTable(source), {
    ...{ target: answers, features: inputs, missing: gaps },
    ...named,
  });
}

/** Rows shuffled into batches and committed to, under a fresh secret. */
export async function prepareDataset(options: PrepareOptions): Promise<PreparedDataset> {
  const { circuit, choice, randomness = systemRandomness, onProgress } = options;
  const { format } = circuit;
  const selected = await select(options);
  const standardisation = fitStandardisation(format, selected, choice.scaling);
  const rows = quantiseRows(format, standardiseRows(standardisation, selected));
  const { batches, report } = groupBatches(format, rows, { shuffle: true, overflow: 'sample', randomness });
  const source = { batches, secret: randomField(randomness) };
  const { data } = await commitSource(circuit, source, onProgress ? { onProgress } : {});
  const { droppedForTarget, droppedForFeatures, filled } = selected.report;
  return {
    bytes: formatDataset(circuit.name, source),
    report: {
      dataRoot: hashHex(data.root),
      batches: data.batches,
      batchRows: format.batch,
      used: report.used,
      leftOver: report.dropped + report.overflowed,
      withoutAnswer: droppedForTarget,
      withGaps: droppedForFeatures,
      filled: sum(filled),
      saturated: sum(rows.saturated.features) + sum(rows.saturated.targets),
      scaling: choice.scaling,
      inputs: selected.featureNames.map((name, at) => {
        const { mean = 0, deviation = 1 } = standardisation.features[at] ?? {};
        return { name, mean, deviation };
      }),
      answers: selected.targetNames,
      classes: selected.classes ?? [],
    },
  };
}
