import { firstOf, type StoreFailure } from './first-of.ts';
import { pause, stoppable } from './retries.ts';
import type { BlobKeeper, BlobStore } from './types.ts';

export interface ReplicatedOptions {
  /** What it does not keep is not kept. */
  readonly primary: BlobStore;
  /** Stores, or services that fetch: as good as they go. */
  readonly replicas: readonly (BlobKeeper & Partial<Pick<BlobStore, 'getBlock'>>)[];
  readonly onFailure?: (failure: StoreFailure) => void;
  /** How long `put` waits for replicas once the primary has it; they go on behind it. */
  readonly waitMs?: number;
  /** As for `firstOf`. */
  readonly hedgeMs?: number;
}

/** One store that must keep what it is given, and others that should; read from whichever has it. */
export function replicatedStore(options: ReplicatedOptions): BlobStore {
  const { primary, replicas, onFailure, waitMs = 10_000 } = options;
  const readers = replicas.filter((replica): replica is BlobStore => replica.getBlock !== undefined);
  const { name, getBlock } = firstOf([primary, ...readers], options);
  return {
    name,
    getBlock,
    async put(dag, { signal, onProgress } = {}) {
      await primary.put(dag, { ...(signal && { signal }), ...(onProgress && { onProgress }) });
      const copying = replicas.map(async (replica) => {
        try {
          await replica.put(dag, signal ? { signal } : {});
        } catch (error) {
          if (!signal?.aborted) onFailure?.({ store: replica.name, cid: dag.root.toString(), error });
        }
      });
      const patience = stoppable(signal);
      try {
        await Promise.race([Promise.all(copying), pause(waitMs, patience.signal).catch(() => {})]);
      } finally {
        patience.release();
        patience.stop();
      }
    },
  };
}
