import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { writeNew } from '../support/files.ts';
import { type Outcome, runTask } from '../support/run-task.ts';
import { formatModel } from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { fetchTaskModel, type ModelArguments } from './task-model.ts';

interface Arguments extends ModelArguments {
  readonly out: string | undefined;
}

const SOURCES = {
  zeros: 'all zeros: no round has changed it',
  announced: 'fetched, and checked against its root',
  rebuilt: "made again from the keyholders' sums, and checked against its root",
} as const;

async function download(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const out = String(requireField(options, 'out'));
  const { task, artifacts, model, round } = await fetchTaskModel(options, hre);
  const { root, source, weights } = model;
  writeNew(out, formatModel(artifacts.circuit.name, weights));
  const text = table([
    ['model', out],
    ['circuit', `${artifacts.circuit.name}, ${weights.length} weights`],
    ['root', root.toString()],
    ['', SOURCES[source]],
  ]);
  return { json: { task, round, circuit: artifacts.circuit.name, root, source, model: out }, text };
}

export default async function downloadTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => download(options, hre));
}
