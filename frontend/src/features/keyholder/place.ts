// Where a keyholder works, as plain data that can be posted to a worker.
import type { Address } from 'viem';
import type { Network } from '../../app/network.ts';

export interface KeyholderPlace {
  readonly chainId: number;
  readonly rpcUrl: string;
  readonly fromBlock: bigint;
  readonly finality: 'finalized' | number;
  readonly pinNodes: readonly string[];
  /** Where circuits and their keys lie. */
  readonly circuits: string;
  readonly training: Address;
  readonly keyholders: Address;
  readonly registry: Address;
  readonly account: Address;
}

export const placeOf = (network: Network, account: Address): KeyholderPlace => ({
  chainId: network.chainId,
  rpcUrl: network.rpcUrl,
  fromBlock: network.fromBlock,
  finality: network.finality,
  pinNodes: network.pinNodes,
  circuits: network.site.circuits,
  training: network.contract('Training'),
  keyholders: network.contract('Keyholders'),
  registry: network.contract('CircuitRegistry'),
  account,
});
