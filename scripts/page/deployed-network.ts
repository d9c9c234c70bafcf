// A site's network from what was deployed, and from the chain itself.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Deployment, explained, hasCode, parseDeployment, parseIgnitionRecord, type ReadClient } from '@tacit/sdk';
import { createPublicClient, http } from 'viem';
import { deploymentRecord } from '../network/contracts.ts';
import type { NetworkConfig } from './config.ts';
import { pageError } from './page-error.ts';
import type { DeployedSource } from './site-options.ts';

/** Like `localhost` for a browser, which lets pages of any origin reach it by plain HTTP. */
const isOnThisMachine = (url: string): boolean => /^(?:localhost|127(?:\.\d+){3})$/.test(new URL(url).hostname);

function readJson(path: string, what: string): unknown {
  if (!existsSync(path)) throw pageError('SITE_CONFIG_MISSING', `there is no ${what}: ${path}`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw pageError('SITE_CONFIG_INVALID', `${path} is no JSON`);
  }
}

/** The first block with a transaction of the deployment, from Ignition's journal; undefined where there is none. */
export function firstBlockOf(journal: string): number | undefined {
  const blocks = [...journal.matchAll(/"blockNumber":(\d{1,15})[,}]/g)].map(([, number]) => Number(number));
  return blocks.length === 0 ? undefined : Math.min(...blocks);
}

function recorded(chainId: number): { deployment: Deployment; fromBlock: number } {
  const folder = deploymentRecord(chainId);
  const path = join(folder, 'deployed_addresses.json');
  if (!existsSync(path)) {
    const message = `nothing was deployed on chain ${chainId} from here; run "npx hardhat deploy", or give --deployment`;
    throw pageError('SITE_CONFIG_MISSING', message, { chainId });
  }
  const deployment = parseIgnitionRecord(readJson(path, 'record'), chainId);
  const journal = join(folder, 'journal.jsonl');
  return { deployment, fromBlock: (existsSync(journal) && firstBlockOf(readFileSync(journal, 'utf8'))) || 0 };
}

function given(file: string, chainId: number): { deployment: Deployment; fromBlock: number } {
  const deployment = parseDeployment(readJson(file, 'deployment'));
  if (deployment.chainId === chainId) return { deployment, fromBlock: 0 };
  const message = `the deployment in ${file} is on chain ${deployment.chainId}, and the node on chain ${chainId}`;
  throw pageError('SITE_CONFIG_INVALID', message, { chainId });
}

/** A record may be of a chain that is gone: a local node begins anew whenever it starts. */
async function checkContracts(client: ReadClient, { addresses, chainId }: Deployment): Promise<void> {
  for (const [name, address] of Object.entries(addresses)) {
    if (await hasCode(client, address)) continue;
    const message = `there is no ${name} at ${address} on chain ${chainId}: deploy anew, or name another node`;
    throw pageError('SITE_CONFIG_INVALID', message, { chainId });
  }
}

export async function deployedNetwork(source: DeployedSource): Promise<NetworkConfig> {
  const { rpcUrl, pinNodes, relays } = source;
  const client = createPublicClient({ transport: http(rpcUrl, { retryCount: 0, timeout: 20_000 }) });
  const chainId = await explained(() => client.getChainId());
  const { deployment, fromBlock } =
    source.deployment === undefined ? recorded(chainId) : given(source.deployment, chainId);
  await checkContracts(client, deployment);
  const here = isOnThisMachine(rpcUrl);
  return {
    name: source.name ?? (here ? 'This machine' : `Chain ${chainId}`),
    chainId,
    rpcUrl,
    explorer: source.explorer ?? null,
    currency: source.currency ?? 'ETH',
    contracts: deployment.addresses,
    fromBlock: source.fromBlock ?? fromBlock,
    finality: source.finality ?? (here ? 0 : 'finalized'),
    pinNodes,
    relays,
    live: !here && !source.trial,
  };
}
