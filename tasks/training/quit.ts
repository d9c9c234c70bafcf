import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { runTask } from '../support/run-task.ts';
import { training } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { openAccount, readTaskId, type SigningArguments, type TaskArguments } from './contract.ts';

interface Arguments extends SigningArguments, TaskArguments {}

export default async function quitTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const task = readTaskId(options);
    const { contract, clients, account } = await openAccount(hre, options);
    const sent = await sending('leaving', (sendOptions) => training.quit(clients, contract, task, sendOptions));
    return minedOutcome(sent, { task, trainer: account }, [
      ['trainer', `${account} is invited to no further round`],
      ['next', 'training collect returns the deposit, once the last round is settled'],
    ]);
  });
}
