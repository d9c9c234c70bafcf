// Helia on disk, offline: DAGs are kept whole or not at all, whatever happens in between.
//
// A DAG goes in by four steps: a note of what is about to be written, flushed; the blocks, each flushed; Helia's pin, whose
// metadata say who uploaded it and what it takes; and the note's removal, which flushes the database's log and with it the pin.
// What a crash leaves between two steps is seen from the note at the next start: with all blocks there the pin is made, else
// the blocks go. Helia's own walk of a DAG is not used: it reads every path instead of every block, of which a few small
// blocks can make 2^60, and it ends the process when a block is missing.
import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import * as dagCbor from '@ipld/dag-cbor';
import { type Dag, errorCode, pinError } from '@tacit/sdk';
import { LevelDatastore } from 'datastore-level';
import { createHeliaLight, type GraphNode, type Helia } from 'helia';
import { CID } from 'multiformats/cid';
import type { Log } from '../role.ts';
import { DurableBlockstore } from './durable-blockstore.ts';

export interface Pinned {
  readonly uploader: string;
  /** What the DAG's blocks take on a disk. */
  readonly bytes: number;
}

export interface PinStore {
  readonly helia: Helia;
  /** `again` when it was pinned before, whoever did; blocks that the disk has lost or damaged meanwhile are mended. */
  keep(dag: Dag, owner: Pinned): Promise<'new' | 'again'>;
  pinned(root: CID): Promise<Pinned | undefined>;
  pins(): AsyncIterable<Pinned & { readonly root: CID }>;
  /** Verified; undefined if it is not here, without asking anybody. */
  read(cid: CID): Promise<Uint8Array | undefined>;
  sizeOf(cid: CID): Promise<number | undefined>;
  /** Throws when disk or database do not answer. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

interface Parts {
  readonly helia: Helia;
  readonly blocks: DurableBlockstore;
  readonly data: LevelDatastore;
  readonly log: Log;
}

interface Note extends Pinned {
  readonly root: CID;
  readonly blocks: readonly CID[];
}

const NOTES = '/tacit/upload/';
const WRITERS = 8;
/** Left to the database and its log, which do not recover from a full disk without a restart. */
const SPARE_BYTES = 16 * 2 ** 20;
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

async function eachOf<T>(items: readonly T[], workers: number, work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  const run = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  // All of them end before a failure is told: nothing may be written after what was written has been taken back.
  const ends = await Promise.allSettled(Array.from({ length: workers }, run));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function writeNote({ data }: Parts, { root, uploader, bytes, blocks }: Note): Promise<void> {
  const text = JSON.stringify({ uploader, bytes, blocks: blocks.map(String) });
  await data.db.put(`${NOTES}${root}`, new TextEncoder().encode(text), { sync: true });
}

const dropNote = ({ data }: Parts, root: CID): Promise<void> => data.db.del(`${NOTES}${root}`, { sync: true });

function readNote(key: string, value: Uint8Array): Note {
  try {
    const { uploader, bytes, blocks } = JSON.parse(new TextDecoder().decode(value)) as Record<string, unknown>;
    if (typeof uploader === 'string' && typeof bytes === 'number' && Array.isArray(blocks)) {
      const root = CID.parse(key.slice(NOTES.length));
      return { root, uploader, bytes, blocks: blocks.map((block) => CID.parse(String(block))) };
    }
  } catch {}
  throw pinError('PIN_STATE_INVALID', "the pin node's note of an upload is damaged", { key });
}

async function pinnedBy({ helia }: Parts, root: CID): Promise<Pinned | undefined> {
  const pin = await helia.pins.get(root).catch((error: Error) => {
    if (error.name === 'NotFoundError') return undefined;
    throw error;
  });
  return pin && ownerOf(pin.metadata);
}

const ownerOf = ({ uploader, bytes }: Record<string, unknown>): Pinned => ({
  uploader: String(uploader ?? ''),
  bytes: Number(bytes ?? 0),
});

/** Blocks are verified and all there, so nothing is read and no link is followed: each is named once. */
async function pin({ helia }: Parts, { root, uploader, bytes, blocks }: Note): Promise<void> {
  async function* walk(): AsyncGenerator<GraphNode> {
    for (const cid of blocks) yield { block: { cid }, depth: 0, path: [] } as unknown as GraphNode;
  }
  const metadata = { uploader, bytes, pinnedAt: Math.floor(Date.now() / 1000) };
  try {
    for await (const _ of helia.pins.add(root, { metadata, walker: () => ({ walk: walk as never }) }));
  } catch (error) {
    if ((error as Error).name !== 'AlreadyPinnedError') throw error;
  }
}

/** Takes back blocks that no pin has. Only before the note's own pin was begun. */
async function undo(parts: Parts, note: Note): Promise<void> {
  for (const cid of note.blocks) {
    if (!(await parts.helia.pins.isPinned(cid))) await parts.blocks.delete(cid);
  }
  await dropNote(parts, note.root);
}

async function isWhole({ blocks }: Parts, note: Note): Promise<boolean> {
  for (const cid of note.blocks) {
    const bytes = await blocks.read(cid).catch((error: unknown) => {
      if (errorCode(error) === 'PIN_STATE_INVALID') return undefined;
      throw error;
    });
    if (!bytes) return false;
  }
  return true;
}

async function recover(parts: Parts): Promise<void> {
  const notes: Note[] = [];
  for await (const [key, value] of parts.data.db.iterator({ gte: NOTES, lt: `${NOTES}~` })) {
    notes.push(readNote(key, value));
  }
  for (const note of notes) {
    const whole = (await pinnedBy(parts, note.root)) !== undefined || (await isWhole(parts, note));
    if (whole) {
      await pin(parts, note);
      await dropNote(parts, note.root);
    } else await undo(parts, note);
    const { uploader, bytes } = note;
    parts.log.info(whole ? 'upload-completed' : 'upload-undone', { cid: `${note.root}`, address: uploader, bytes });
  }
}

async function mend({ blocks }: Parts, dag: Dag): Promise<void> {
  await eachOf(dag.blocks, WRITERS, async ({ cid, bytes }) => {
    const there = await blocks.read(cid).catch(() => undefined);
    if (!there) await blocks.put(cid, bytes);
  });
}

async function checkRoom({ blocks }: Parts, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(blocks.path);
  if (bavail * bsize < bytes + SPARE_BYTES) throw pinError('PIN_FULL', 'the disk is nearly full');
}

async function keep(parts: Parts, dag: Dag, owner: Pinned): Promise<'new' | 'again'> {
  if (await pinnedBy(parts, dag.root)) {
    await mend(parts, dag);
    return 'again';
  }
  await checkRoom(parts, owner.bytes);
  const note: Note = { ...owner, root: dag.root, blocks: dag.blocks.map(({ cid }) => cid) };
  await writeNote(parts, note);
  try {
    await mend(parts, dag);
  } catch (error) {
    await undo(parts, note);
    if (!FULL.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw pinError('PIN_FULL', 'the disk is full');
  }
  await pin(parts, note);
  await dropNote(parts, note.root);
  return 'new';
}

/** One at a time, in the order of asking. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}

export interface OpenOptions {
  readonly folder: string;
  readonly log: Log;
  /** Gives Helia a network; without it, it has none. */
  readonly connect?: (helia: Helia) => Helia;
}

async function openParts({ folder, log, connect }: OpenOptions): Promise<Parts> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const data = new LevelDatastore(join(folder, 'data'));
  // The database lets one process in: until it has, nothing else of the folder is touched.
  await data.open().catch((error: Error) => {
    const message = `the pin node's folder ${folder} is in another's use, or damaged`;
    throw pinError('PIN_STATE_INVALID', message, { reason: error.message });
  });
  const blocks = new DurableBlockstore(folder);
  try {
    await blocks.open();
    const offline = createHeliaLight({ blockstore: blocks, datastore: data, codecs: [dagCbor] });
    const parts: Parts = { helia: connect?.(offline) ?? offline, blocks, data, log };
    await recover(parts);
    await parts.helia.start();
    return parts;
  } catch (error) {
    await data.close();
    throw error;
  }
}

export async function openPinStore(options: OpenOptions): Promise<PinStore> {
  const parts = await openParts(options);
  const { helia, blocks, data } = parts;
  const inTurn = queue();
  return {
    helia,
    // One at a time: Helia counts a block's pins by reading, adding and writing.
    keep: (dag, owner) => inTurn(() => keep(parts, dag, owner)),
    pinned: (root) => pinnedBy(parts, root),
    async *pins() {
      for await (const { cid, metadata } of helia.pins.ls()) yield { root: cid, ...ownerOf(metadata) };
    },
    read: (cid) => blocks.read(cid),
    sizeOf: (cid) => blocks.sizeOf(cid),
    probe: async () => {
      await statfs(blocks.path);
      await data.db.get('/version');
    },
    close: () =>
      inTurn(async () => {
        await helia.stop();
        await data.close();
      }),
  };
}
