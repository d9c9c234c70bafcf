// A whole network on this machine, the built page, and a Chromium: what browser stories run against.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localArtifacts } from '@tacit/sdk/node';
import { type Browser, chromium } from 'playwright-core';
import type { LocalAccount } from 'viem';
import { localAccount } from '../../../scripts/network/chain.ts';
import { startCompute } from '../../../scripts/network/compute.ts';
import { type LocalNetwork, type NetworkPlan, openNetwork } from '../../../scripts/network/network.ts';
import type { RunningWorker } from '../../../scripts/network/workers.ts';
import { buildPage } from '../../../scripts/page/build-page.ts';
import { buildCircuits } from '../../../scripts/page/circuits.ts';
import { localNetwork, type NetworkConfig, type SiteConfig, siteConfig } from '../../../scripts/page/config.ts';
import { type ServedPage, servePage } from '../../../scripts/page/serve-page.ts';
import { chromiumOptions } from '../../../scripts/support/chromium.ts';
import { type OpenPage, type OpenPageOptions, openPage } from './open-page.ts';
import type { WalletOptions } from './wallet.ts';

type Sizes = 'threshold' | 'steps' | 'multiplier' | 'rounds' | 'trainers' | 'minTrainers' | 'keyholders' | 'workers';

export interface StackOptions extends Partial<Pick<NetworkPlan, Sizes | 'guests' | 'settingOf'>> {
  readonly circuit?: string;
  /** Other circuits that the page can fetch. */
  readonly circuits?: readonly string[];
  /** Seconds from one block to the next where nobody sends anything; without it blocks come with transactions alone. */
  readonly blockSeconds?: number;
  /** Root of another page than the built one. */
  readonly root?: string;
  /** What the page is told otherwise than it would be. */
  readonly config?: (own: NetworkConfig) => NetworkConfig;
}

export interface Stack {
  readonly network: LocalNetwork;
  readonly site: ServedPage;
  readonly config: SiteConfig;
  readonly browser: Browser;
  /** Processes that evaluate, as many as were asked for. */
  readonly workers: readonly RunningWorker[];
  /** Of the local chain, by number: `network.trainerAccount(0)`, `network.guestAccount(0)`. */
  account(index: number): LocalAccount;
  /** A wallet of these accounts, on this chain. */
  walletOf(...accounts: readonly number[]): WalletOptions;
  openPage(options?: OpenPageOptions): Promise<OpenPage>;
  /** Blocks by themselves from now on; 0 ends that. */
  mineEvery(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** One for each process and stack: records of deployments lie in folders of these names. */
let lastChainId = 600_000_000 + process.pid * 16;

/** No name leads anywhere but to this machine, whatever a page tries. */
export const launchBrowser = (): Promise<Browser> => {
  const { args, ...options } = chromiumOptions();
  const rules = '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost';
  return chromium.launch({ ...options, args: [...args, rules] });
};

const SMALL = { threshold: 2, steps: 2, multiplier: 8, rounds: 2, trainers: 3, minTrainers: 2, keyholders: 3 };

function planOf(options: StackOptions, folder: string): NetworkPlan {
  const {
    circuit = 'logistic-4x3-b8',
    circuits: _circuits,
    root: _root,
    blockSeconds: _seconds,
    config: _config,
    ...sizes
  } = options;
  const artifacts = localArtifacts().load(circuit);
  // It is awaited when the contracts are there; until then its failure waits.
  artifacts.catch(() => {});
  const place = { folder, circuit, artifacts, port: 0, chainId: ++lastChainId, optimised: false };
  return { guests: 4, workers: 0, ...SMALL, ...place, ...sizes };
}

const startWorkers = ({ chain, contracts, pinNode, folder, workerAccount }: LocalNetwork, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, i) => {
      const place = { folder: join(folder, `worker-${i + 1}`), account: workerAccount(i) };
      return startCompute({ chain, contracts, pinNode: pinNode.url, ...place });
    }),
  );

async function serveOver(
  network: LocalNetwork,
  options: StackOptions,
): Promise<{ site: ServedPage; config: SiteConfig }> {
  const { chain, contracts, pinNode, artifacts } = network;
  const contractsOf = contracts.deployment.addresses;
  const own = localNetwork({ chain, contracts: contractsOf, pinNodes: [pinNode.url] });
  const config = siteConfig([options.config?.(own) ?? own]);
  const circuits = await buildCircuits([...new Set([artifacts.circuit.name, ...(options.circuits ?? [])])]);
  return {
    config,
    site: await servePage({
      page: await buildPage({ quiet: true, ...(options.root === undefined ? {} : { root: options.root }) }),
      config,
      circuits,
      port: 0,
    }),
  };
}

const originsOf = ({ networks }: SiteConfig): string[] =>
  networks.flatMap(({ rpcUrl, pinNodes, relays }) =>
    [rpcUrl, ...pinNodes, ...relays].map((url) => new URL(url).origin),
  );

/** Opens everything; whoever opens it stops it. */
export async function openStack(options: StackOptions = {}): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'tacit-stack-'));
  const ends: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const network = await openNetwork(planOf(options, folder));
    ends.push(() => network.stop());
    const workers = await startWorkers(network, options.workers ?? 0);
    ends.push(() => Promise.all(workers.map((worker) => worker.stop())));
    const mineEvery = (seconds: number): Promise<void> => network.chain.client.setIntervalMining({ interval: seconds });
    if (options.blockSeconds !== undefined) await mineEvery(options.blockSeconds);
    const { site, config } = await serveOver(network, options);
    ends.push(() => site.stop());
    const browser = await launchBrowser();
    ends.push(() => browser.close());
    const account = (index: number): LocalAccount => localAccount(index).account;
    const { url, chainId } = network.chain;
    return {
      ...{ network, site, config, browser, workers, account, mineEvery, stop },
      walletOf: (...accounts) => ({ accounts: accounts.map(account), chains: { [chainId]: url } }),
      openPage: (wanted) => openPage(browser, { url: site.url, allowed: originsOf(config) }, wanted),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
