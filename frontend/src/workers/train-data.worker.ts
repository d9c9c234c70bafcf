// Reads a CSV file and commits to its rows, without keeping the page waiting. The file comes in by reference and nothing
// is sent anywhere from here.
import { circuitNamed, readTable } from '@tacit/sdk';
import type { ColumnChoice } from '../features/train/column-choice.ts';
import { type FileSummary, summariseTable } from '../features/train/file-summary.ts';
import { type PreparedDataset, prepareDataset } from '../features/train/prepare-dataset.ts';
import { serveJob } from './serve-job.ts';

export type DataOrder =
  | { readonly kind: 'look'; readonly file: File }
  | { readonly kind: 'prepare'; readonly file: File; readonly circuit: string; readonly choice: ColumnChoice };

export type DataAnswer =
  | { readonly kind: 'looked'; readonly summary: FileSummary }
  | ({ readonly kind: 'prepared' } & PreparedDataset);

export interface DataNote {
  readonly stage: 'reading' | 'hashing';
  /** From 0 to 1. */
  readonly fraction: number;
}

serveJob<DataOrder, DataNote, DataAnswer>(
  async (order, { note }) => {
    const { file } = order;
    if (order.kind === 'look') {
      const table = await readTable(file.stream(), {
        onProgress: ({ read }) => note({ stage: 'reading', fraction: read / Math.max(1, file.size) }),
      });
      return { kind: 'looked', summary: summariseTable(table, { name: file.name, bytes: file.size }) };
    }
    const prepared = await prepareDataset({
      circuit: circuitNamed(order.circuit),
      source: file.stream(),
      choice: order.choice,
      onProgress: ({ done, total }) => note({ stage: 'hashing', fraction: done / total }),
    });
    return { kind: 'prepared', ...prepared };
  },
  (answer) => (answer.kind === 'prepared' ? [answer.bytes.buffer as ArrayBuffer] : []),
);
