import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { openAccount, type SigningArguments } from '../infer/contract.ts';
import { parseAmount } from '../support/quantities.ts';
import { runTask } from '../support/run-task.ts';
import { formatAmount, formatTime, inference } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';

interface Arguments extends SigningArguments {
  readonly amount: string | undefined;
}

export default async function leaveTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const given = options.amount === undefined ? undefined : parseAmount(options.amount);
    const { market, clients, account } = await openAccount(hre, options);
    const { free } = await inference.readWorker(clients.publicClient, market, account);
    const amount = given ?? free;
    const sent = await sending('unbonding', (sendOptions) =>
      inference.startUnbonding(clients, market, amount, sendOptions),
    );
    const worker = await inference.readWorker(clients.publicClient, market, account);
    return minedOutcome(sent, { account, amount, ...worker }, [
      ['worker', account],
      ['unbonding', formatAmount(worker.unbonding)],
      ['to withdraw', `from ${formatTime(worker.availableFrom)} on`],
      ['left', formatAmount(worker.stake - worker.unbonding)],
    ]);
  });
}
