// What a keyholder is started with, and what it opens at its start.
import { join } from 'node:path';
import {
  type Artifacts,
  type BlobReader,
  type BlobStore,
  type Clients,
  firstOf,
  type KeyPair,
  type Prover,
  type Randomness,
  snarkjsProver,
  systemRandomness,
} from '@tacit/sdk';
import { findTaskArtifacts } from '@tacit/sdk/node';
import type { Metrics } from '../role.ts';
import { cachedReader } from '../watching/blob-cache.ts';
import type { Finality } from '../watching/heads.ts';
import { keyholderMetrics } from './metrics.ts';
import type { Tools } from './parts.ts';
import type { Hex } from './state.ts';

export interface KeyholderRoleConfig {
  /** A folder of its own: what was fetched, and, if `releases` names no other, what was released. */
  readonly state: string;
  /**
   * The records of what was released: one folder for one key, wherever the key is used. Who loses it after a release must
   * not run from an older copy on a chain without finality.
   */
  readonly releases?: string;
  readonly clients: Clients;
  readonly chainId: number;
  /** The contract Training. */
  readonly contract: Hex;
  /** Where to begin to read events: the contract's block, or any before it. */
  readonly fromBlock?: bigint;
  readonly keys: KeyPair;
  /** Takes sums and models, and is asked first. */
  readonly store: BlobStore;
  /** Asked in turn for what the store does not have. */
  readonly readers?: readonly BlobReader[];
  readonly tasks: 'all' | readonly Hex[];
  /** When a freeze is final: when the node says so, or with so many blocks on top. */
  readonly finality: Finality;
  readonly pollMs: number;
  readonly finalise: boolean;
  /** Who gets the reward for finalising; the account itself if it is left out. */
  readonly beneficiary?: Hex;
  readonly finaliseStaggerMs: number;
  /** How long the next member in turn waits before it does what anybody may; a third of the finaliser's if left out. */
  readonly staggerMs?: number;
  /** How long an envelope or a sum may be missing before its bytes are demanded, for a bond. */
  readonly patienceMs?: number;
  /** Whether to burn, settle and close what is over. */
  readonly housekeeping?: boolean;
  /** The first pause after a failure. */
  readonly retryMs?: number;
  /** How long one look for bytes may take. */
  readonly fetchMs?: number;
  readonly artifactsOf?: Tools['artifactsOf'];
  readonly prover?: Prover;
  readonly randomness?: Randomness;
  readonly now?: () => number;
}

const [PATIENCE_MS, RETRY_MS, FETCH_MS] = [15_000, 1_000, 30_000];

export const policyOf = (config: KeyholderRoleConfig) => ({
  finalise: config.finalise,
  housekeeping: config.housekeeping ?? true,
  staggerMs: config.staggerMs ?? Math.ceil(config.finaliseStaggerMs / 3),
  finaliseStaggerMs: config.finaliseStaggerMs,
  patienceMs: config.patienceMs ?? PATIENCE_MS,
});

/** Each key once: a proving key is megabytes. */
function remembering(find: Tools['artifactsOf']): Tools['artifactsOf'] {
  const found = new Map<bigint, Promise<Artifacts>>();
  return (task) => {
    const known = found.get(task.keyHash) ?? find(task);
    found.set(task.keyHash, known);
    known.catch(() => found.delete(task.keyHash));
    return known;
  };
}

export async function openTools(
  config: KeyholderRoleConfig,
  { metrics, signal }: { readonly metrics: Metrics; readonly signal: AbortSignal },
): Promise<{ readonly tools: Tools; readonly close: () => Promise<void> }> {
  const { clients, store, readers = [] } = config;
  const reader = await cachedReader(join(config.state, 'blobs'), firstOf([store, ...readers]));
  let own: ReturnType<typeof snarkjsProver> | undefined;
  const tools: Tools = {
    clients,
    chainId: config.chainId,
    contract: config.contract,
    fromBlock: config.fromBlock ?? 0n,
    keys: config.keys,
    store,
    reader,
    releases: config.releases ?? join(config.state, 'releases'),
    artifactsOf: remembering(config.artifactsOf ?? findTaskArtifacts),
    prover: () => {
      if (config.prover) return config.prover;
      own ??= snarkjsProver();
      return own;
    },
    randomness: config.randomness ?? systemRandomness,
    beneficiary: config.beneficiary ?? clients.walletClient.account.address,
    retryMs: config.retryMs ?? RETRY_MS,
    fetchMs: config.fetchMs ?? FETCH_MS,
    // For how long something lasts: whoever sets the machine's clock must not make it wait, or hurry.
    now: config.now ?? (() => performance.timeOrigin + performance.now()),
    signal,
    metrics: keyholderMetrics(metrics),
  };
  return { tools, close: async () => await own?.close() };
}
