import { join } from 'node:path';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { makeFolder, writeNamed, writeNew } from '../support/files.ts';
import { formatJson } from '../support/json-io.ts';
import { connectAccount } from '../support/network.ts';
import { type Outcome, runTask } from '../support/run-task.ts';
import {
  cidFromDigest,
  formatUpdate,
  hashHex,
  meanLoss,
  type Prover,
  prepareUpdate,
  readSeed,
  snarkjsProver,
  systemRandomness,
  training,
  withProgress,
} from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { taskError } from '../support/task-error.ts';
import { openContract, readTaskId, type SigningArguments, type TaskArguments, viewRound } from './contract.ts';
import { readDataset } from './dataset-file.ts';
import { readModel } from './model-file.ts';
import { type CircuitArguments, findArtifacts } from './own-circuit.ts';

interface Arguments extends SigningArguments, TaskArguments, CircuitArguments {
  readonly data: string | undefined;
  readonly weights: string | undefined;
  readonly out: string | undefined;
}

async function prepare(options: Arguments, hre: HardhatRuntimeEnvironment, prover: Prover): Promise<Outcome> {
  const task = readTaskId(options);
  const [dataFile, out] = [String(requireField(options, 'data')), String(requireField(options, 'out'))];
  const opened = await openContract(hre, options);
  const { network, contract } = opened;
  const { account: trainer } = await connectAccount(network, options);
  const view = await viewRound(opened, task);
  const now = await training.readTime(network.publicClient);
  if (training.phaseOf(view.task, view.round, now).phase !== 'training') {
    throw taskError('ROUND_PHASE', `round ${view.scope.round} takes no updates any more; open the next one`);
  }
  const artifacts = await findArtifacts(view.task, options);
  const model = await readModel(artifacts, options.weights);
  const dataset = await readDataset(artifacts, dataFile);
  const enrolment = await training.readEnrolment(network.publicClient, contract, { task, trainer });
  const seed = await readSeed(network.publicClient, view);
  const { scope, publicKeys } = view;
  const { steps, threshold } = view.task;
  const update = await withProgress('proving the steps', (progress) =>
    prepareUpdate({
      ...{ artifacts, prover, scope, trainer, task: view.task, enrolment, seed, model: model.weights },
      ...{ ...dataset, publicKeys, threshold, randomness: systemRandomness },
      onProven: (proven, of) => progress(proven / of, `${proven} of ${of}`),
    }),
  );
  makeFolder(out);
  const [file, envelope] = [join(out, 'update.json'), join(out, cidFromDigest(update.submission.cidDigest).toString())];
  const sharesHash = hashHex(update.sharesHash);
  const document = { ...update, chainId: network.chainId, contract, task, round: scope.round, trainer, sharesHash };
  writeNew(file, `${formatJson(formatUpdate(document))}\n`);
  writeNamed(envelope, update.envelope);
  const loss = meanLoss(
    artifacts.circuit.format,
    update.losses.reduce((sum, one) => sum + one, 0),
    steps,
  );
  const rows = [
    ['round', scope.round.toString()],
    ['steps', `${steps}, mean loss ${loss.toFixed(4)} on your own data`],
    ['update', file],
    ['envelope', envelope],
    ['next', `training submit --update ${file}, and let the keyholders have the envelope`],
  ];
  // The loss on one's own data is for the trainer's eyes: JSON goes into logs.
  const json = { task, round: scope.round, trainer, sharesHash, update: file, envelope };
  return { json, text: table(rows) };
}

export default async function prepareTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const prover = snarkjsProver();
  await runTask(options, () => prepare(options, hre, prover));
  await prover.close();
}
