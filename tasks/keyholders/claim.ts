import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { readAddress } from '../support/network.ts';
import { runTask } from '../support/run-task.ts';
import { findEvent, formatAmount, keyholders } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { openAccount, type SigningArguments } from './contract.ts';

interface Arguments extends SigningArguments {
  readonly to: string | undefined;
}

export default async function claimTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const given = options.to === undefined ? undefined : readAddress(options.to, 'to');
    const { contract, clients, account } = await openAccount(hre, options);
    const to = given ?? account;
    const sent = await sending('claiming', (sendOptions) => keyholders.claim(clients, contract, to, sendOptions));
    const amount = findEvent(sent.events, 'SlashedStakeClaimed')?.args.amount ?? 0n;
    return minedOutcome(sent, { account, to, amount }, [
      ['account', account],
      ['claimed', `${formatAmount(amount)} to ${to}`],
    ]);
  });
}
