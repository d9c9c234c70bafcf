import type { CID } from 'multiformats/cid';
import { storageError } from '../errors/index.ts';
import { aborted, pause, stoppable } from './retries.ts';
import type { BlobReader } from './types.ts';

export interface StoreFailure {
  readonly store: string;
  readonly cid: string;
  readonly error: unknown;
}

export interface FirstOfOptions {
  /** Asks the next reader, too, when one has not answered for so long; otherwise one after the other. */
  readonly hedgeMs?: number;
  /** Told of each reader that lied, refused or could not be reached, whatever the others say. */
  readonly onFailure?: (failure: StoreFailure) => void;
}

/**
 * Asks readers in their order, and gives the first block that one of them has. Nobody has it: undefined if any of them
 * says so, and else the first failure.
 */
export function firstOf(readers: readonly BlobReader[], options: FirstOfOptions = {}): BlobReader {
  const [only] = readers;
  if (!only) throw storageError('STORE_REFUSED', 'there is no store to read from');
  const name = readers.map((reader) => reader.name).join(', ');
  return { name, getBlock: (cid, { signal } = {}) => readFirst(readers, cid, options, signal) };
}

/** Resolves when `promise` is settled in any way. */
const settled = (promise: Promise<unknown>): Promise<void> =>
  promise.then(
    () => {},
    () => {},
  );

async function readFirst(
  readers: readonly BlobReader[],
  cid: CID,
  { hedgeMs, onFailure }: FirstOfOptions,
  outer: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  const { signal, stop, release } = stoppable(outer);
  const failures: unknown[] = [];
  const asked: Promise<void>[] = [];
  let found: Uint8Array | undefined;
  const ask = async (reader: BlobReader): Promise<void> => {
    try {
      const bytes = await reader.getBlock(cid, { signal });
      if (bytes === undefined || found) return;
      found = bytes;
      // The others need not go on.
      stop();
    } catch (error) {
      if (signal.aborted) return;
      failures.push(error);
      onFailure?.({ store: reader.name, cid: cid.toString(), error });
    }
  };
  try {
    for (const reader of readers) {
      if (signal.aborted) break;
      const asking = ask(reader);
      asked.push(asking);
      const patience = hedgeMs === undefined ? aborted(signal) : settled(pause(hedgeMs, signal));
      await Promise.race([asking, patience]);
    }
    await Promise.race([Promise.all(asked), aborted(signal)]);
  } finally {
    release();
    stop();
  }
  outer?.throwIfAborted();
  if (!found && failures.length === readers.length) throw failures[0];
  return found;
}
