// A trainer's data as a file in the circuit's integers, with the secret behind its salts: for its owner alone.
import { createReadStream } from 'node:fs';
import { readBytes, writeNew } from '../support/files.ts';
import { readJson } from '../support/json-io.ts';
import {
  type Artifacts,
  type CsvOptions,
  type CsvRows,
  commitSource,
  type Dataset,
  datasetOfCsv,
  errorCode,
  formatDataset,
  MAX_DATASET_BYTES,
  type ProtocolError,
  parseDataset,
  parseStandardisation,
  rowsOfCsv,
  withProgress,
} from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';

export interface CsvArguments {
  readonly csv: string | undefined;
  readonly target: string | undefined;
  readonly classes: string | undefined;
  readonly standardisation: string | undefined;
}
type GivenCsv = CsvArguments & { readonly csv: string };

/** Hashing, under a line that shows how far it is. */
const hashing = <T>(
  work: (onProgress: (progress: { done: number; total: number }) => void) => Promise<T>,
): Promise<T> => withProgress('hashing the data', (update) => work(({ done, total }) => update(done / total)));

async function csvOptions({ target, classes, standardisation: given }: CsvArguments): Promise<CsvOptions> {
  const standardisation =
    given === undefined || given === 'none'
      ? given
      : parseStandardisation(await readJson({ input: given, limit: 2 ** 20 }));
  return { target, classes: classes ? classes.split(',') : undefined, standardisation };
}

/** What the system says of a file is a refusal too: the name may be mistyped. */
async function readingCsv<T>(
  path: string,
  read: (stream: ReturnType<typeof createReadStream>) => Promise<T>,
): Promise<T> {
  return await read(createReadStream(path)).catch((error: NodeJS.ErrnoException) => {
    if (errorCode(error) || !error.code) throw error;
    throw taskError('INPUT_UNREADABLE', `cannot read ${path} (${error.code})`, { cause: error });
  });
}

/** Rows of a CSV file in the circuit's integers, as they stand in it. */
export async function readCsvRows({ circuit }: Artifacts, given: GivenCsv): Promise<CsvRows> {
  const options = await csvOptions(given);
  return await readingCsv(given.csv, (stream) => rowsOfCsv(circuit.format, stream, options));
}

/** Rows of a CSV file in batches, and what was made of them. */
export async function readCsvDataset({ circuit }: Artifacts, given: GivenCsv) {
  const options = await csvOptions(given);
  const { report, ...source } = await readingCsv(given.csv, (stream) => datasetOfCsv(circuit.format, stream, options));
  const notes = [
    `${report.used} rows in ${source.batches.length} batches; ${report.left} left over`,
    `${report.dropped} rows had gaps and were left out`,
    `${report.saturated} values were cut to the circuit's range`,
  ];
  return { source, notes };
}

/** Rows of a CSV file, standardised, quantised and shuffled into batches, under a fresh secret. */
export async function importCsv(
  artifacts: Artifacts,
  given: GivenCsv,
  out: string,
): Promise<Dataset & { readonly notes: readonly string[] }> {
  const { circuit } = artifacts;
  const { source, notes } = await readCsvDataset(artifacts, given);
  // Before anything is spent on it: without this file the enrolment is worth nothing.
  writeNew(out, formatDataset(circuit.name, source), { ownerOnly: true });
  return { ...(await hashing((onProgress) => commitSource(circuit, source, { onProgress }))), notes };
}

/** The data that `importCsv` wrote, committed to anew: the same root, or the file was changed. */
export async function readDataset({ circuit }: Artifacts, path: string): Promise<Dataset> {
  const bytes = await readBytes(path, MAX_DATASET_BYTES);
  try {
    return await hashing((onProgress) => parseDataset(circuit, bytes, { onProgress }));
  } catch (error) {
    if (errorCode(error) !== 'DATASET_INVALID') throw error;
    const why = (error as ProtocolError).shortMessage.replace(/^these are no data of a trainer: /, '');
    throw taskError('DATASET_FILE_INVALID', `${path} is no data of training enrol: ${why}`);
  }
}
