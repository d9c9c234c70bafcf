// A market on a local chain with a pin node and workers, each a process of its own, which a test kills and starts again.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  authoriseWith,
  type BlobStore,
  type Clients,
  type DescribeOfferOptions,
  describeOffer,
  type FetchedOffer,
  fetchOffer,
  inference,
  models,
  nameBlob,
  type OfferConditions,
  openEncryption,
  type PreparedRequest,
  pinNodeStore,
  prepareRequest,
  publishOffer,
  requestPrediction,
  type UserKeys,
  uploadRequest,
} from '@tacit/sdk';
import { parseEther, zeroHash } from 'viem';
import { type LocalChain, localAccount, startLocalChain } from '../../../../scripts/network/chain.ts';
import { startCompute } from '../../../../scripts/network/compute.ts';
import { deployContracts, type LocalContracts } from '../../../../scripts/network/contracts.ts';
import { lastWords } from '../../../../scripts/network/processes.ts';
import { type RunningPinNode, type RunningWorker, startPinNode } from '../../../../scripts/network/workers.ts';

type Hex = `0x${string}`;

/** Who has which of the chain's accounts; workers have those from 4 on. */
export const ACCOUNTS = { creator: 0, user: 1, player: 2, other: 3, firstWorker: 4 } as const;
export const PRICE = parseEther('0.01');
export const WORKER_FEE = parseEther('0.001');

export interface MarketNetwork {
  readonly folder: string;
  readonly chain: LocalChain;
  readonly contracts: LocalContracts;
  readonly pinNode: RunningPinNode;
  /** Whoever restarts one puts the new process in the place of the old one. */
  readonly workers: RunningWorker[];
  clients(account: number): Clients;
  store(account: number): BlobStore;
  workerAddress(worker: number): Hex;
  stop(): Promise<void>;
}

export interface MarketPlan {
  readonly workers: number;
  readonly compute?: Readonly<Record<string, unknown>>;
}

const BLOCK_SECONDS = 1;
const PATIENCE_MS = 120_000;
/** Beside other networks that run on this machine at the time. */
const passingChainId = (): number => 800_000_000 + process.pid;

