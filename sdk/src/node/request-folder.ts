// A request for a prediction in a folder of its own, whole before anything of it is sent: after any crash it says which
// job there is or will be, and opens its result.
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { computeJobId } from '../chain/inference/ids.ts';
import { MOST_SEALED_BYTES, type Plan } from '../encrypted/index.ts';
import { nodeError } from '../errors/index.ts';
import { nameBlob } from '../protocol/inference/blobs.ts';
import { type FetchedOffer, offerPlan } from '../protocol/inference/fetch-offer.ts';
import { parseOffer } from '../protocol/inference/offer-document.ts';
import type { PreparedRequest } from '../protocol/inference/prepare-request.ts';
import { MAX_REQUEST_BYTES, parseRequest } from '../protocol/inference/request-document.ts';
import type { OfferDocument } from '../protocol/inference/types.ts';
import { writeDurableFile } from './durable-file.ts';
import { readOwnerFile, reasonOf } from './owner-file.ts';
import { readSealedFile, type SealingSecret, writeSealedFile } from './sealed-file.ts';

const MAX_BYTES = 2 ** 30;
const FILES = {
  request: 'request.json',
  input: 'input.bin',
  keys: 'keys.bin',
  offer: 'offer.json',
  network: 'network.bin',
} as const;
const SECRET = 'secret.sealed';
/** Split: what was sealed to the creator. */
const HAND_OVER = 'hand-over.bin';
/** A block before the job's first: so that nobody reads a chain's events from its beginning. */
const SINCE = 'since';
const KEY_FORMAT = 'tacit request secret 1';

/** What only the user has. */
export interface RequestSecret {
  readonly secretKey: Uint8Array;
  /** Split: opens the creator's answer. */
  readonly answerSecret?: Uint8Array | undefined;
  /** The values that were encrypted: a split job's user evaluates the first layers itself, too. */
  readonly samples: readonly (readonly number[])[];
}

export interface SavedRequest extends Omit<PreparedRequest, 'keys' | 'samples'> {
  readonly evaluationKeys: Uint8Array;
  readonly offerDocument: OfferDocument;
  readonly offerDocumentBytes: Uint8Array;
  readonly network: Uint8Array;
  readonly plan: Plan;
  /** All events of the job are in this block or later. */
  readonly fromBlock: bigint;
}

export interface SaveRequestOptions {
  readonly request: PreparedRequest;
  readonly offer: Pick<FetchedOffer, 'documentBytes' | 'network'>;
  readonly secret: SealingSecret;
  readonly answerSecret?: Uint8Array | undefined;
}

const purposeOf = (requestCid: string): string => `tacit inference request ${requestCid}`;

function encodeSecret({ secretKey, answerSecret, samples }: RequestSecret): Uint8Array {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const fields = { format: KEY_FORMAT, secretKey: base64(secretKey), samples };
  return Buffer.from(JSON.stringify(answerSecret ? { ...fields, answerSecret: base64(answerSecret) } : fields));
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** Writes a folder that must not exist, whole or not at all. */
export async function saveRequest(path: string, { request, offer, secret, answerSecret }: SaveRequestOptions) {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`;
  const taken = nodeError('REQUEST_FOLDER_EXISTS', `${path} exists; name another folder`);
  if (await exists(path)) throw taken;
  try {
    await mkdir(draft, { mode: 0o700, recursive: true });
    await writeDurableFile(join(draft, FILES.request), request.documentBytes);
    await writeDurableFile(join(draft, FILES.input), request.input);
    await writeDurableFile(join(draft, FILES.keys), request.keys.evaluationKeys);
    await writeDurableFile(join(draft, FILES.offer), offer.documentBytes);
    await writeDurableFile(join(draft, FILES.network), offer.network);
    const plaintext = encodeSecret({ secretKey: request.keys.secretKey, answerSecret, samples: request.samples });
    await writeSealedFile(join(draft, SECRET), plaintext, { secret, purpose: purposeOf(request.requestCid) });
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
  const text = Buffer.from(found).toString('latin1');
  if (/^\d{1,20}\n$/.test(text)) return BigInt(text.trim());
  throw bad(path, `${SINCE} is no block's number`);
}

/** Notes a block before the request is sent; the first note stays. */
export async function noteSince(path: string, block: bigint): Promise<void> {
  await writeDurableFile(join(path, SINCE), `${block}\n`).catch((error: unknown) => {
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
  const documentBytes = await readPart(path, FILES.request, MAX_REQUEST_BYTES);
  const document = parseRequest(documentBytes);
  const input = await readPart(path, FILES.input, MAX_BYTES);
  const evaluationKeys = await readPart(path, FILES.keys, MAX_BYTES);
  if ((await nameBlob(input)).digest !== document.input) throw bad(path, 'its ciphertexts are others');
  if ((await nameBlob(evaluationKeys)).digest !== document.keys) throw bad(path, 'its keys are others');
  const offerDocumentBytes = await readPart(path, FILES.offer, MAX_BYTES);
  const offerDocument = parseOffer(offerDocumentBytes);
  const network = await readPart(path, FILES.network, MAX_BYTES);
  const plan = await offerPlan(offerDocument, network);
  const { digest: requestCid } = await nameBlob(documentBytes);
  const { chainId, market, user, offer } = document;
  const job = computeJobId({ chainId, market, user, offer, requestCid });
  const request = { document, documentBytes, requestCid, job, input, evaluationKeys };
  return { ...request, offerDocument, offerDocumentBytes, network, plan, fromBlock: await readSince(path) };
}

const isSamples = (value: unknown): value is number[][] =>
  Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every((one) => Number.isFinite(one)));

function decodeSecret(plaintext: Uint8Array): RequestSecret | undefined {
  try {
    const fields = JSON.parse(Buffer.from(plaintext).toString('utf8')) as Readonly<Record<string, unknown>>;
    const { format, secretKey, answerSecret, samples } = fields;
    if (format !== KEY_FORMAT || typeof secretKey !== 'string' || !isSamples(samples)) return undefined;
    const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
    const found = { secretKey: bytes(secretKey), samples };
    return typeof answerSecret === 'string' ? { ...found, answerSecret: bytes(answerSecret) } : found;
  } catch {
    return undefined;
  }
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
