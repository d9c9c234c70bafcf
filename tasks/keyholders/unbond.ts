import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { parseAmount } from '../support/quantities.ts';
import { type Outcome, runTask } from '../support/run-task.ts';
import { formatAmount, formatTime, keyholders } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { taskError } from '../support/task-error.ts';
import { openAccount, type SigningArguments } from './contract.ts';

interface Arguments extends SigningArguments {
  readonly amount: string | undefined;
  readonly cancel: boolean;
}

async function cancelUnbonding(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const { contract, clients, account } = await openAccount(hre, options);
  const sent = await sending('cancelling', (sendOptions) => keyholders.cancelUnbonding(clients, contract, sendOptions));
  const { free } = await keyholders.readMember(clients.publicClient, contract, account);
  return minedOutcome(sent, { owner: account, unbonding: 0n, free }, [
    ['owner', account],
    ['free again', formatAmount(free)],
  ]);
}

export default async function unbondTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    if (options.cancel) {
      if (options.amount !== undefined) {
        throw taskError('REQUEST_INVALID', '--cancel takes back everything that unbonds, and no --amount');
      }
      return await cancelUnbonding(options, hre);
    }
    const amount = parseAmount(String(requireField(options, 'amount')));
    const { contract, clients, account } = await openAccount(hre, options);
    const sent = await sending('unbonding', (sendOptions) =>
      keyholders.startUnbonding(clients, contract, amount, sendOptions),
    );
    const { unbonding, availableFrom } = await keyholders.readMember(clients.publicClient, contract, account);
    return minedOutcome(sent, { owner: account, amount, unbonding, availableFrom }, [
      ['owner', account],
      ['unbonding', formatAmount(unbonding)],
      ['to withdraw', `from ${formatTime(availableFrom)} on`],
    ]);
  });
}
