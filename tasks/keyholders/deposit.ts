import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { parseAmount } from '../support/quantities.ts';
import { runTask } from '../support/run-task.ts';
import { formatAmount, keyholders } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { openAccount, type SigningArguments } from './contract.ts';

interface Arguments extends SigningArguments {
  readonly amount: string | undefined;
}

export default async function depositTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const amount = parseAmount(String(requireField(options, 'amount')));
    const { contract, clients, account } = await openAccount(hre, options);
    const sent = await sending('depositing', (sendOptions) =>
      keyholders.deposit(clients, contract, amount, sendOptions),
    );
    const { stake, free } = await keyholders.readMember(clients.publicClient, contract, account);
    return minedOutcome(sent, { owner: account, amount, stake, free }, [
      ['owner', account],
      ['deposited', formatAmount(amount)],
      ['stake', `${formatAmount(stake)}, of which ${formatAmount(free)} free`],
    ]);
  });
}
