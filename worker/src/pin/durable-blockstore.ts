// Blocks as files. FsBlockstore writes a block through one temporary name that all writers of it have in common, and flushes
// nothing: two uploads at once or a power failure could leave half a block behind. Here a block is whole and flushed, or absent.
import { mkdir, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pinError } from '@tacit/sdk';
import { FsBlockstore } from 'blockstore-fs';
import { NextToLast } from 'blockstore-fs/sharding';
import { equals } from 'multiformats/bytes';
import type { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';

type Bytes = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Flushes a folder's names. Windows opens no folders, and flushes names by itself. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function* chunksOf(bytes: Bytes): AsyncGenerator<Uint8Array> {
  if (bytes instanceof Uint8Array) yield bytes;
  else yield* bytes;
}

let drafts = 0;

export class DurableBlockstore extends FsBlockstore {
  readonly #sharding: NextToLast;
  readonly #drafts: string;

  constructor(folder: string) {
    const sharding = new NextToLast();
    super(join(folder, 'blocks'), { shardingStrategy: sharding });
    this.#sharding = sharding;
    this.#drafts = join(folder, 'drafts');
  }

  /** Drafts are of writers that are no more. */
  override async open(): Promise<void> {
    await super.open();
    await rm(this.#drafts, { recursive: true, force: true });
    await mkdir(this.#drafts, { recursive: true });
  }

  #pathOf(cid: CID): string {
    const { dir, file } = this.#sharding.encode(cid);
    return join(this.path, dir, file);
  }

  /** Resolves when the block would survive a power failure. Replaces a damaged one. */
  override async put(cid: CID, bytes: Bytes): Promise<CID> {
    const path = this.#pathOf(cid);
    const draft = join(this.#drafts, `${process.pid}-${++drafts}`);
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        for await (const chunk of chunksOf(bytes)) await file.writeFile(chunk);
        await file.sync();
      } finally {
        await file.close();
      }
      if (await mkdir(dirname(path), { recursive: true })) await flushFolder(this.path);
      await rename(draft, path);
      await flushFolder(dirname(path));
    } catch (error) {
      await unlink(draft).catch(() => undefined);
      throw error;
    }
    return cid;
  }

  /** The block, hashed anew; undefined if it is absent; PIN_STATE_INVALID when the disk gives other bytes than were written. */
  async read(cid: CID): Promise<Uint8Array | undefined> {
    const bytes = await readFile(this.#pathOf(cid)).catch((error: unknown) => {
      if (isAbsent(error)) return undefined;
      throw error;
    });
    if (bytes === undefined) return undefined;
    const { digest } = await sha256.digest(bytes);
    if (equals(digest, cid.multihash.digest)) return bytes;
    throw pinError('PIN_STATE_INVALID', `the block ${cid} was damaged on this node's disk`, { cid: `${cid}` });
  }

  /** A block's length without reading it; undefined if it is absent. */
  async sizeOf(cid: CID): Promise<number | undefined> {
    return stat(this.#pathOf(cid)).then(
      ({ size }) => size,
      (error: unknown) => {
        if (isAbsent(error)) return undefined;
        throw error;
      },
    );
  }
}
