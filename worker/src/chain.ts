// The node that a worker asks, and the account that it signs with.
import { readFile } from 'node:fs/promises';
import {
  type Clients,
  chainError,
  type Deployment,
  hasCode,
  parseDeployment,
  requireChain,
  type SignClient,
} from '@tacit/sdk';
import { type Account, createPublicClient, createWalletClient, defineChain, http } from 'viem';
import type { ChainConfig } from './config/worker-config.ts';
import { workerError } from './worker-error.ts';

type Hex = `0x${string}`;

export interface ChainAccess {
  readonly chainId: number;
  /** Where the contracts are that its roles work with. */
  readonly deployment: Deployment;
  readonly clients: Clients;
}

const MOST_BYTES = 100_000;

async function readDeployment(path: string): Promise<Deployment> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw workerError('CONFIG_UNREADABLE', `cannot read the deployment ${path} (${error.code ?? 'unknown reason'})`);
  });
  let json: unknown;
  try {
    json = text.length > MOST_BYTES ? undefined : JSON.parse(text);
  } catch {
    json = undefined;
  }
  return parseDeployment(json);
}

/** Where the contracts are, by the configuration alone. */
export async function locateContracts(config: ChainConfig): Promise<Deployment> {
  const { training, market, deployment, chainId } = config;
  if (deployment === undefined) {
    const addresses = { ...(training && { Training: training }), ...(market && { InferenceMarket: market }) };
    return { chainId: chainId as number, addresses };
  }
  const found = await readDeployment(deployment);
  if (chainId === undefined || chainId === found.chainId) return found;
  throw workerError('CONFIG_INVALID', `the deployment is on chain ${found.chainId}, and chain.chainId is ${chainId}`);
}

/**
 * Sends one transaction after the other: viem asks the node for the account's next number when it sends, and two roles that
 * ask at one time would be given the same.
 */
function inTurn(client: SignClient & { sendTransaction(args: never): Promise<Hex> }): SignClient {
  const send = client.sendTransaction;
  let last: Promise<unknown> = Promise.resolve();
  const sendTransaction = (args: never): Promise<Hex> => {
    const sent = last.then(() => send(args));
    last = sent.catch(() => {});
    return sent;
  };
  return Object.assign(client, { sendTransaction });
}

/** Clients for the configured chain; asks the node nothing yet. */
export async function openChain(config: ChainConfig, account: Account): Promise<ChainAccess> {
  const deployment = await locateContracts(config);
  const { chainId } = deployment;
  // What is signed is signed for this chain, whatever the node says.
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [config.url] } },
    // Twice the base fee is offered: it may rise for six blocks before a transaction is left behind. What is not needed is not paid.
    fees: { baseFeeMultiplier: 2 },
  });
  const transport = http(config.url, { timeout: 20_000, retryCount: 2 });
  const publicClient = createPublicClient({ chain, transport, pollingInterval: Math.min(config.pollMs, 4000) });
  const walletClient = inTurn(createWalletClient({ account, chain, transport }));
  return { chainId, deployment, clients: { publicClient, walletClient } };
}

/** Refuses a node of another chain, and an address without a contract. */
export async function checkChain({ chainId, clients }: ChainAccess, contract: Hex): Promise<void> {
  await requireChain(clients.publicClient, chainId);
  if (await hasCode(clients.publicClient, contract)) return;
  throw chainError('CONTRACT_MISSING', `there is no contract at ${contract} on chain ${chainId}`);
}
