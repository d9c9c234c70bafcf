import { type StorageErrorCode, storageError } from '../errors/index.ts';
import { encodeCar } from './car.ts';
import {
  type Answer,
  type Endpoint,
  type EndpointOptions,
  fieldOf,
  httpEndpoint,
  refusedBy,
  tryJson,
} from './endpoint.ts';
import { getByGateway } from './gateway-reader.ts';
import { type RetryOptions, withRetries } from './retries.ts';
import type { BlobStore } from './types.ts';
import type { Authorise } from './upload.ts';

export interface PinNodeOptions extends EndpointOptions, RetryOptions {
  readonly url: string;
  /** Without it nothing can be put, or the pin node takes what nobody signed for. */
  readonly authorise?: Authorise;
  /** Where the pin node says that it is; the origin of `url` unless it is reached in another way. */
  readonly audience?: string;
  /** How long an authorisation is good for, in seconds. */
  readonly validSeconds?: number;
}

const MAX_ANSWER_BYTES = 2 ** 16;
/** Slower lines than 64 KiB a second are given up. */
const SLOWEST_BYTES_PER_MS = 64;

/** What a pin node says of an upload beyond its status, and what we make of it; its own sentence is not repeated. */
const REASONS = new Map<unknown, readonly [StorageErrorCode, string]>([
  ['UPLOAD_NOT_SIGNED', ['UPLOAD_NOT_SIGNED', 'takes signed uploads only']],
  ['UPLOAD_INVALID', ['UPLOAD_INVALID', 'does not accept the signature of the upload']],
  ['UPLOAD_EXPIRED', ['UPLOAD_EXPIRED', 'finds the authorisation out of date: is the clock right?']],
  ['UPLOADER_REFUSED', ['STORE_REFUSED', 'takes no uploads from this account']],
  ['QUOTA_EXCEEDED', ['QUOTA_EXCEEDED', 'keeps no more for this account']],
  ['PIN_FULL', ['STORE_REFUSED', 'has no room left']],
  ['CAR_TOO_LARGE', ['CAR_TOO_LARGE', 'takes no upload as large as this']],
  ['BLOCK_TOO_LARGE', ['BLOCK_TOO_LARGE', 'takes no block as large as this']],
  ['CAR_INVALID', ['CAR_INVALID', 'does not accept the upload']],
]);

function refusal({ name }: Endpoint, { status, bytes }: Answer) {
  const reason = REASONS.get(fieldOf(fieldOf(tryJson(bytes), 'error'), 'code'));
  if (!reason) return refusedBy(name, status);
  const [code, sentence] = reason;
  return storageError(code, `${name} ${sentence}`, { store: name, status });
}

/** A Tacit pin node: takes whole CARs that somebody signed for, and is read as any gateway. */
export function pinNodeStore(options: PinNodeOptions): BlobStore {
  const { url, authorise, validSeconds = 600, timeoutMs = 15_000 } = options;
  const endpoint = httpEndpoint(url, options);
  const { audience = endpoint.name } = options;
  return {
    name: endpoint.name,
    getBlock: (cid, { signal } = {}) => getByGateway(endpoint, cid, signal),
    async put(dag, { signal, onProgress } = {}) {
      signal?.throwIfAborted();
      const body = encodeCar(dag);
      const [cid, size] = [dag.root.toString(), body.length];
      const expires = Math.floor(Date.now() / 1000) + validSeconds;
      const authorization = await authorise?.({ audience, cid, size, expires });
      const headers = { 'content-type': 'application/vnd.ipld.car', ...(authorization && { authorization }) };
      onProgress?.(0, size);
      const answer = await withRetries(
        async () => {
          const each = await endpoint.ask({
            method: 'POST',
            path: '/car',
            headers,
            body,
            limit: MAX_ANSWER_BYTES,
            timeoutMs: timeoutMs + Math.ceil(size / SLOWEST_BYTES_PER_MS),
            signal,
          });
          if (each.status === 200 || each.status === 201) return each;
          throw refusal(endpoint, each);
        },
        { ...options, signal },
      );
      if (fieldOf(tryJson(answer.bytes), 'cid') !== cid) {
        throw storageError('STORE_LIED', `${endpoint.name} does not say that it keeps ${cid}`, { cid });
      }
      onProgress?.(size, size);
    },
  };
}
