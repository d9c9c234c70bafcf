// Bytes as blocks. Everything that decides a CID is said here rather than left to a library's defaults.
import { importBytes, type WritableStorage } from 'ipfs-unixfs-importer';
import { fixedSize } from 'ipfs-unixfs-importer/chunker';
import { balanced } from 'ipfs-unixfs-importer/layout';
import type { CID } from 'multiformats/cid';
import { storageError } from '../errors/index.ts';
import { cidOf, linksOf, MAX_BLOCK_BYTES } from './blocks.ts';
import type { Block, Dag } from './types.ts';

/** As `unixfs-v1-2025` of IPIP-499 has it, and so the same CIDs as Kubo's and Helia's for the same file. */
export const CHUNK_BYTES = 2 ** 20;
const MAX_CHILDREN = 1024;

const layout = () => ({
  cidVersion: 1 as const,
  rawLeaves: true,
  reduceSingleLeafToSelf: true,
  wrapWithDirectory: false,
  fieldOrder: 'links-first' as const,
  chunker: fixedSize({ chunkSize: CHUNK_BYTES }),
  layout: balanced({ maxChildrenPerNode: MAX_CHILDREN }),
});

/** A file as UnixFS; what fits into one chunk is one raw block. The same bytes always have the same CID. */
export async function fileDag(bytes: Uint8Array): Promise<Dag> {
  const blocks = new Map<string, Block>();
  const store: WritableStorage = {
    put: (cid: CID, value: unknown) => {
      blocks.set(cid.toString(), { cid, bytes: Uint8Array.from(value as Uint8Array) });
      return cid;
    },
  };
  const { cid } = await importBytes(bytes, store, layout());
  return { root: cid, blocks: rootFirst(cid, blocks) };
}

/** In the order in which a reader meets them: depth first, from the root. */
function rootFirst(root: CID, blocks: ReadonlyMap<string, Block>): Block[] {
  const ordered = new Set<Block>();
  const stack = [root];
  while (stack.length > 0) {
    const block = blocks.get(`${stack.pop()}`);
    if (!block || ordered.has(block)) continue;
    ordered.add(block);
    stack.push(...linksOf(block).reverse());
  }
  return [...ordered];
}

/** Bytes that are one block; of dag-cbor, one that leads nowhere, as all of ours do. */
export async function blockDag(codec: 'raw' | 'dag-cbor', bytes: Uint8Array): Promise<Dag> {
  if (bytes.length > MAX_BLOCK_BYTES) {
    throw storageError('BLOCK_TOO_LARGE', `a block has at most ${MAX_BLOCK_BYTES} bytes, not ${bytes.length}`);
  }
  const block = { cid: await cidOf(codec, bytes), bytes: Uint8Array.from(bytes) };
  if (linksOf(block).length > 0) {
    throw storageError('DAG_INCOMPLETE', 'a block on its own leads to no other');
  }
  return { root: block.cid, blocks: [block] };
}
