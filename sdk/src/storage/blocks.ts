// The only CIDs and blocks that Tacit reads: version 1, sha2-256, and three codecs. One encoding for each value.
import * as dagCbor from '@ipld/dag-cbor';
import * as dagPb from '@ipld/dag-pb';
import { base32 } from 'multiformats/bases/base32';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as Digest from 'multiformats/hashes/digest';
import { sha256 } from 'multiformats/hashes/sha2';
import { storageError } from '../errors/index.ts';
import type { Block } from './types.ts';

export const CODECS = { raw: raw.code, 'dag-pb': dagPb.code, 'dag-cbor': dagCbor.code } as const;
export type Codec = keyof typeof CODECS;

/** What Bitswap and most nodes carry; ours are at most half of it. */
export const MAX_BLOCK_BYTES = 2 * 2 ** 20;
/** Version, codec, hash function, its length, and 32 bytes of hash: each of the first four fits into one byte. */
export const CID_BYTES = 36;

const NAMES = new Map<number, Codec>(Object.entries(CODECS).map(([name, code]) => [code, name as Codec]));
const DIGEST_BYTES = 32;

/** The codec of a CID that we read; CID_INVALID for all others, even where they are good IPFS. */
export function codecOf(cid: CID): Codec {
  const codec = NAMES.get(cid.code);
  const { code, digest } = cid.multihash;
  if (cid.version !== 1 || codec === undefined || code !== sha256.code || digest.length !== DIGEST_BYTES) {
    throw storageError('CID_INVALID', 'a CID is of version 1 here, sha2-256, and raw, dag-pb or dag-cbor');
  }
  return codec;
}

/** Reads a CID in its usual spelling, base 32 in lower case; each CID has one spelling. */
export function parseCid(text: string): CID {
  let cid: CID | undefined;
  try {
    if (typeof text === 'string' && text.length < 2 * CID_BYTES) cid = CID.parse(text);
  } catch {}
  // Not cid.toString(), which repeats what was parsed: with padding, too.
  if (cid?.version !== 1 || base32.encode(cid.bytes) !== text) {
    throw storageError('CID_INVALID', 'this is no CID of version 1 in base 32');
  }
  codecOf(cid);
  return cid;
}

/** Reads the CID that starts at `at`. Its bytes before the hash are one of three rows, so no length is ever followed. */
export function readCid(bytes: Uint8Array, at: number): CID {
  const [version, code = 0, hash, length] = bytes.subarray(at, at + 4);
  const digest = bytes.slice(at + 4, at + CID_BYTES);
  const known = version === 1 && NAMES.has(code) && hash === sha256.code && length === DIGEST_BYTES;
  if (!known || digest.length !== DIGEST_BYTES) {
    throw storageError('CID_INVALID', `no CID of version 1 with sha2-256 starts at byte ${at}`, { at });
  }
  return CID.createV1(code, Digest.create(sha256.code, digest));
}

export async function cidOf(codec: Codec, bytes: Uint8Array): Promise<CID> {
  return CID.createV1(CODECS[codec], await sha256.digest(bytes as Uint8Array<ArrayBuffer>));
}

/** Whether the bytes hash to their CID. */
export async function isBlock({ cid, bytes }: Block): Promise<boolean> {
  const { digest } = (await cidOf(codecOf(cid), bytes)).multihash;
  return digest.every((byte, at) => byte === cid.multihash.digest[at]);
}

/** Nothing is believed: bytes that hash to another CID are STORE_LIED, whoever sent them. */
export async function verified(name: string, cid: CID, bytes: Uint8Array): Promise<Uint8Array> {
  if (await isBlock({ cid, bytes })) return bytes;
  throw storageError('STORE_LIED', `${name} answers with other bytes than those of ${cid}`, {
    store: name,
    cid: cid.toString(),
  });
}

/** Strict reading of a codec, with a code for what is not of it. */
function decode<T>(read: (bytes: Uint8Array) => T, { cid, bytes }: Block): T {
  try {
    return read(bytes);
  } catch {
    // Also from far too many nested lists, which end the stack and nothing else.
    throw storageError('BLOCK_INVALID', `the block ${cid} is not of the codec that its CID names`, {
      cid: cid.toString(),
    });
  }
}

export const decodeDagPb = (block: Block): dagPb.PBNode => decode(dagPb.decode, block);

function* linksWithin(node: unknown): Generator<CID> {
  const stack: unknown[] = [node];
  while (stack.length > 0) {
    const value = stack.pop();
    // Not CID.asCID, which takes a map with the right keys for a CID.
    if (value instanceof CID) yield value;
    else if (Array.isArray(value)) for (const each of value) stack.push(each);
    else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
      for (const each of Object.values(value)) stack.push(each);
    }
  }
}

/** All that a block leads to, as often as it says so; BLOCK_INVALID if it cannot be read, or leads to a CID that we do not. */
export function linksOf(block: Block): CID[] {
  const codec = codecOf(block.cid);
  if (codec === 'raw') return [];
  const links =
    codec === 'dag-pb'
      ? decodeDagPb(block).Links.map(({ Hash }) => Hash)
      : [...linksWithin(decode<unknown>(dagCbor.decode, block))];
  try {
    for (const link of links) codecOf(link);
  } catch {
    throw storageError('BLOCK_INVALID', `the block ${block.cid} has a link that is not read here`, {
      cid: block.cid.toString(),
    });
  }
  return links;
}
