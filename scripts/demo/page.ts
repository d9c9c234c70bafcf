// The page of a demonstration: built beside everything else, and served as soon as there is something to see.

import type { LocalServices } from '../network/network.ts';
import { type BuiltPage, buildPage } from '../page/build-page.ts';
import { builtCircuits } from '../page/circuits.ts';
import { localNetwork, type SiteConfig, siteConfig } from '../page/config.ts';
import { type ServedPage, servePage } from '../page/serve-page.ts';
import type { DemoOptions } from './options.ts';
import type { Say } from './view.ts';

/** Funded accounts for people with a wallet. */
export const GUESTS = 4;

export interface DemoPage {
  /** Begins to, and waits for nothing. */
  readonly serve: (services: LocalServices) => void;
  /** Once it is served; undefined where nobody wanted it. Throws what it failed with. */
  url(): Promise<string | undefined>;
  stop(): Promise<void>;
}

const configOf = ({ chain, contracts, pinNode }: LocalServices): SiteConfig =>
  siteConfig([localNetwork({ chain, contracts: contracts.deployment.addresses, pinNodes: [pinNode.url] })]);

export function preparePage({ page: wanted, port }: DemoOptions, say: Say): DemoPage {
  const built = wanted ? buildPage() : undefined;
  let served: Promise<ServedPage> | undefined;
  // It is awaited when somebody is told of the page; until then its failure waits.
  built?.catch(() => {});
  const start = async (page: Promise<BuiltPage>, services: LocalServices): Promise<ServedPage> => {
    const place = port === undefined ? {} : { port };
    const site = await servePage({ page: await page, config: configOf(services), circuits: builtCircuits(), ...place });
    say(`  page      ${site.url}`);
    return site;
  };
  return {
    serve(services) {
      if (!built) return;
      served = start(built, services);
      served.catch(() => {});
    },
    url: async () => (await served)?.url,
    stop: async () => {
      const site = await served?.catch(() => undefined);
      await site?.stop();
    },
  };
}
