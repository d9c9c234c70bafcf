// A market with real workers, the built page, and a Chromium: what stories of predictions run against. No training is needed.
import type { Browser } from 'playwright-core';
import { localAccount } from '../../../scripts/network/chain.ts';
import { buildPage } from '../../../scripts/page/build-page.ts';
import { localNetwork, siteConfig } from '../../../scripts/page/config.ts';
import { servePage } from '../../../scripts/page/serve-page.ts';
import {
  ACCOUNTS,
  type MarketNetwork,
  type MarketPlan,
  openMarketNetwork,
} from '../../e2e/inference/support/market-network.ts';
import { type OpenPage, type OpenPageOptions, openPage } from './open-page.ts';
import { launchBrowser } from './stack.ts';

export interface MarketStack {
  readonly network: MarketNetwork;
  readonly browser: Browser;
  readonly url: string;
  /** Of the market's user, connected by the page's own dialog. */
  openPage(options?: OpenPageOptions): Promise<OpenPage>;
  stop(): Promise<void>;
}

export async function openMarketStack(plan: MarketPlan): Promise<MarketStack> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const page = buildPage({ quiet: true });
    // It is awaited when there is a network to serve it for; until then its failure waits.
    page.catch(() => {});
    const network = await openMarketNetwork(plan);
    ends.push(() => network.stop());
    const { chain, contracts, pinNode } = network;
    const own = localNetwork({ chain, contracts: contracts.deployment.addresses, pinNodes: [pinNode.url] });
    const site = await servePage({ page: await page, config: siteConfig([own]), circuits: [], port: 0 });
    ends.push(() => site.stop());
    const browser = await launchBrowser();
    ends.push(() => browser.close());
    const wallet = {
      accounts: [localAccount(ACCOUNTS.user).account],
      chains: { [chain.chainId]: chain.url },
      name: 'Story wallet',
    };
    const allowed = [chain.url, pinNode.url].map((url) => new URL(url).origin);
    return {
      ...{ network, browser, url: site.url, stop },
      openPage: (options) => openPage(browser, { url: site.url, allowed }, { wallet, ...options }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
