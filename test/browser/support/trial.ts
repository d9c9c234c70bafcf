// The smallest page there is, served as the real one: what the tools of browser tests are tried on.
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { buildPage } from '../../../scripts/page/build-page.ts';
import { localNetwork, type SiteConfig, siteConfig } from '../../../scripts/page/config.ts';
import { servePage } from '../../../scripts/page/serve-page.ts';
import { type OpenPage, type OpenPageOptions, openPage } from './open-page.ts';
import { launchBrowser } from './stack.ts';

export const TRIAL_ROOT = join(import.meta.dirname, 'trial-page');

export interface Trial {
  readonly url: string;
  readonly browser: Browser;
  openPage(options?: OpenPageOptions): Promise<OpenPage>;
  stop(): Promise<void>;
}

/** For a chain and a store at these addresses; nobody needs to be there. */
export const trialConfig = (rpcUrl = 'http://127.0.0.1:9', pinNode = 'http://127.0.0.1:9'): SiteConfig =>
  siteConfig([localNetwork({ chain: { url: rpcUrl, chainId: 31_337 }, contracts: {}, pinNodes: [pinNode] })]);

export async function openTrial(config = trialConfig()): Promise<Trial> {
  const page = await buildPage({ root: TRIAL_ROOT, quiet: true });
  const site = await servePage({ page, config, circuits: [], port: 0 });
  const browser = await launchBrowser();
  const allowed = config.networks.flatMap(({ rpcUrl, pinNodes }) => [rpcUrl, ...pinNodes]);
  return {
    url: site.url,
    browser,
    openPage: (options) => openPage(browser, { url: site.url, allowed }, options),
    async stop() {
      await browser.close();
      await site.stop();
    },
  };
}
