// What every action of a worker works with.
import type { BlobStore, Clients } from '@tacit/sdk';
import type { Log } from '../role.ts';
import type { KeptResults } from './kept-results.ts';
import type { Memory } from './memory.ts';
import type { ComputeMetrics } from './metrics.ts';
import type { SaltOf } from './salts.ts';
import type { Hex, Policy } from './state.ts';
import type { WorkParts } from './work.ts';

export interface Tools {
  readonly clients: Clients;
  readonly chainId: number;
  /** The contract InferenceMarket. */
  readonly market: Hex;
  readonly fromBlock: bigint;
  readonly account: Hex;
  /** What users are told where its HTTP is. */
  readonly url: string;
  readonly store: BlobStore;
  readonly work: WorkParts;
  readonly mostWorks: number;
  readonly kept: KeptResults;
  readonly saltOf: SaltOf;
  readonly memory: Memory;
  readonly policy: Policy;
  readonly retryMs: number;
  readonly now: () => number;
  /** Looks again at once. */
  readonly wake: () => void;
  readonly signal: AbortSignal;
  readonly metrics: ComputeMetrics;
  readonly log: Log;
}
