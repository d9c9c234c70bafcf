// Wallets that announce themselves (EIP-6963), and no others: nothing is loaded from anywhere for them.
import type { Chain } from 'viem';
import { type Config, createConfig, createStorage, http } from 'wagmi';
import { namedChain } from '../workers/named-chain.ts';
import type { SiteNetwork } from './site.ts';

const chainOf = ({ explorer, ...network }: SiteNetwork): Chain => ({
  ...namedChain(network),
  ...(explorer && { blockExplorers: { default: { name: 'Explorer', url: explorer } } }),
});

export function walletConfig(networks: readonly SiteNetwork[]): Config {
  const chains = networks.map(chainOf) as [Chain, ...Chain[]];
  return createConfig({
    chains,
    transports: Object.fromEntries(networks.map(({ chainId, rpcUrl }) => [chainId, http(rpcUrl, { batch: true })])),
    // Only which wallet was connected last.
    storage: createStorage({ storage: window.localStorage, key: 'tacit' }),
  });
}
