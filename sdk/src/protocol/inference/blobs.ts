// Bytes that a document names by the SHA-256 of their root block. Their length is always known beforehand: it follows
// from a plan, or stands beside the hash. So it also says what the root is: up to one chunk the bytes themselves, and
// beyond that a UnixFS file.
import { sha256 } from '@noble/hashes/sha2.js';
import { CID } from 'multiformats/cid';
import * as Digest from 'multiformats/hashes/digest';
import { errorCode, inferenceError } from '../../errors/index.ts';
import {
  type BlobReader,
  type BlobStore,
  CHUNK_BYTES,
  fileDag,
  readFile,
  type StoreOptions,
} from '../../storage/index.ts';
import { fromHex, type Hex, toHex } from '../arguments.ts';
import { rawCid } from '../open-shares.ts';

const DAG_PB = 0x70;
const SHA_256 = 0x12;

/** What names bytes: the hash of their root, and how many they are. */
export interface BlobName {
  readonly digest: Hex;
  readonly bytes: number;
}

export const blobCid = ({ digest, bytes }: BlobName): CID =>
  bytes <= CHUNK_BYTES ? rawCid(BigInt(digest)) : CID.createV1(DAG_PB, Digest.create(SHA_256, fromHex(digest)));

/** The name of bytes: SHA-256 of what `fileDag` makes their root. */
export async function nameBlob(bytes: Uint8Array): Promise<BlobName> {
  if (bytes.length <= CHUNK_BYTES) return { digest: toHex(sha256(bytes)), bytes: bytes.length };
  const { root } = await fileDag(bytes);
  return { digest: toHex(root.multihash.digest), bytes: bytes.length };
}

/** Stores bytes; resolves when the store says that it keeps them. */
export async function putBlob(
  store: Pick<BlobStore, 'put'>,
  bytes: Uint8Array,
  options?: StoreOptions,
): Promise<BlobName> {
  const dag = await fileDag(bytes);
  await store.put(dag, options);
  return { digest: toHex(dag.root.multihash.digest), bytes: bytes.length };
}

/** Refusals that every reader of the same root comes to, whatever store it asks. */
const FIXED = ['BLOB_TOO_LARGE', 'BLOCK_INVALID', 'CID_INVALID'];

const refused = (what: string, { digest, bytes }: BlobName): Error =>
  inferenceError('BLOB_REFUSED', `${what} ${digest} is no blob of ${bytes} bytes`, { digest, bytes });

/**
 * The bytes behind a name; undefined while the store does not have all of them. BLOB_REFUSED where the hash leads to
 * something else than a blob of that length: whoever reads it anywhere finds the same.
 */
export async function fetchBlob(
  store: BlobReader,
  name: BlobName,
  { what = 'the blob', signal }: { readonly what?: string; readonly signal?: AbortSignal | undefined } = {},
): Promise<Uint8Array | undefined> {
  try {
    const found = await readFile(store, blobCid(name), { limit: name.bytes, ...(signal && { signal }) });
    if (found === undefined || found.length === name.bytes) return found;
  } catch (error) {
    signal?.throwIfAborted();
    const code = errorCode(error);
    if (code === 'DAG_INCOMPLETE') return undefined;
    if (code === undefined || !FIXED.includes(code)) throw error;
  }
  throw refused(what, name);
}

/** As `fetchBlob`, but what is not there is BLOB_UNAVAILABLE. */
export async function requireBlob(
  store: BlobReader,
  name: BlobName,
  options: { readonly what?: string; readonly signal?: AbortSignal | undefined } = {},
): Promise<Uint8Array> {
  const found = await fetchBlob(store, name, options);
  if (found) return found;
  const { digest, bytes } = name;
  throw inferenceError('BLOB_UNAVAILABLE', `${options.what ?? 'the blob'} ${digest} is not in ${store.name}`, {
    digest,
    bytes,
  });
}
