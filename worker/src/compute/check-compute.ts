// What a worker needs beside a chain: that SEAL runs here, and a stake.
import { addressOf, formatAmount, inference, openEncryption, PARAMETER_NAMES } from '@tacit/sdk';
import type { ComputeSettings } from '../config/worker-config.ts';
import type { Surroundings } from '../roles.ts';
import { codeOf } from '../watching/failure-kind.ts';
import { workerError } from '../worker-error.ts';

/** Opens SEAL with every set of parameters that is known. */
export async function checkSeal({ memoryBytes }: Pick<ComputeSettings, 'memoryBytes'>): Promise<string> {
  for (const name of PARAMETER_NAMES) (await openEncryption(name, { memoryBytes })).dispose();
  return `runs on Node ${process.version} with ${PARAMETER_NAMES.join(', ')}`;
}

/** Whether the account may be drawn, or will be once the worker runs. */
export async function checkStake(
  { stakeWei, resume }: Pick<ComputeSettings, 'stakeWei' | 'resume'>,
  { account, chain }: Surroundings,
): Promise<string> {
  if (!account || !chain) return '';
  const client = chain.clients.publicClient;
  const market = addressOf(chain.deployment, 'InferenceMarket');
  const { leastStake } = await inference.readPoolRules(client, market);
  const worker = await inference.readWorker(client, market, account.address).catch((error: unknown) => {
    if (codeOf(error) === 'WORKER_UNKNOWN') return undefined;
    throw error;
  });
  const stake = worker ? worker.stake - worker.unbonding : 0n;
  if (worker && stake >= leastStake) {
    if (worker.drawable) return `${formatAmount(stake)}, and may be drawn`;
    return `${formatAmount(stake)}, and is paused${resume ? ' until it starts' : ': compute resume ends that'}`;
  }
  if (stakeWei !== undefined && stakeWei >= leastStake) return `joins with ${formatAmount(stakeWei)} when it starts`;
  const message = `${formatAmount(stake)} is below the ${formatAmount(leastStake)} that it takes: run compute join, or set compute.stakeWei`;
  throw workerError('STAKE_MISSING', message);
}
