// The document behind an offer's hash on chain.
import { errorCode, inferenceError } from '../../errors/index.ts';
import { type BlobReader, readFile } from '../../storage/index.ts';
import type { Hex } from '../arguments.ts';
import { rawCid } from '../open-shares.ts';
import { MAX_OFFER_BYTES, parseOffer } from './offer-document.ts';
import type { OfferDocument } from './types.ts';

export interface ReadOfferOptions {
  readonly store: BlobReader;
  readonly signal?: AbortSignal | undefined;
}

/** What the chain names, and no store has. */
export const unavailable = (what: string, digest: Hex, store: BlobReader) =>
  inferenceError('OFFER_UNAVAILABLE', `${what} ${digest} is not in ${store.name}`, { digest });

/** The document of an offer, by the hash on chain. */
export async function fetchOfferDocument(
  digest: Hex,
  { store, signal }: ReadOfferOptions,
): Promise<{ readonly document: OfferDocument; readonly bytes: Uint8Array }> {
  try {
    const bytes = await readFile(store, rawCid(BigInt(digest)), { limit: MAX_OFFER_BYTES, ...(signal && { signal }) });
    if (bytes) return { document: parseOffer(bytes), bytes };
  } catch (error) {
    signal?.throwIfAborted();
    if (errorCode(error) !== 'BLOB_TOO_LARGE') throw error;
    throw inferenceError('OFFER_INVALID', `this is no offer: it is larger than ${MAX_OFFER_BYTES} bytes`);
  }
  throw unavailable("the offer's document", digest, store);
}
