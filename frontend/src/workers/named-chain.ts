// The chain of the page, by its id: viem asks a wallet where it is before it sends anything for a chain that has a name, and
// for one that has none it does not.
import { type Chain, defineChain } from 'viem';

export interface NamedChain {
  readonly chainId: number;
  readonly rpcUrl: string;
  readonly name?: string;
  readonly currency?: string;
}

export const namedChain = ({ chainId, rpcUrl, name = `Chain ${chainId}`, currency = 'ETH' }: NamedChain): Chain =>
  defineChain({
    id: chainId,
    name,
    nativeCurrency: { name: currency, symbol: currency, decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
