import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { openAccount, type SigningArguments } from '../infer/contract.ts';
import { parseAmount } from '../support/quantities.ts';
import { runTask } from '../support/run-task.ts';
import { inference } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { taskError } from '../support/task-error.ts';
import { stakeRows } from './stake.ts';

interface Arguments extends SigningArguments {
  readonly stake: string | undefined;
  readonly url: string | undefined;
}

function readUrl(text: string | undefined): string {
  if (text === undefined) return '';
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw taskError('REQUEST_INVALID', '--url must be an http or https address');
}

export default async function joinTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const stake = options.stake === undefined ? 0n : parseAmount(options.stake, 'stake');
    const url = readUrl(options.url);
    const { market, clients, account } = await openAccount(hre, options);
    const sent = await sending('joining', (sendOptions) =>
      inference.join(clients, market, { url, stake }, sendOptions),
    );
    const worker = await inference.readWorker(clients.publicClient, market, account);
    return minedOutcome(sent, { account, url, ...worker }, [['worker', account], ...stakeRows(worker)]);
  });
}
