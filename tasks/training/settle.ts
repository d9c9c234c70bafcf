import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { runTask } from '../support/run-task.ts';
import { formatAmount, formatTime, training } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import {
  openAccount,
  readRoundNumber,
  readTaskId,
  type SigningArguments,
  type TaskArguments,
  viewRound,
} from './contract.ts';

interface Arguments extends SigningArguments, TaskArguments {
  readonly round: string | undefined;
}

/** Gives a round up first if nobody finalised it in time; then it pays, once the last dispute is over. */
export default async function settleTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const task = readTaskId(options);
    const opened = await openAccount(hre, options);
    const { network, contract, clients } = opened;
    const client = network.publicClient;
    const view = await viewRound(opened, task, readRoundNumber(options.round));
    const { round } = view.scope;
    const { phase } = training.phaseOf(view.task, view.round, await training.readTime(client));
    if (phase === 'burnable') {
      const burned = await sending('giving the round up', (sendOptions) =>
        training.burn(clients, contract, task, sendOptions),
      );
      const { complaints } = await training.readSumDeadlines(client, contract, { task, round });
      if (BigInt(await training.readTime(client)) <= complaints) {
        const facts = { task, round, status: 'burned', settled: false };
        return minedOutcome(burned, facts, [
          ['round', `${round} is burned: its sum was not proven, and the model stays`],
          ['next', `training settle again, after ${formatTime(complaints)}`],
        ]);
      }
    }
    const sent = await sending('settling the round', (sendOptions) =>
      training.settle(clients, contract, { task, round }, sendOptions),
    );
    const { status, share, payees } = await training.readRound(client, contract, { task, round });
    const count = training.indicesOf(payees).length;
    return minedOutcome(sent, { task, round, status, settled: true, share, payees: count }, [
      ['round', `${round} is ${status} and settled`],
      ['trainers', `${count} get ${formatAmount(share)} each, by training collect`],
    ]);
  });
}
