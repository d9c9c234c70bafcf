// A request for a prediction in a folder of its own, whole before anything of it is sent: after any crash it says which
// job there is or will be, and opens its result.
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MOST_SEALED_BYTES } from '../encrypted/index.ts';
import { nodeError } from '../errors/index.ts';
import { MAX_REQUEST_BYTES } from '../protocol/inference/request-document.ts';
import {
  decodeSecret,
  encodeSecret,
  formatSince,
  type KeepRequestOptions,
  parseSince,
  partsOf,
  type RequestPart,
  type RequestSecret,
  restoreRequest,
  type SavedRequest,
  secretOf,
} from '../protocol/inference/saved-request.ts';
import { writeDurableFile } from './durable-file.ts';
import { readOwnerFile, reasonOf } from './owner-file.ts';
import { readSealedFile, type SealingSecret, writeSealedFile } from './sealed-file.ts';

const MAX_BYTES = 2 ** 30;
const FILES: Readonly<Record<RequestPart, string>> = {
  request: 'request.json',
  input: 'input.bin',
  keys: 'keys.bin',
  offer: 'offer.json',
  network: 'network.bin',
};
const PARTS = Object.keys(FILES) as RequestPart[];
const SECRET = 'secret.sealed';
/** Split: what was sealed to the creator. */
const HAND_OVER = 'hand-over.bin';
/** A block before the job's first: so that nobody reads a chain's events from its beginning. */
const SINCE = 'since';

export type { RequestSecret, SavedRequest } from '../protocol/inference/saved-request.ts';

export interface SaveRequestOptions extends KeepRequestOptions {
  readonly secret: SealingSecret;
}

const purposeOf = (requestCid: string): string => `tacit inference request ${requestCid}`;

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** Writes a folder that must not exist, whole or not at all. */
export async function saveRequest(path: string, { secret, ...kept }: SaveRequestOptions) {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`;
  const taken = nodeError('REQUEST_FOLDER_EXISTS', `${path} exists; name another folder`);
  if (await exists(path)) throw taken;
  try {
    await mkdir(draft, { mode: 0o700, recursive: true });
    const parts = partsOf(kept);
    for (const part of PARTS) await writeDurableFile(join(draft, FILES[part]), parts[part]);
    const sealing = { secret, purpose: purposeOf(kept.request.requestCid) };
    await writeSealedFile(join(draft, SECRET), encodeSecret(secretOf(kept)), sealing);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const reason = reasonOf(error);
    if (reason === 'ENOTEMPTY' || reason === 'EEXIST' || reason === 'ENOTDIR') throw taken;
    if (error instanceof Error && error.name === 'ProtocolError') throw error;
    throw nodeError('SEALED_FILE_UNWRITABLE', `cannot write ${path} (${reason})`);
  }
}

const bad = (path: string, why: string) =>
  nodeError('REQUEST_FOLDER_INVALID', `${path} is no request's folder: ${why}`);

async function readPart(path: string, name: string, limit: number): Promise<Uint8Array> {
  const found = await readOwnerFile(join(path, name), limit);
  if (found instanceof Uint8Array) return found;
  throw bad(path, `${name} cannot be read (${found.reason})`);
}

/** Zero where nothing was noted: then the events are read from the beginning. */
async function readSince(path: string): Promise<bigint> {
  const found = await readOwnerFile(join(path, SINCE), 32);
  if (!(found instanceof Uint8Array)) {
    if (found.fault === 'absent') return 0n;
    throw bad(path, `${SINCE} cannot be read (${found.reason})`);
  }
  const block = parseSince(Buffer.from(found).toString('latin1'));
  if (block !== undefined) return block;
  throw bad(path, `${SINCE} is no block's number`);
}

/** Notes a block before the request is sent; the first note stays. */
export async function noteSince(path: string, block: bigint): Promise<void> {
  await writeDurableFile(join(path, SINCE), formatSince(block)).catch((error: unknown) => {
    throw nodeError('SEALED_FILE_UNWRITABLE', `cannot write into ${path} (${reasonOf(error)})`);
  });
}

/** Keeps what is handed over before it leaves, and gives it: what was kept first stays, and is all that ever leaves. */
export async function keepHandOver(path: string, sealed: Uint8Array): Promise<Uint8Array> {
  await writeDurableFile(join(path, HAND_OVER), sealed).catch((error: unknown) => {
    throw nodeError('SEALED_FILE_UNWRITABLE', `cannot write into ${path} (${reasonOf(error)})`);
  });
  return await readPart(path, HAND_OVER, MOST_SEALED_BYTES);
}

/** Everything but the secrets, checked: bytes that were changed would be paid for in vain. */
export async function readRequest(path: string): Promise<SavedRequest> {
  const limitOf = (part: RequestPart): number => (part === 'request' ? MAX_REQUEST_BYTES : MAX_BYTES);
  const read = async (part: RequestPart) => [part, await readPart(path, FILES[part], limitOf(part))] as const;
  const parts = Object.fromEntries(await Promise.all(PARTS.map(read))) as Record<RequestPart, Uint8Array>;
  return await restoreRequest(parts, { fromBlock: await readSince(path), bad: (why) => bad(path, why) });
}

/** What opens the result of a request. */
export async function readRequestSecret(
  path: string,
  { requestCid }: Pick<SavedRequest, 'requestCid'>,
  secret: SealingSecret,
): Promise<RequestSecret> {
  const options = { secret, purpose: purposeOf(requestCid), limit: MAX_BYTES };
  const plaintext = await readSealedFile(join(path, SECRET), options);
  const found = plaintext && decodeSecret(plaintext);
  if (found) return found;
  throw bad(path, `${SECRET} is not there, or holds no key`);
}
