// The samples of a request: JSON, or rows of a CSV file.
import { createReadStream } from 'node:fs';
import { readJson } from '../support/json-io.ts';
import {
  errorCode,
  type InputDescription,
  parseStandardisation,
  readTable,
  type Standardisation,
  selectSamples,
  standardiseSample,
} from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';

export interface SampleArguments {
  readonly samples: string | undefined;
  readonly csv: string | undefined;
  readonly rows: string | undefined;
  readonly target: string | undefined;
  readonly standardisation: string | undefined;
}

const MOST_ROWS = 65_535;

/** `3`, `1-5`, or several of them with commas between. */
function readRows(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const rows = text.split(',').flatMap((part) => {
    const [, from = '', to = from] = /^ *(\d{1,9})(?:-(\d{1,9}))? *$/.exec(part) ?? [];
    const count = from === '' ? 0 : Number(to) - Number(from) + 1;
    if (count < 1 || count > MOST_ROWS) {
      throw taskError('REQUEST_INVALID', '--rows must be numbers from 1 on, as in 3, 1-5 or 1,4,9');
    }
    return Array.from({ length: count }, (_, i) => Number(from) + i);
  });
  if (rows.length <= MOST_ROWS) return rows;
  throw taskError('REQUEST_INVALID', `--rows names more than ${MOST_ROWS} rows`);
}

const isRow = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'number' && Number.isFinite(each));

/** A list of samples, each a list of numbers; one sample may stand alone. */
async function readJsonSamples(path: string): Promise<number[][]> {
  const json = await readJson({ input: path });
  if (isRow(json) && json.length > 0) return [json];
  if (Array.isArray(json) && json.length > 0 && json.every(isRow)) return json;
  // Never the text: samples are secret.
  throw taskError('REQUEST_INVALID', `${path === '-' ? 'stdin' : path} is no list of samples, each a list of numbers`);
}

async function readStandardisation(path: string | undefined): Promise<Standardisation | undefined> {
  return path === undefined ? undefined : parseStandardisation(await readJson({ input: path, limit: 2 ** 20 }));
}

/** The samples that the options name, as the offer's input describes them. */
export async function readSamples(options: SampleArguments, input: InputDescription): Promise<(readonly number[])[]> {
  const { samples, csv, rows, target } = options;
  if ((samples === undefined) === (csv === undefined)) {
    throw taskError('FIELD_MISSING', 'give either --samples FILE (JSON), or --csv FILE');
  }
  const standardisation = await readStandardisation(options.standardisation);
  if (csv === undefined) {
    const read = await readJsonSamples(String(samples));
    return read.map((sample) => standardiseSample(input, sample, standardisation));
  }
  const table = await readTable(createReadStream(csv)).catch((error: NodeJS.ErrnoException) => {
    if (errorCode(error) || !error.code) throw error;
    throw taskError('INPUT_UNREADABLE', `cannot read ${csv} (${error.code})`, { cause: error });
  });
  return selectSamples(table, input, { rows: readRows(rows), target, standardisation });
}
