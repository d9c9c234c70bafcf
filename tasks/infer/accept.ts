import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { runTask } from '../support/run-task.ts';
import { inference } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { openAccount, readHash, type SigningArguments } from './contract.ts';

interface Arguments extends SigningArguments {
  readonly job: string | undefined;
}

/** Without looking at any result: what is in it must not decide who is paid. */
export default async function acceptTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const job = readHash(requireField(options, 'job'), 'job');
    const { market, clients } = await openAccount(hre, options);
    const sent = await sending('accepting', (sendOptions) => inference.accept(clients, market, job, sendOptions));
    const { phase, outcome } = await inference.readJob(clients.publicClient, market, job);
    return minedOutcome(sent, { job, phase, outcome }, [
      ['job', job],
      ['state', phase === 'closed' ? outcome : phase],
    ]);
  });
}
