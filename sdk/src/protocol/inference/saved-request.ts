// A request for a prediction as its user keeps it: its parts, read back and checked, and what only the user has.
import { computeJobId } from '../../chain/inference/ids.ts';
import type { Plan } from '../../encrypted/index.ts';
import type { ProtocolError } from '../../errors/index.ts';
import { nameBlob } from './blobs.ts';
import { type FetchedOffer, offerPlan } from './fetch-offer.ts';
import { parseOffer } from './offer-document.ts';
import type { PreparedRequest } from './prepare-request.ts';
import { parseRequest } from './request-document.ts';
import type { OfferDocument } from './types.ts';

const SECRET_FORMAT = 'tacit request secret 1';

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

/** A request, ready to be kept, beside what it was made for. */
export interface KeepRequestOptions {
  readonly request: PreparedRequest;
  readonly offer: Pick<FetchedOffer, 'documentBytes' | 'network'>;
  readonly answerSecret?: Uint8Array | undefined;
}

/** What is kept in clear, or sealed with the rest: the bytes of it. */
export type RequestPart = 'request' | 'input' | 'keys' | 'offer' | 'network';
export type RequestParts = Readonly<Record<RequestPart, Uint8Array>>;

export const partsOf = ({ request, offer }: KeepRequestOptions): RequestParts => ({
  request: request.documentBytes,
  input: request.input,
  keys: request.keys.evaluationKeys,
  offer: offer.documentBytes,
  network: offer.network,
});

/** Everything but the secrets, checked: bytes that were changed would be paid for in vain. */
export async function restoreRequest(
  parts: RequestParts,
  { fromBlock, bad }: { readonly fromBlock: bigint; readonly bad: (why: string) => ProtocolError },
): Promise<SavedRequest> {
  const { request: documentBytes, input, keys: evaluationKeys, offer: offerDocumentBytes, network } = parts;
  const document = parseRequest(documentBytes);
  if ((await nameBlob(input)).digest !== document.input) throw bad('its ciphertexts are others');
  if ((await nameBlob(evaluationKeys)).digest !== document.keys) throw bad('its keys are others');
  const offerDocument = parseOffer(offerDocumentBytes);
  const plan = await offerPlan(offerDocument, network);
  const { digest: requestCid } = await nameBlob(documentBytes);
  const { chainId, market, user, offer } = document;
  const job = computeJobId({ chainId, market, user, offer, requestCid });
  const request = { document, documentBytes, requestCid, job, input, evaluationKeys };
  return { ...request, offerDocument, offerDocumentBytes, network, plan, fromBlock };
}

/** In pieces, for a call takes only so many arguments. */
function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2 ** 15) text += String.fromCharCode(...bytes.subarray(at, at + 2 ** 15));
  return btoa(text);
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export const secretOf = ({ request, answerSecret }: KeepRequestOptions): RequestSecret => ({
  secretKey: request.keys.secretKey,
  answerSecret,
  samples: request.samples,
});

/** What is sealed of a request. */
export function encodeSecret({ secretKey, answerSecret, samples }: RequestSecret): Uint8Array {
  const fields = { format: SECRET_FORMAT, secretKey: toBase64(secretKey), samples };
  const all = answerSecret ? { ...fields, answerSecret: toBase64(answerSecret) } : fields;
  return new TextEncoder().encode(JSON.stringify(all));
}

const isSamples = (value: unknown): value is number[][] =>
  Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every((one) => Number.isFinite(one)));

/** Reads what `encodeSecret` writes; undefined for anything else. */
export function decodeSecret(plaintext: Uint8Array): RequestSecret | undefined {
  try {
    const fields = JSON.parse(new TextDecoder().decode(plaintext)) as Readonly<Record<string, unknown>>;
    const { format, secretKey, answerSecret, samples } = fields;
    if (format !== SECRET_FORMAT || typeof secretKey !== 'string' || !isSamples(samples)) return undefined;
    const found = { secretKey: fromBase64(secretKey), samples };
    return typeof answerSecret === 'string' ? { ...found, answerSecret: fromBase64(answerSecret) } : found;
  } catch {
    return undefined;
  }
}

/** A block's number as it is noted, so that nobody reads a chain's events from its beginning. */
export const formatSince = (block: bigint): string => `${block}\n`;

export const parseSince = (text: string): bigint | undefined =>
  /^\d{1,20}\n$/.test(text) ? BigInt(text.trim()) : undefined;
