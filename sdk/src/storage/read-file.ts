// Whole blobs out of any reader. ipfs-unixfs-exporter is not used: a file whose inner nodes contradict each other makes
// it reject a promise that nobody awaits, which ends a Node process; and it asks for all parts of a node at once.
import type { CID } from 'multiformats/cid';
import { storageError } from '../errors/index.ts';
import { codecOf, verified } from './blocks.ts';
import { stoppable } from './retries.ts';
import type { BlobReader, Block } from './types.ts';
import { type FilePart, readFileNode } from './unixfs-file.ts';

export interface ReadFileOptions {
  /** Bytes of the blob, at most. */
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/** 1024 links a node: eight levels are more than any file has. */
const MAX_DEPTH = 8;
const MAX_BLOCKS = 2 ** 16;
/** Parts that are asked for while the one before is on its way. */
const AHEAD = 6;

type Load = (cid: CID) => Promise<Block | undefined>;

const tooLarge = (cid: CID, limit: number) =>
  storageError('BLOB_TOO_LARGE', `${cid} has more than the ${limit} bytes that are read here`, {
    cid: cid.toString(),
    limit,
  });

/**
 * The bytes of a raw or dag-cbor block, or of a UnixFS file; undefined if the reader does not have it. A file of which it
 * has some blocks only is DAG_INCOMPLETE.
 */
export async function readFile(
  reader: BlobReader,
  cid: CID,
  { limit, signal: outer }: ReadFileOptions,
): Promise<Uint8Array | undefined> {
  const codec = codecOf(cid);
  const { signal, stop, release } = stoppable(outer);
  let loads = 0;
  const load: Load = async (wanted) => {
    if (++loads > MAX_BLOCKS) throw tooLarge(cid, limit);
    const bytes = await reader.getBlock(wanted, { signal });
    return bytes && { cid: wanted, bytes: await verified(reader.name, wanted, bytes) };
  };
  try {
    const root = await load(cid);
    if (!root) return undefined;
    const size = codec === 'dag-pb' ? readFileNode(root).size : root.bytes.length;
    if (size > limit) throw tooLarge(cid, limit);
    if (codec !== 'dag-pb') return root.bytes;
    const file = new Uint8Array(size);
    await fill(file, root, load, 1);
    return file;
  } finally {
    release();
    stop();
  }
}

const contradiction = (cid: CID) =>
  storageError('BLOCK_INVALID', `${cid} is not the part of a file that its parent says`, { cid: cid.toString() });

/** Writes what is below a block; `target` is as long as the parent says. */
async function fill(target: Uint8Array, block: Block, load: Load, depth: number): Promise<void> {
  const codec = codecOf(block.cid);
  if (codec === 'dag-cbor' || depth > MAX_DEPTH) throw contradiction(block.cid);
  if (codec === 'raw') {
    if (block.bytes.length !== target.length) throw contradiction(block.cid);
    target.set(block.bytes);
    return;
  }
  const { size, data, parts } = readFileNode(block);
  if (size !== target.length) throw contradiction(block.cid);
  target.set(data);
  let at = data.length;
  for await (const { part, child } of loadAhead(parts, load)) {
    await fill(target.subarray(at, at + part.size), child, load, depth + 1);
    at += part.size;
  }
}

async function* loadAhead(
  parts: readonly FilePart[],
  load: Load,
): AsyncGenerator<{ readonly part: FilePart; readonly child: Block }> {
  const waiting: Promise<Block | undefined>[] = [];
  const askFor = (k: number): void => {
    const part = parts[k];
    if (!part) return;
    const loading = load(part.cid);
    // Whichever fails first is told; the others must not reject unheard.
    loading.catch(() => {});
    waiting.push(loading);
  };
  for (let k = 0; k < AHEAD; k++) askFor(k);
  for (const [k, part] of parts.entries()) {
    const child = await waiting.shift();
    if (!child) {
      throw storageError('DAG_INCOMPLETE', `the part ${part.cid} of a file is not there`, { cid: part.cid.toString() });
    }
    askFor(k + AHEAD);
    yield { part, child };
  }
}
