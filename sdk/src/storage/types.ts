// What a store of content-addressed bytes is to the rest: everything it gives is checked before it is believed.
import type { CID } from 'multiformats/cid';

export interface Block {
  readonly cid: CID;
  readonly bytes: Uint8Array;
}

/** A root and everything that it leads to: complete, without anything else, each block hashing to its CID. */
export interface Dag {
  readonly root: CID;
  readonly blocks: readonly Block[];
}

export interface StoreOptions {
  readonly signal?: AbortSignal;
  /** Bytes on their way so far, of all. */
  readonly onProgress?: (sent: number, total: number) => void;
}

export interface BlobStore {
  /** For people and logs: never holds a password, a token or a query. */
  readonly name: string;
  /** Resolves when the store says that it keeps all of it. Storing twice is storing once. */
  put(dag: Dag, options?: StoreOptions): Promise<void>;
  /** A block that hashes to its CID; undefined if the store does not have it. STORE_LIED for any other bytes. */
  getBlock(cid: CID, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array | undefined>;
}

/** A store that keeps nothing itself. */
export type BlobReader = Pick<BlobStore, 'name' | 'getBlock'>;

/** Somewhere to keep a copy: a store, or a service that fetches what it is asked to keep. */
export type BlobKeeper = Pick<BlobStore, 'name' | 'put'>;
