// The contracts on a local chain, put there by the task that people use.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, type Deployment, parseDeployment } from '@tacit/sdk';
import { ROOT } from '../support/repository.ts';
import type { LocalChain } from './chain.ts';
import { openTasks } from './tasks.ts';

export interface LocalContracts {
  readonly deployment: Deployment;
  readonly training: `0x${string}`;
  readonly keyholders: `0x${string}`;
  readonly circuits: `0x${string}`;
  readonly models: `0x${string}`;
  readonly market: `0x${string}`;
  /** Runs a task against the chain, and gives what `--json` prints. */
  run(id: readonly string[], options: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Forgets where the contracts were: the chain is gone. */
  forget(): void;
}

/** Where Ignition keeps what it deployed on a chain. */
export const deploymentRecord = (chainId: number): string => join(ROOT, `ignition/deployments/chain-${chainId}`);

/** Compiles and deploys everything, as `npx hardhat deploy --network localhost` does. */
export async function deployContracts(
  { url, chainId }: Pick<LocalChain, 'url' | 'chainId'>,
  { optimised = true }: { readonly optimised?: boolean } = {},
): Promise<LocalContracts> {
  const runTask = await openTasks(url, { optimised });
  const run: LocalContracts['run'] = async (id, options) => {
    const { code, stdout, stderr } = await runTask(id, { ...options, json: true });
    if (code !== 0) throw new Error(`${id.join(' ')}: ${stderr.trim()}`);
    return JSON.parse(stdout);
  };
  const deployment = parseDeployment(await run(['deploy'], { reset: true }));
  return {
    deployment,
    training: addressOf(deployment, 'Training'),
    keyholders: addressOf(deployment, 'Keyholders'),
    circuits: addressOf(deployment, 'CircuitRegistry'),
    models: addressOf(deployment, 'ModelRegistry'),
    market: addressOf(deployment, 'InferenceMarket'),
    run,
    forget: () => rmSync(deploymentRecord(chainId), { recursive: true, force: true }),
  };
}
