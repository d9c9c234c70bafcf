// The network that the page looks at, and how it reads from it. Nothing here needs a wallet.
import { addressOf, type BlobReader, type ContractName, type ReadClient } from '@tacit/sdk';
import { createContext, useContext } from 'react';
import { type Address, createClient, http } from 'viem';
import { namedChain } from '../workers/named-chain.ts';
import type { Site, SiteNetwork } from './site.ts';

export interface Network extends SiteNetwork {
  readonly site: Site;
  /** Reads by the site's own node, whatever chain the wallet is on. */
  readonly reader: ReadClient;
  /** Reads blocks by their hashes, from whichever pin node has them. */
  readonly blobs: BlobReader;
  /** Refuses a contract that is not deployed here (DEPLOYMENT_INCOMPLETE). */
  contract(name: ContractName): Address;
}

/** Reading blocks takes code that no first look at the page needs. */
function lazyReader(pinNodes: readonly string[]): BlobReader {
  const loaded = async (): Promise<BlobReader> => {
    const { firstOf, gatewayReader } = await import('./blob-reading.ts');
    return firstOf(pinNodes.map((url) => gatewayReader(url)));
  };
  let reader: Promise<BlobReader> | undefined;
  return {
    name: pinNodes.join(', '),
    getBlock: async (cid, options) => {
      reader ??= loaded();
      return await (await reader).getBlock(cid, options);
    },
  };
}

export function openNetwork(site: Site, network: SiteNetwork): Network {
  const { rpcUrl, pinNodes, deployment } = network;
  return {
    ...network,
    site,
    reader: createClient({
      chain: namedChain(network),
      transport: http(rpcUrl, { batch: true, retryCount: 2 }),
      pollingInterval: 2000,
    }),
    blobs: lazyReader(pinNodes),
    contract: (name) => addressOf(deployment, name),
  };
}

export const NetworkContext = createContext<Network | undefined>(undefined);

export function useNetwork(): Network {
  const network = useContext(NetworkContext);
  if (!network) throw new Error('useNetwork outside of the page');
  return network;
}
