// Whether a worker may be drawn: out of the draw, and into it again.
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { openAccount, type SigningArguments } from '../infer/contract.ts';
import { runTask } from '../support/run-task.ts';
import { inference } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { stakeRows } from './stake.ts';

export async function changeDrawing(
  options: SigningArguments,
  hre: HardhatRuntimeEnvironment,
  call: 'pause' | 'resume',
): Promise<void> {
  await runTask(options, async () => {
    const { market, clients, account } = await openAccount(hre, options);
    const sent = await sending(call === 'pause' ? 'pausing' : 'resuming', (sendOptions) =>
      inference[call](clients, market, sendOptions),
    );
    const worker = await inference.readWorker(clients.publicClient, market, account);
    return minedOutcome(sent, { account, ...worker }, [['worker', account], ...stakeRows(worker)]);
  });
}
