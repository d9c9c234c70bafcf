// A request, whole and ready, before anything of it leaves the machine. Whoever keeps it can go on after any crash: the
// job's id follows from it.
import { computeJobId } from '../../chain/inference/ids.ts';
import type { Encryption, Plan, UserKeys } from '../../encrypted/index.ts';
import { inferenceError } from '../../errors/index.ts';
import { type Randomness, systemRandomness } from '../../hashing/index.ts';
import type { BlobStore, StoreOptions } from '../../storage/index.ts';
import { type Hex, toHex } from '../arguments.ts';
import { blobCid, nameBlob, putBlob } from './blobs.ts';
import { encodeSample } from './descriptions.ts';
import type { FetchedOffer } from './fetch-offer.ts';
import { encodeRequest } from './request-document.ts';
import type { RequestDocument } from './types.ts';

type Eventually<T> = T | Promise<T>;

/** What of SEAL a user needs; here or in a thread of its own. */
export interface UserEncryption {
  createKeys(): Eventually<UserKeys>;
  encrypt(
    plan: Plan,
    secretKey: Uint8Array,
    samples: readonly (readonly number[])[],
  ): Eventually<ReturnType<Encryption['encrypt']>>;
  decrypt(plan: Plan, secretKey: Uint8Array, response: Uint8Array): Eventually<ReturnType<Encryption['decrypt']>>;
}

export interface PreparedRequest {
  readonly document: RequestDocument;
  readonly documentBytes: Uint8Array;
  readonly requestCid: Hex;
  /** The job that this will be, or is. */
  readonly job: Hex;
  readonly keys: UserKeys;
  /** The ciphertexts of all samples. */
  readonly input: Uint8Array;
  /** What is in them, as the person gave it: for the user alone. */
  readonly samples: readonly (readonly number[])[];
}

export interface PrepareRequestOptions {
  readonly offer: FetchedOffer;
  readonly user: Hex;
  /** A person's values, as the offer's input describes them. */
  readonly samples: readonly (readonly number[])[];
  readonly keys: UserKeys;
  readonly encryption: Pick<UserEncryption, 'encrypt'>;
  /** Split: X25519, raw, whom the creator seals its answer to. */
  readonly answerKey?: Hex | undefined;
  readonly randomness?: Randomness;
}

function checkShape({ offer, samples, answerKey }: PrepareRequestOptions): void {
  const { mostSamples, mode } = offer.offer.terms;
  if (samples.length < 1 || samples.length > mostSamples) {
    const message = `a job of this offer has 1 to ${mostSamples} samples, not ${samples.length}`;
    throw inferenceError('DESCRIPTION_INVALID', message, { samples: samples.length, most: mostSamples });
  }
  if ((mode === 'split') === (answerKey !== undefined)) return;
  throw inferenceError(
    'REQUEST_DOCUMENT_INVALID',
    'a request has a key for the answer where the offer is split, and only there',
  );
}

/** Lengths are a plan's promise to workers: bytes of another length would be refused, and paid for. */
function requireLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length === length) return;
  const message = `${what} have ${bytes.length} bytes where the plan has ${length}`;
  throw inferenceError('REQUEST_DOCUMENT_INVALID', message, { bytes: bytes.length, expected: length });
}

/** Encrypts samples, and binds them to chain, market, offer and user. Nothing is sent yet. */
export async function prepareRequest(options: PrepareRequestOptions): Promise<PreparedRequest> {
  checkShape(options);
  const { offer, user, samples, keys, encryption, answerKey, randomness = systemRandomness } = options;
  const { plan, document: offered, chainId, market, id } = offer;
  const whole = plan.network.arithmetic === 'integer';
  const encoded = samples.map((sample) => encodeSample(offered.input, sample, { whole }));
  const input = await encryption.encrypt(plan, keys.secretKey, encoded);
  requireLength('the ciphertexts', input, samples.length * plan.requestBytes);
  requireLength('the keys', keys.evaluationKeys, plan.keyBytes);
  const document: RequestDocument = {
    ...{ chainId, market, offer: id, user, samples: samples.length },
    keys: (await nameBlob(keys.evaluationKeys)).digest,
    input: (await nameBlob(input)).digest,
    ...(answerKey && { answerKey }),
    nonce: toHex(randomness.bytes(32)),
  };
  const documentBytes = encodeRequest(document);
  const { digest: requestCid } = await nameBlob(documentBytes);
  const job = computeJobId({ chainId, market, user, offer: id, requestCid });
  return { document, documentBytes, requestCid, job, keys, input, samples };
}

export type UploadPart = 'keys' | 'input' | 'request';

export interface UploadRequestOptions extends Omit<StoreOptions, 'onProgress'> {
  readonly onProgress?: (part: UploadPart, sent: number, total: number) => void;
}

/** Stores what workers must read, the document last. Keys that the store has are not sent again. */
export async function uploadRequest(
  store: BlobStore,
  {
    keys,
    input,
    documentBytes,
  }: Pick<PreparedRequest, 'input' | 'documentBytes'> & { readonly keys: Pick<UserKeys, 'evaluationKeys'> },
  { signal, onProgress }: UploadRequestOptions = {},
): Promise<{ readonly bytes: number; readonly keysWereThere: boolean }> {
  const put = async (part: UploadPart, bytes: Uint8Array): Promise<number> => {
    const told = onProgress && ((sent: number, total: number) => onProgress(part, sent, total));
    await putBlob(store, bytes, { ...(signal && { signal }), ...(told && { onProgress: told }) });
    return bytes.length;
  };
  const root = blobCid(await nameBlob(keys.evaluationKeys));
  const keysWereThere = (await store.getBlock(root, signal ? { signal } : {})) !== undefined;
  let bytes = keysWereThere ? 0 : await put('keys', keys.evaluationKeys);
  bytes += await put('input', input);
  bytes += await put('request', documentBytes);
  return { bytes, keysWereThere };
}
