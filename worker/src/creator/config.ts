// What a creator is started with.
import type { BlobStore, Clients, Network, Randomness, SealingKeys } from '@tacit/sdk';
import type { Finality } from '../watching/heads.ts';

export type Hex = `0x${string}`;

/** One of the creator's own offers, and what it keeps to itself. */
export interface OwnOffer {
  readonly offer: Hex;
  /** The last layers. */
  readonly tail: Network;
}

export interface CreatorRoleConfig {
  readonly clients: Clients;
  readonly chainId: number;
  /** The contract InferenceMarket. */
  readonly contract: Hex;
  /** Where to begin to read events: the contract's block, or any before it. */
  readonly fromBlock?: bigint;
  readonly keys: SealingKeys;
  readonly offers: readonly OwnOffer[];
  /** Has what users hand over, and takes answers. */
  readonly store: BlobStore;
  readonly finality: Finality;
  readonly pollMs: number;
  /** Takes earnings out above this; never by itself without it. */
  readonly claimAbove?: bigint | undefined;
  /** The first pause after a failure. */
  readonly retryMs?: number;
  /** How long one look for bytes may take. */
  readonly fetchMs?: number;
  /** How long to wait for what the account has sent, and nobody knows what it is. */
  readonly patienceMs?: number;
  readonly randomness?: Randomness;
  readonly now?: () => number;
}
