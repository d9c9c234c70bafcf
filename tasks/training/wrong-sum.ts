// Proving a posted sum wrong: the log is gathered first, in parts that fit into transactions.
import { join } from 'node:path';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { readIfThere } from '../support/files.ts';
import type { Outcome } from '../support/run-task.ts';
import { g1ToAffine, gatherParts, type RoundView, rawCid, toHex, training } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { taskError } from '../support/task-error.ts';
import {
  type Hex,
  type OpenAccount,
  openAccount,
  readCount,
  readRoundNumber,
  readTaskId,
  type SigningArguments,
  type TaskArguments,
  viewRound,
} from './contract.ts';
import { type CircuitArguments, findArtifacts } from './own-circuit.ts';
import { readRoundLog } from './shares.ts';

export interface WrongSumArguments extends SigningArguments, TaskArguments, CircuitArguments {
  readonly sum: string | undefined;
  readonly sums: string | undefined;
  readonly round: string | undefined;
}

/** Goes on where somebody stopped: how far the contract is stands in the round as a log. */
async function gatherRest(opened: OpenAccount, view: RoundView, task: Hex): Promise<void> {
  const { logged } = await readRoundLog(opened, view);
  const { scope, round } = view;
  for (const part of gatherParts(scope, logged, round.gatheredLog)) {
    await sending('gathering commitments', (sendOptions) =>
      training.gather(opened.clients, opened.contract, { task, round: scope.round, ...part }, sendOptions),
    );
  }
}

export async function complainOfSum(options: WrongSumArguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const task = readTaskId(options);
  const member = readCount(String(requireField(options, 'sum')), 'sum', 255);
  const folder = String(requireField(options, 'sums'));
  const opened = await openAccount(hre, options);
  const { network, contract, clients } = opened;
  const view = await viewRound(opened, task, readRoundNumber(options.round));
  const { round } = view.scope;
  const { cid } = await training.readPostedSum(network.publicClient, contract, { task, round, member });
  // Of any length: what is no sum at all is wrong as well.
  const bytes = await readIfThere(join(folder, rawCid(BigInt(cid)).toString()), 2 ** 20);
  if (!bytes) throw taskError('SUMS_MISSING', `the sum of member ${member} is not in ${folder}; training demand --sum`);
  const artifacts = await findArtifacts(view.task, options);
  await gatherRest(opened, view, task);
  const bases = artifacts.verificationKey.committedBases.map(g1ToAffine);
  const sent = await sending(`proving the sum of member ${member} wrong`, (sendOptions) =>
    training.proveSumWrong(clients, contract, { task, round, member, bases, sum: toHex(bytes) }, sendOptions),
  );
  return minedOutcome(sent, { task, round, member }, [
    ['proven wrong', `the sum of member ${member} in round ${round}`],
    ['slashed', view.committee[member - 1] ?? ''],
  ]);
}
