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
  formatModel,
  type IndexedShare,
  type Prover,
  type RoundView,
  rawCid,
  snarkjsProver,
  training,
} from '../support/sdk.ts';
import {
  type Hex,
  type OpenContract,
  openAccount,
  readTaskId,
  type SigningArguments,
  type TaskArguments,
  viewRound,
} from './contract.ts';
import { finaliseWith, requireFrozen, requireSums } from './finalising.ts';
import { digestOf, readModel } from './model-file.ts';
import { type CircuitArguments, findArtifacts } from './own-circuit.ts';

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
  requireSums(sums, threshold, `lie in ${folder} under their CIDs`);
  return sums;
}

async function finalise(options: Arguments, hre: HardhatRuntimeEnvironment, prover: Prover) {
  const task = readTaskId(options);
  const [folder, out] = [String(requireField(options, 'sums')), String(requireField(options, 'out'))];
  const opened = await openAccount(hre, options);
  const { account } = opened;
  const beneficiary = options.beneficiary === undefined ? account : readAddress(options.beneficiary, 'beneficiary');
  const view = await viewRound(opened, task);
  requireFrozen(view);
  const sums = await readSums(opened, view, task, folder);
  const artifacts = await findArtifacts(view.task, options);
  const { weights: model } = await readModel(artifacts, options.weights);
  return await finaliseWith({ opened, view, artifacts, prover, sums, model, beneficiary }, async (final) => {
    const text = formatModel(artifacts.circuit.name, final.model);
    writeNew(out, text);
    return { cid: digestOf(text), place: out };
  });
}

export default async function finaliseTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const prover = snarkjsProver();
  await runTask(options, () => finalise(options, hre, prover));
  await prover.close();
}
