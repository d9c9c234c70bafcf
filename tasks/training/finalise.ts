import { join } from 'node:path';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { readIfThere, writeNew } from '../support/files.ts';
import { readAddress } from '../support/network.ts';
import { runTask } from '../support/run-task.ts';
import {
  decodeSum,
  digestSum,
  errorCode,
  finaliseRound,
  frozenLogOf,
  g1FromAffine,
  type IndexedShare,
  type Prover,
  type RoundView,
  rawCid,
  recoverRound,
  requireSubmission,
  snarkjsProver,
  training,
  withProgress,
} from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { taskError } from '../support/task-error.ts';
import {
  type Hex,
  type OpenContract,
  openAccount,
  readTaskId,
  type SigningArguments,
  type TaskArguments,
  viewRound,
} from './contract.ts';
import { digestOf, formatModel, readModel } from './model-file.ts';
import { type CircuitArguments, findArtifacts } from './own-circuit.ts';
import { readRoundLog } from './shares.ts';

interface Arguments extends SigningArguments, TaskArguments, CircuitArguments {
  readonly sums: string | undefined;
  readonly weights: string | undefined;
  readonly out: string | undefined;
  readonly beneficiary: string | undefined;
}

/** What was posted and lies in the folder under its CID. Wrong ones are left for `recoverRound` to pass over. */
async function readSums({ network, contract }: OpenContract, view: RoundView, task: Hex, folder: string) {
  const { round } = view.scope;
  const { elements, threshold } = view.task;
  const sums: IndexedShare[] = [];
  for (const position of training.indicesOf(view.round.posted)) {
    const member = position + 1;
    const { cid } = await training.readPostedSum(network.publicClient, contract, { task, round, member });
    const bytes = await readIfThere(join(folder, rawCid(BigInt(cid)).toString()), 32 * elements);
    if (!bytes || digestSum(bytes) !== BigInt(cid)) continue;
    try {
      sums.push({ index: member, share: decodeSum(bytes, elements) });
    } catch (error) {
      if (errorCode(error) !== 'SUM_INVALID') throw error;
    }
  }
  if (sums.length >= threshold) return sums;
  const message = `${threshold} sums are needed, and ${sums.length} of those posted lie in ${folder} under their CIDs`;
  throw taskError('SUMS_MISSING', message, { details: { found: sums.length, needed: threshold } });
}

function requireFrozen({ round, scope }: RoundView): void {
  if (round.status === 'frozen') return;
  throw taskError('ROUND_PHASE', `round ${scope.round} is ${round.status}: only a frozen round can be finalised`);
}

async function finalise(options: Arguments, hre: HardhatRuntimeEnvironment, prover: Prover) {
  const task = readTaskId(options);
  const [folder, out] = [String(requireField(options, 'sums')), String(requireField(options, 'out'))];
  const opened = await openAccount(hre, options);
  const { contract, clients, account } = opened;
  const beneficiary = options.beneficiary === undefined ? account : readAddress(options.beneficiary, 'beneficiary');
  const view = await viewRound(opened, task);
  requireFrozen(view);
  const sums = await readSums(opened, view, task, folder);
  const artifacts = await findArtifacts(view.task, options);
  const { weights: model } = await readModel(artifacts, options.weights);
  const { included } = await readRoundLog(opened, view);
  const submissions = included.map(({ logged }) => requireSubmission(logged));
  const sumOfD = g1FromAffine(view.round.sum);
  const { steps, threshold, root } = view.task;
  const recovered = recoverRound({ artifacts, threshold, submissions, sumOfD, sums });
  const round = { artifacts, prover, scope: view.scope, root, model, recovered, included: included.length };
  const final = await withProgress('proving the new model', () =>
    finaliseRound({ ...round, steps, frozenLog: frozenLogOf(view), sumOfD, beneficiary }),
  );
  const text = formatModel(artifacts.circuit.name, final.model);
  // Before it is sent: afterwards the old model is worth nothing, and the new one is nowhere else.
  writeNew(out, text);
  const cid = digestOf(text);
  const sent = await sending('sending the new model', (sendOptions) =>
    training.finalise(clients, contract, { ...final, task, cid }, sendOptions),
  );
  const facts = { task, round: view.scope.round, root: final.root, loss: final.loss, model: out, cid, beneficiary };
  return minedOutcome(sent, facts, [
    ['round', `${view.scope.round} is finalised, over ${included.length} trainers`],
    ['mean loss', final.loss.toFixed(4)],
    ['root', final.root.toString()],
    ['model', out],
    ['reward', `to ${beneficiary}`],
  ]);
}

export default async function finaliseTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const prover = snarkjsProver();
  await runTask(options, () => finalise(options, hre, prover));
  await prover.close();
}