export async function openMarketNetwork(plan: MarketPlan): Promise<MarketNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'tacit-market-'));
  const parts: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of parts.splice(0).toReversed()) await end();
  };
  try {
    return await startAll(plan, folder, parts, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(
  { workers: count, compute }: MarketPlan,
  folder: string,
  parts: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<MarketNetwork> {
  const size = { accounts: ACCOUNTS.firstWorker + count, optimised: false };
  const chain = await startLocalChain({ ...size, port: 0, chainId: passingChainId() });
  parts.push(() => chain.stop());
  const contracts = await deployContracts(chain, { optimised: false });
  parts.push(() => contracts.forget());
  await chain.client.setIntervalMining({ interval: BLOCK_SECONDS });
  const pinNode = await startPinNode(join(folder, 'pin-node'));
  parts.push(() => pinNode.stop());
  const workers: RunningWorker[] = [];
  parts.push(() => Promise.all(workers.map((worker) => worker.stop())));
  for (let i = 0; i < count; i++) {
    const account = ACCOUNTS.firstWorker + i;
    const place = { folder: join(folder, `worker-${i}`), account, ...(compute && { compute }) };
    workers.push(await startCompute({ chain, contracts, pinNode: pinNode.url, ...place }));
  }
  const network: MarketNetwork = {
    ...{ folder, chain, contracts, pinNode, workers, stop },
    store: (account) => pinNodeStore({ url: pinNode.url, authorise: authoriseWith(localAccount(account).account) }),
    clients: (account) => chain.clientsOf(account),
    workerAddress: (worker) => localAccount(ACCOUNTS.firstWorker + worker).address,
  };
  await until(network, 'every worker may be drawn', async () => {
    const drawable = await inference.readDrawableCount(network.clients(0).publicClient, contracts.market);
    return drawable === count;
  });
  return network;
}

/** Waits until something is so, and says what everybody was doing when it does not come to be. */
export async function until(
  { workers, pinNode }: Pick<MarketNetwork, 'workers' | 'pinNode'>,
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = PATIENCE_MS,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) {
      const words = [pinNode, ...workers].map((running) => `--- ${running.name}\n${lastWords(running, 20)}`);
      assert.fail(`not within ${limitMs} ms: ${what}\n${words.join('\n')}`);
    }
    await wait(100);
  }
}

/** A network that no circuit proves, published and offered by the creator. */
export async function offerNetwork(
  { chain, contracts, clients, store }: MarketNetwork,
  description: DescribeOfferOptions,
  conditions: Partial<OfferConditions> = {},
): Promise<FetchedOffer> {
  const creator = clients(ACCOUNTS.creator);
  const described = await describeOffer({ mostSamples: conditions.mostSamples, ...description });
  const weightsCid = description.split ? zeroHash : (await nameBlob(described.network)).digest;
  const listing: models.Listing = {
    ...{ circuit: zeroHash, root: 0n, weightsCid, specCid: described.offerCid, licenceCid: described.offerCid },
    ...{ price: PRICE, splitPoints: 0, parents: [] },
  };
  const { id: model } = await models.publish(creator, contracts.models, listing);
  const place = { chainId: chain.chainId, market: contracts.market, store: store(ACCOUNTS.creator) };
  const own = { mostSamples: 4, workerFee: WORKER_FEE, ...conditions };
  const { id } = await publishOffer(creator, { ...place, model, described, conditions: own });
  return await fetchOffer(creator.publicClient, { ...place, id });
}

export interface AskedJob {
  readonly job: Hex;
  readonly request: PreparedRequest;
  readonly wei: bigint;
  readonly samples: readonly (readonly number[])[];
}

export interface AskOptions {
  readonly samples: readonly (readonly number[])[];
  readonly trust?: inference.Trust;
  readonly keys?: UserKeys;
  readonly duration?: bigint;
  readonly answerKey?: Hex;
  /** What is stored in the place of the request's parts. */
  readonly upload?: (request: PreparedRequest) => Promise<void>;
}

/** Encrypts, stores and asks, as the user does. */
export async function ask(network: MarketNetwork, offer: FetchedOffer, options: AskOptions): Promise<AskedJob> {
  const { samples, trust = { workers: 1, agreeing: 1 }, duration, answerKey, upload } = options;
  const clients = network.clients(ACCOUNTS.user);
  const encryption = await openEncryption(offer.plan.parameters.name);
  const keys = options.keys ?? encryption.createKeys();
  const user = clients.walletClient.account.address;
  const request = await prepareRequest({ offer, user, samples, keys, encryption, answerKey });
  encryption.dispose();
  await (upload ?? ((whole) => uploadRequest(network.store(ACCOUNTS.user), whole).then(() => {})))(request);
  const asked = { offer, request, trust, mostWei: parseEther('10'), duration };
  const { job, wei } = await requestPrediction(clients, asked);
  return { job, request, wei, samples };
}

export const jobOf = ({ clients, contracts }: MarketNetwork, job: Hex): Promise<inference.Job> =>
  inference.readJob(clients(0).publicClient, contracts.market, job);

export async function untilPhase(network: MarketNetwork, job: Hex, phase: inference.JobPhase): Promise<inference.Job> {
  let found = await jobOf(network, job);
  await until(network, `the job is ${phase}, and not ${found.phase}`, async () => {
    found = await jobOf(network, job);
    return found.phase === phase;
  });
  return found;
}

/** Where all ether of a market is: what it holds is what it owes. */
export async function owedBy({ clients, contracts }: MarketNetwork, accounts: readonly Hex[]): Promise<bigint[]> {
  const { publicClient } = clients(0);
  return await Promise.all(accounts.map((account) => inference.readClaimable(publicClient, contracts.market, account)));
}
