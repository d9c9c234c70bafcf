// Ether that leaves the market: what has unbonded, and what was earned or came back.
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { openAccount, type SigningArguments } from '../infer/contract.ts';
import { readAddress } from '../support/network.ts';
import { runTask } from '../support/run-task.ts';
import { findEvent, formatAmount, inference } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';

export interface PayoutArguments extends SigningArguments {
  readonly to: string | undefined;
}

const EVENTS = { withdraw: 'WorkerStakeWithdrawn', claim: 'Claimed' } as const;

export async function payOut(
  options: PayoutArguments,
  hre: HardhatRuntimeEnvironment,
  call: keyof typeof EVENTS,
): Promise<void> {
  await runTask(options, async () => {
    const given = options.to === undefined ? undefined : readAddress(options.to, 'to');
    const { market, clients, account } = await openAccount(hre, options);
    const to = given ?? account;
    const sent = await sending(call === 'claim' ? 'claiming' : 'withdrawing', (sendOptions) =>
      inference[call](clients, market, to, sendOptions),
    );
    const amount = findEvent(sent.events, EVENTS[call])?.args.amount ?? 0n;
    return minedOutcome(sent, { account, to, amount }, [
      ['account', account],
      [call === 'claim' ? 'claimed' : 'withdrawn', `${formatAmount(amount)} to ${to}`],
    ]);
  });
}
