// A trainer's data in the circuit's integers, with the secret behind its salts: for its owner alone.
import { createReadStream } from 'node:fs';
import { readBytes, writeNew } from '../support/files.ts';
import { readJson } from '../support/json-io.ts';
import {
  type Artifacts,
  type Batch,
  commitDataset,
  type DatasetCommitment,
  errorCode,
  fitStandardisation,
  groupBatches,
  parseField,
  parseStandardisation,
  quantiseRows,
  randomField,
  readTable,
  type Standardisation,
  selectRows,
  standardiseRows,
  systemRandomness,
  type Table,
  withProgress,
} from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import { requireCircuit } from './own-circuit.ts';

const FORMAT = 'tacit dataset 1';
const LIMIT = 2 ** 28;

export interface Dataset {
  readonly batches: readonly Batch[];
  readonly data: DatasetCommitment;
}

export interface CsvArguments {
  readonly csv: string | undefined;
  readonly target: string | undefined;
  readonly classes: string | undefined;
  readonly standardisation: string | undefined;
}

async function commit(artifacts: Artifacts, batches: readonly Batch[], secret: bigint): Promise<Dataset> {
  const data = await withProgress('hashing the data', (update) =>
    commitDataset(artifacts.circuit.format, batches, secret, { onProgress: ({ done, total }) => update(done / total) }),
  );
  return { batches, data };
}

const lastColumn = (table: Table): string => table.columns.at(-1)?.name ?? '';

/** By one's own rows unless a file says otherwise; `none` leaves values as they are. */
async function standardisationOf(
  artifacts: Artifacts,
  rows: Parameters<typeof fitStandardisation>[1],
  given: string | undefined,
): Promise<Standardisation> {
  const { format } = artifacts.circuit;
  if (given === undefined || given === 'none') return fitStandardisation(format, rows, given ?? 'standard');
  return parseStandardisation(await readJson({ input: given, limit: 2 ** 20 }));
}

/** Rows of a CSV file, standardised, quantised and shuffled into batches, under a fresh secret. */
export async function importCsv(
  artifacts: Artifacts,
  { csv, target, classes, standardisation }: CsvArguments & { readonly csv: string },
  out: string,
): Promise<Dataset & { readonly notes: readonly string[] }> {
  const { format, name } = artifacts.circuit;
  const table = await readTable(createReadStream(csv)).catch((error: NodeJS.ErrnoException) => {
    if (errorCode(error) || !error.code) throw error;
    throw taskError('INPUT_UNREADABLE', `cannot read ${csv} (${error.code})`, { cause: error });
  });
  const roles = { target: target ?? lastColumn(table), ...(classes ? { classes: classes.split(',') } : {}) };
  const selected = selectRows(format, table, roles);
  const moments = await standardisationOf(artifacts, selected, standardisation);
  const rows = quantiseRows(format, standardiseRows(moments, selected));
  const { batches, report } = groupBatches(format, rows, {
    shuffle: true,
    overflow: 'sample',
    randomness: systemRandomness,
  });
  const secret = randomField(systemRandomness);
  const document = { format: FORMAT, circuit: name, secret: secret.toString(), batches };
  // Before anything is spent on it: without this file the enrolment is worth nothing.
  writeNew(out, JSON.stringify(document), { ownerOnly: true });
  const saturated = rows.saturated.features.reduce((sum, count) => sum + count, 0);
  const notes = [
    `${report.used} rows in ${batches.length} batches; ${report.dropped + report.overflowed} left over`,
    `${selected.report.droppedForTarget + selected.report.droppedForFeatures} rows had gaps and were left out`,
    `${saturated} values were cut to the circuit's range`,
  ];
  return { ...(await commit(artifacts, batches, secret)), notes };
}

function parseDataset(bytes: Uint8Array, path: string): Record<'circuit' | 'secret' | 'batches', unknown> {
  const bad = (why: string) => taskError('DATASET_FILE_INVALID', `${path} is no data of training enrol: ${why}`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // What the parser says may quote the data.
    throw bad('it is not JSON');
  }
  const fields: Record<string, unknown> = Object.assign(Object.create(null), typeof json === 'object' ? json : {});
  if (fields.format !== FORMAT) throw bad('it does not say that it is any');
  if (!Array.isArray(fields.batches)) throw bad('its batches are no list');
  return fields as Record<'circuit' | 'secret' | 'batches', unknown>;
}

/** The data that `importCsv` wrote, committed to anew: the same root, or the file was changed. */
export async function readDataset(artifacts: Artifacts, path: string): Promise<Dataset> {
  const fields = parseDataset(await readBytes(path, LIMIT), path);
  requireCircuit(artifacts, fields.circuit, 'DATASET_FILE_INVALID');
  try {
    const secret = parseField(fields.secret, 'the secret');
    return await commit(artifacts, fields.batches as readonly Batch[], secret);
  } catch (error) {
    const code = errorCode(error);
    if (code) throw taskError('DATASET_FILE_INVALID', `${path} holds data that the circuit does not take (${code})`);
    if (error instanceof TypeError)
      throw taskError('DATASET_FILE_INVALID', `${path} holds something else than batches`);
    throw error;
  }
}
