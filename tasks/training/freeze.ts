import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { runTask } from '../support/run-task.ts';
import { type RoundView, shownSubmission, training } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import {
  type Hex,
  type OpenAccount,
  openAccount,
  readTaskId,
  type SigningArguments,
  type TaskArguments,
  viewRound,
} from './contract.ts';
import { openShareDemands } from './demands.ts';
import { readRoundLog } from './shares.ts';

interface Arguments extends SigningArguments, TaskArguments {}

/** Whoever did not show what was demanded is excluded; a round cannot be frozen before. */
async function clearDemands(opened: OpenAccount, view: RoundView, task: Hex): Promise<string[]> {
  const { clients, contract } = opened;
  const log = await readRoundLog(opened, view);
  const excluded: string[] = [];
  const still = new Set(log.included.map(({ logged }) => logged.trainer.toLowerCase()));
  for (const { trainer, member } of await openShareDemands(opened, view)) {
    if (!still.has(trainer.toLowerCase())) {
      await sending(`returning the demand about ${trainer}`, (sendOptions) =>
        training.returnDemand(clients, contract, { task, trainer, member }, sendOptions),
      );
      continue;
    }
    const position = log.logged.findIndex((one) => one.trainer.toLowerCase() === trainer.toLowerCase());
    if (position === -1) continue;
    const shown = { task, ...shownSubmission(view.scope, log.logged, position), member };
    await sending(`excluding ${trainer}`, (sendOptions) =>
      training.excludeUndelivered(clients, contract, shown, sendOptions),
    );
    still.delete(trainer.toLowerCase());
    excluded.push(trainer);
  }
  return excluded;
}

export default async function freezeTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const task = readTaskId(options);
    const opened = await openAccount(hre, options);
    const { network, contract, clients } = opened;
    const view = await viewRound(opened, task);
    const now = await training.readTime(network.publicClient);
    const undelivered = training.phaseOf(view.task, view.round, now).phase === 'undelivered';
    const excluded = undelivered ? await clearDemands(opened, view, task) : [];
    const sent = await sending('freezing the round', (sendOptions) =>
      training.freeze(clients, contract, task, sendOptions),
    );
    const { round } = view.scope;
    const { status, included } = await training.readRound(network.publicClient, contract, { task, round });
    return minedOutcome(sent, { task, round, status, included, excluded }, [
      ['round', `${round} is ${status}`],
      ['included', `${included} trainers`],
      ...excluded.map((trainer): [string, string] => ['excluded', `${trainer}, who did not show what was demanded`]),
    ]);
  });
}
