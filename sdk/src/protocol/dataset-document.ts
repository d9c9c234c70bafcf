// A trainer's data in the circuit's integers, with the secret behind its salts: for its owner alone.
import { commitDataset, type DatasetCommitment } from '../data/index.ts';
import { errorCode, roundError } from '../errors/index.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import type { Batch } from '../numeric/index.ts';
import type { Circuit } from '../proving/index.ts';
import { strictReader } from './strict-json.ts';

const FORMAT = 'tacit dataset 1';
export const MAX_DATASET_BYTES = 2 ** 28;
const MOST = { batches: 4096, rows: 2 ** 16, values: 2 ** 16 };

/** What an enrolment is made of, and what every round needs again. */
export interface DatasetSource {
  readonly batches: readonly Batch[];
  readonly secret: bigint;
}

/** With the commitment that follows from it. */
export interface Dataset extends DatasetSource {
  readonly data: DatasetCommitment;
}

export interface ParseDatasetOptions {
  /** Hashing takes a while. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

const bad = (why: string) => roundError('DATASET_INVALID', `these are no data of a trainer: ${why}`);
const { fieldsOf, listOf, wordOf } = strictReader(bad);

export const formatDataset = (circuit: string, { secret, batches }: DatasetSource): Uint8Array => {
  const rows = batches.map(({ inputs, targets }) => ({ inputs, targets }));
  return new TextEncoder().encode(
    JSON.stringify({ format: FORMAT, circuit, secret: secret.toString(), batches: rows }),
  );
};

function cellOf(value: unknown, what: string): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw bad(`${what} is no whole number`);
}

function batchOf(value: unknown, what: string): Batch {
  const { inputs, targets } = fieldsOf(value, what, ['inputs', 'targets']);
  const rowOf = (row: unknown, at: string) => listOf(row, at, MOST.values, cellOf);
  return {
    inputs: listOf(inputs, `${what}.inputs`, MOST.rows, rowOf),
    targets: listOf(targets, `${what}.targets`, MOST.rows, rowOf),
  };
}

function readText(bytes: Uint8Array): unknown {
  if (bytes.length > MAX_DATASET_BYTES) throw bad(`they are larger than ${MAX_DATASET_BYTES} bytes`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // What the parser says may quote the data.
    throw bad('it is not JSON');
  }
}

/** Commits to a dataset; every fault of its rows is one of `DATASET_INVALID`. */
export async function commitSource(
  { format }: Pick<Circuit, 'format'>,
  { secret, batches }: DatasetSource,
  options: ParseDatasetOptions = {},
): Promise<Dataset> {
  try {
    return { secret, batches, data: await commitDataset(format, batches, secret, options) };
  } catch (error) {
    options.signal?.throwIfAborted();
    const code = errorCode(error);
    if (code) throw bad(`the circuit does not take them (${code})`);
    throw error;
  }
}

/** The data as they were written, committed to anew: the same root, or they were changed. */
export async function parseDataset(
  circuit: Pick<Circuit, 'name' | 'format'>,
  bytes: Uint8Array,
  options: ParseDatasetOptions = {},
): Promise<Dataset> {
  const fields = fieldsOf(readText(bytes), 'the whole', ['format', 'circuit', 'secret', 'batches']);
  if (fields.format !== FORMAT) throw bad('it is of another format');
  if (fields.circuit !== circuit.name) throw bad(`they are for another circuit than ${circuit.name}`);
  const secret = wordOf(fields.secret, 'the secret');
  if (secret === 0n || secret >= FIELD_ORDER) throw bad('the secret is no element of the field but zero');
  const batches = listOf(fields.batches, 'batches', MOST.batches, batchOf);
  return await commitSource(circuit, { secret, batches }, options);
}
