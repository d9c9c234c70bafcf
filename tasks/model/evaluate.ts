import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { readBytes } from '../support/files.ts';
import { type Outcome, runTask } from '../support/run-task.ts';
import {
  type Artifacts,
  type CsvRows,
  type Format,
  MAX_MODEL_BYTES,
  parseShapeName,
  predict,
  predictClass,
  shapeName,
} from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { taskError } from '../support/task-error.ts';
import { type CsvArguments, readCsvRows } from '../training/dataset-file.ts';
import { readModel } from '../training/model-file.ts';
import { loadArtifacts } from '../training/own-circuit.ts';
import { fetchTaskModel, type ModelArguments } from './task-model.ts';

interface Arguments extends ModelArguments, CsvArguments {
  readonly model: string | undefined;
}

interface Judged {
  readonly artifacts: Artifacts;
  readonly weights: readonly number[];
}

/** The circuit that a model's file says it is of; everything else in it is read strictly afterwards. */
export async function circuitIn(path: string): Promise<string> {
  const text = new TextDecoder().decode(await readBytes(path, MAX_MODEL_BYTES));
  const [, name] = /"circuit":"([a-z0-9-]{1,64})"/.exec(text.slice(0, 200)) ?? [];
  if (name) return shapeName(parseShapeName(name));
  throw taskError('MODEL_FILE_INVALID', `${path} does not say which circuit it is of`);
}

async function judged(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Judged> {
  const { model, task } = options;
  if ((model === undefined) === (task === undefined)) {
    throw taskError('FIELD_MISSING', 'give either --task, or --model with a file that model download wrote');
  }
  if (model === undefined) {
    const fetched = await fetchTaskModel(options, hre);
    return { artifacts: fetched.artifacts, weights: fetched.model.weights };
  }
  const artifacts = await loadArtifacts(options.circuit ?? (await circuitIn(model)));
  return { artifacts, weights: (await readModel(artifacts, model)).weights };
}

interface Score {
  readonly rows: number;
  /** Mean of the squared errors of all outputs, in standardised units. */
  readonly meanSquaredError: number;
  /** Share of rows whose largest output is the right one; of a linear model there is none. */
  readonly accuracy: number | undefined;
}

/** On the model's integers, as the circuit computes them. */
function score(format: Format, weights: readonly number[], { rows }: CsvRows): Score {
  let [right, squares] = [0, 0];
  for (const [r, inputs] of rows.inputs.entries()) {
    const targets = rows.targets[r] as readonly number[];
    for (const [o, output] of predict(format, weights, inputs).entries()) {
      squares += (output - (targets[o] as number) / 2 ** format.yFraction) ** 2;
    }
    if (format.kind === 'logistic' && targets[predictClass(format, weights, inputs)] === 1) right++;
  }
  const count = rows.inputs.length;
  return {
    rows: count,
    meanSquaredError: squares / (count * format.outputs),
    accuracy: format.kind === 'logistic' ? right / count : undefined,
  };
}

async function evaluate(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const csv = String(requireField(options, 'csv'));
  const { artifacts, weights } = await judged(options, hre);
  const { name, format } = artifacts.circuit;
  const read = await readCsvRows(artifacts, { ...options, csv });
  const { rows, meanSquaredError, accuracy } = score(format, weights, read);
  const facts = [
    ['circuit', name],
    ['rows', `${rows}; ${read.dropped} had gaps and were left out`],
    ['mean squared error', meanSquaredError.toFixed(5)],
    ...(accuracy === undefined ? [] : [['accuracy', `${(100 * accuracy).toFixed(2)} %`]]),
  ];
  const text = table(facts);
  return { json: { circuit: name, rows, dropped: read.dropped, meanSquaredError, accuracy }, text };
}

export default async function evaluateTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => evaluate(options, hre));
}
