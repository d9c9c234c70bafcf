import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { runTask } from '../support/run-task.ts';
import { findEvent, formatAmount, training } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { openAccount, readTaskId, type SigningArguments, type TaskArguments } from './contract.ts';

interface Arguments extends SigningArguments, TaskArguments {
  readonly stop: boolean;
}

export default async function closeTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const task = readTaskId(options);
    const { contract, clients } = await openAccount(hre, options);
    if (options.stop) {
      const sent = await sending('ending the task', (sendOptions) =>
        training.stop(clients, contract, task, sendOptions),
      );
      return minedOutcome(sent, { task, status: 'ended' }, [
        ['task', `${task} has ended: no further rounds`],
        ['next', 'training settle for every round, then training close'],
      ]);
    }
    const sent = await sending('closing the task', (sendOptions) =>
      training.close(clients, contract, task, sendOptions),
    );
    const refund = findEvent(sent.events, 'TaskClosed')?.args.refund ?? 0n;
    return minedOutcome(sent, { task, status: 'closed', refund }, [
      ['task', `${task} is closed: stakes are free`],
      ['refund', `${formatAmount(refund)}, credited to the coordinator`],
    ]);
  });
}
