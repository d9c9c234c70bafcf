// A DAG as a CAR, block by block: depth first, each block once, so that memory holds one block and the names of the others.

import * as dagCbor from '@ipld/dag-cbor';
import { errorCode, linksOf, pinError } from '@tacit/sdk';
import { varint } from 'multiformats';
import type { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { LIMITS } from './limits.ts';
import type { PinStore } from './pin-store.ts';

export type Scope = 'all' | 'block';

const missing = (cid: CID) => pinError('BLOB_MISSING', `${cid} is not here, or not all of it`, { cid: `${cid}` });

/**
 * Every CID of a DAG once, depth first; links of a block in their order. No more of them than an upload may have: blocks read
 * by another codec than they came with could lead through all that is here.
 */
async function* walk(store: PinStore, root: CID, scope: Scope): AsyncGenerator<CID> {
  const seen = new Set<string>();
  const stack = [root];
  for (let cid = stack.pop(); cid; cid = stack.pop()) {
    const key = cid.toString();
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > LIMITS.blocks) throw missing(root);
    yield cid;
    if (scope === 'block' || cid.code === raw.code) continue;
    const bytes = await store.read(cid);
    if (!bytes) throw missing(cid);
    stack.push(...linksUnder(cid, bytes).reverse());
  }
}

/** A CID may name any block by any codec: what cannot be read by it is no DAG that was uploaded here. */
function linksUnder(cid: CID, bytes: Uint8Array): CID[] {
  try {
    return linksOf({ cid, bytes });
  } catch (error) {
    if (errorCode(error) === 'BLOCK_INVALID') throw missing(cid);
    throw error;
  }
}

/** BLOB_MISSING unless all of it is here; to be asked before the first byte is sent. */
export async function checkComplete(store: PinStore, root: CID, scope: Scope): Promise<void> {
  for await (const cid of walk(store, root, scope)) {
    if ((await store.sizeOf(cid)) === undefined) throw missing(cid);
  }
}

const prefix = (length: number): Uint8Array => varint.encodeTo(length, new Uint8Array(varint.encodingLength(length)));

export async function* carOf(store: PinStore, root: CID, scope: Scope): AsyncGenerator<Uint8Array> {
  const header = dagCbor.encode({ roots: [root], version: 1 });
  yield prefix(header.length);
  yield header;
  for await (const cid of walk(store, root, scope)) {
    const bytes = await store.read(cid);
    if (!bytes) throw missing(cid);
    yield prefix(cid.bytes.length + bytes.length);
    yield cid.bytes;
    yield bytes;
  }
}
