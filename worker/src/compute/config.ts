// What a worker is started with, and what it opens at its start.
import { join } from 'node:path';
import { type BlobStore, type Clients, firstOf } from '@tacit/sdk';
import type { Log, Metrics } from '../role.ts';
import { cachedReader } from '../watching/blob-cache.ts';
import type { Finality } from '../watching/heads.ts';
import { openKeptResults } from './kept-results.ts';
import { openMaterials } from './materials.ts';
import { newMemory } from './memory.ts';
import { type ComputeMetrics, computeMetrics } from './metrics.ts';
import type { Tools } from './parts.ts';
import { openSalts } from './salts.ts';
import type { Hex, Policy } from './state.ts';
import { openThreadPool, type PoolEvent, type ThreadPool } from './thread-pool.ts';
import type { Limits } from './work.ts';

export interface ListenConfig {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The public origin that users sign in to; where it listens when it is left out. */
  readonly audience?: string | undefined;
  /** Origins of the pages that they sign in from. */
  readonly pages: readonly string[];
  readonly quotaBytes: number;
  readonly capacityBytes: number;
  readonly maxBlobBytes: number;
  readonly requestsPerMinute: number;
}

export interface ComputeRoleConfig extends Limits, Policy {
  /** A folder of its own: what was fetched, results that were committed to, and the key of the commitments. */
  readonly state: string;
  readonly clients: Clients;
  readonly chainId: number;
  /** The contract InferenceMarket. */
  readonly market: Hex;
  /** Where to begin to read events: the contract's block, or any before it. */
  readonly fromBlock?: bigint;
  /** Takes results, and is asked for everything else. */
  readonly store: BlobStore;
  readonly finality: Finality;
  readonly pollMs: number;
  readonly threads: number;
  readonly memoryBytes: number;
  readonly cacheBytes: number;
  readonly listen?: ListenConfig | undefined;
  /** The first pause after a failure. */
  readonly retryMs?: number;
  /** How long one blob may take to come, or to go. */
  readonly fetchMs?: number;
  /** The threads' program. */
  readonly threadEntry?: URL;
  readonly now?: () => number;
}

const [RETRY_MS, FETCH_MS] = [1_000, 30_000];

const count =
  (metrics: ComputeMetrics) =>
  (event: PoolEvent): void => {
    if (event.kind === 'cache') metrics.caches.add(1, { of: event.of, outcome: event.outcome });
    else metrics.threads.add(1, { event: event.kind, parameters: event.parameters });
  };

export interface Opening {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
  readonly wake: () => void;
  /** What users are told where its HTTP is; empty without one. */
  readonly url: string;
}

export async function openTools(
  config: ComputeRoleConfig,
  { log, metrics: registry, signal, wake, url }: Opening,
): Promise<{ readonly tools: Tools; readonly pool: ThreadPool }> {
  const { clients, chainId, market, store, state, fetchMs = FETCH_MS } = config;
  const metrics = computeMetrics(registry);
  const { threads, memoryBytes, jobSeconds, threadEntry } = config;
  const pool = openThreadPool({
    ...{ threads, memoryBytes, jobSeconds, onEvent: count(metrics) },
    ...(threadEntry && { entry: threadEntry }),
  });
  const reader = await cachedReader(join(state, 'blobs'), firstOf([store]), { maxBytes: config.cacheBytes });
  const materials = openMaterials({ reader, pool, chainId, market, fetchMs, signal });
  const tools: Tools = {
    ...{ clients, chainId, market, store, url, signal, log, metrics, wake },
    fromBlock: config.fromBlock ?? 0n,
    account: clients.walletClient.account.address,
    work: { materials, pool, store, storeMs: fetchMs, limits: config, metrics },
    // Some wait for bytes while others are evaluated.
    mostWorks: 2 * threads + 2,
    kept: await openKeptResults(join(state, 'results')),
    saltOf: await openSalts(state),
    memory: newMemory(),
    policy: config,
    retryMs: config.retryMs ?? RETRY_MS,
    // For how long something lasts: whoever sets the machine's clock must not make it wait, or hurry.
    now: config.now ?? (() => performance.timeOrigin + performance.now()),
  };
  return { tools, pool };
}
