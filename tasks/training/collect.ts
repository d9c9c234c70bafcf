import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { readAddress } from '../support/network.ts';
import { runTask } from '../support/run-task.ts';
import { findEvent, formatAmount, training } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { openAccount, readTaskId, type SigningArguments, type TaskArguments } from './contract.ts';

interface Arguments extends SigningArguments, TaskArguments {
  readonly trainer: string | undefined;
}

/** More rounds than one transaction has gas for are collected in several. */
const ROUNDS_AT_ONCE = 500n;

export default async function collectTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const task = readTaskId(options);
    const { network, contract, clients, account } = await openAccount(hre, options);
    const trainer = options.trainer === undefined ? account : readAddress(options.trainer, 'trainer');
    const call = { task, trainer, limit: ROUNDS_AT_ONCE };
    const sent = await sending('collecting', (sendOptions) => training.collect(clients, contract, call, sendOptions));
    const { upTo = 0n, earned = 0n, forfeited = 0n } = findEvent(sent.events, 'TrainerCollected')?.args ?? {};
    const returned = findEvent(sent.events, 'DepositReturned')?.args.amount ?? 0n;
    const owed = await training.readOwed(network.publicClient, contract, trainer);
    return minedOutcome(sent, { task, trainer, upTo, earned, forfeited, returned, owed }, [
      ['trainer', `${trainer}, up to round ${upTo}`],
      ['earned', formatAmount(earned)],
      ['forfeited', formatAmount(forfeited)],
      ['deposit', returned === 0n ? 'not returned yet' : `${formatAmount(returned)} returned`],
      ['owed', `${formatAmount(owed)} in all, by training withdraw`],
    ]);
  });
}
