import { storageError } from '../errors/index.ts';
import { codecOf, isBlock } from './blocks.ts';
import type { BlobStore } from './types.ts';

export interface MemoryStore extends BlobStore {
  /** Loses a block, as a store may. */
  forget(cid: { toString(): string }): void;
  readonly blocks: number;
}

/** A store that is gone with its process: for tests, and for what one process says to itself. */
export function memoryStore(name = 'memory'): MemoryStore {
  const kept = new Map<string, Uint8Array>();
  return {
    name,
    get blocks() {
      return kept.size;
    },
    async put({ blocks }, { signal, onProgress } = {}) {
      signal?.throwIfAborted();
      const total = blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);
      for (const block of blocks) {
        if (!(await isBlock(block))) {
          throw storageError('BLOCK_INVALID', `the bytes do not hash to ${block.cid}`, { cid: block.cid.toString() });
        }
      }
      signal?.throwIfAborted();
      for (const { cid, bytes } of blocks) kept.set(cid.toString(), Uint8Array.from(bytes));
      onProgress?.(total, total);
    },
    async getBlock(cid, { signal } = {}) {
      signal?.throwIfAborted();
      codecOf(cid);
      const bytes = kept.get(cid.toString());
      return bytes && Uint8Array.from(bytes);
    },
    forget(cid) {
      kept.delete(cid.toString());
    },
  };
}
