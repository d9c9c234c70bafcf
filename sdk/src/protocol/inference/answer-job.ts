// The creator's side of a split job: fetch, open, evaluate the last layers, seal. What comes out depends on public bytes and the
// creator's secrets alone.

import type { Job } from '../../chain/inference/types.ts';
import { createPace } from '../../data/pace.ts';
import {
  evaluateNetwork,
  handOverBytes,
  openHandOver,
  REFUSED_ANSWER,
  type SealingKeys,
  sealAnswer,
} from '../../encrypted/index.ts';
import { encryptedError, errorCode, inferenceError } from '../../errors/index.ts';
import type { Randomness } from '../../hashing/index.ts';
import { type BlobReader, readFile } from '../../storage/index.ts';
import { fromHex, type Hex } from '../arguments.ts';
import { rawCid } from '../open-shares.ts';
import { fetchBlob } from './blobs.ts';
import type { CheckedOffer } from './check-own-offer.ts';
import { MAX_REQUEST_BYTES, parseRequest, requireRequest } from './request-document.ts';
import type { RequestDocument } from './types.ts';

export interface AnswerOptions {
  readonly chainId: number;
  /** The contract InferenceMarket. */
  readonly contract: Hex;
  readonly job: Hex;
  readonly state: Job;
  readonly offer: CheckedOffer;
  readonly keys: SealingKeys;
  readonly reader: BlobReader;
  readonly randomness: Randomness;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly kind: 'answered' | 'refused';
  readonly bytes: Uint8Array;
  /** Why it was refused. */
  readonly code?: string;
}

/** What everybody who looks at the same bytes comes to: the user's fault, and no outage. */
const FAULTS: readonly string[] = [
  'BLOB_REFUSED',
  'BLOB_TOO_LARGE',
  'BLOCK_INVALID',
  'HANDOVER_REFUSED',
  'REQUEST_DOCUMENT_INVALID',
  'REQUEST_FOREIGN',
];

const missing = (what: string, digest: Hex, reader: BlobReader) =>
  inferenceError('HANDOVER_UNAVAILABLE', `${what} ${digest} is not in ${reader.name}`, { digest });

async function fetchRequest({ chainId, contract, state, reader, signal }: AnswerOptions): Promise<RequestDocument> {
  const { requestCid, offer, user, samples } = state;
  const bytes = await readFile(reader, rawCid(BigInt(requestCid)), { limit: MAX_REQUEST_BYTES, signal });
  if (!bytes) throw missing('the request', requestCid, reader);
  return requireRequest(parseRequest(bytes), { chainId, market: contract, offer, user, samples });
}

async function answer(options: AnswerOptions): Promise<Uint8Array> {
  const { chainId, contract: market, job, state, offer, keys, reader, randomness, signal } = options;
  const size = { samples: state.samples, width: offer.split.width };
  const { answerKey } = await fetchRequest(options);
  if (answerKey === undefined) throw encryptedError('HANDOVER_REFUSED', 'a request without a key for its answer');
  // Exactly so long: a reader stops at the first byte more.
  const name = { digest: state.sealedCid, bytes: handOverBytes(size) };
  const sealed = await fetchBlob(reader, name, { what: 'the hand-over', signal });
  if (!sealed) throw missing('the hand-over', state.sealedCid, reader);
  const scope = { chainId, market, job };
  const opened = await openHandOver(sealed, { ...size, scope, blur: offer.split.blur, secretKey: keys.secretKey });
  const outputs: number[][] = [];
  // Whatever else this thread does may have a deadline, too.
  const pace = createPace(signal, 0);
  for (const values of opened) {
    outputs.push(evaluateNetwork(offer.tail, [...values]));
    await pace();
  }
  return await sealAnswer(outputs, { scope, answerKey: fromHex(answerKey), randomness });
}

/**
 * The answer, or the refusal that a malformed hand-over gets: its user asked, and somebody looked at it in time. Throws where bytes are
 * missing or a store fails: an outage is never answered, and the user gets the price back.
 */
export async function makeAnswer(options: AnswerOptions): Promise<Answer> {
  try {
    return { kind: 'answered', bytes: await answer(options) };
  } catch (error) {
    const code = errorCode(error) ?? '';
    options.signal.throwIfAborted();
    if (!FAULTS.includes(code)) throw error;
    return { kind: 'refused', bytes: REFUSED_ANSWER, code };
  }
}
