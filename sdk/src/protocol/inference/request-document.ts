// What a user asks for, as bytes that the market knows by their SHA-256.
import { inferenceError } from '../../errors/index.ts';
import type { Hex } from '../arguments.ts';
import { type StrictReader, strictReader } from '../strict-json.ts';
import { decodeDocument, encodeDocument, requireSpelling } from './document-bytes.ts';
import type { RequestDocument } from './types.ts';

const FORMAT = 'tacit request 1';
const FIELDS = ['format', 'chainId', 'market', 'offer', 'user', 'samples', 'keys', 'input', 'nonce'] as const;
export const MAX_REQUEST_BYTES = 4096;
const MAX_SAMPLES = 65_535;

const bad = (why: string) => inferenceError('REQUEST_DOCUMENT_INVALID', `this is no request: ${why}`);
const reader: StrictReader = strictReader(bad);

const lowerCase = (hex: Hex): Hex => hex.toLowerCase() as Hex;

/** The document's bytes; addresses are written in lower case. */
export function encodeRequest(document: RequestDocument): Uint8Array {
  const { chainId, market, offer, user, samples, keys, input, answerKey, nonce } = document;
  return encodeDocument({
    ...{ format: FORMAT, chainId, market: lowerCase(market), offer, user: lowerCase(user), samples, keys, input },
    ...(answerKey && { answerKey }),
    nonce,
  });
}

/** Reads exactly what `encodeRequest` writes. */
export function parseRequest(bytes: Uint8Array): RequestDocument {
  const json = decodeDocument(bytes, MAX_REQUEST_BYTES, bad);
  const isSplit = Object.hasOwn(Object(json), 'answerKey');
  const fields = reader.fieldsOf(json, 'it', isSplit ? [...FIELDS, 'answerKey'] : FIELDS);
  if (fields.format !== FORMAT) throw bad('it is of another format');
  const count = (name: 'chainId' | 'samples', most: number): number => {
    const value = reader.countOf(fields[name], name, most);
    if (value > 0) return value;
    throw bad(`${name} is zero`);
  };
  const hash = (name: 'offer' | 'keys' | 'input' | 'answerKey' | 'nonce'): Hex => reader.hashOf(fields[name], name);
  const document: RequestDocument = {
    chainId: count('chainId', Number.MAX_SAFE_INTEGER),
    market: reader.addressOf(fields.market, 'market'),
    offer: hash('offer'),
    user: reader.addressOf(fields.user, 'user'),
    samples: count('samples', MAX_SAMPLES),
    keys: hash('keys'),
    input: hash('input'),
    ...(isSplit && { answerKey: hash('answerKey') }),
    nonce: hash('nonce'),
  };
  requireSpelling(bytes, encodeRequest(document), bad);
  return document;
}

/** Where a request must belong, as the chain has it. */
export interface RequestPlace {
  readonly chainId: number;
  readonly market: Hex;
  readonly offer: Hex;
  readonly user: Hex;
  readonly samples: number;
}

/** Refuses a request that was made for another chain, market, offer, user or number of samples (REQUEST_FOREIGN). */
export function requireRequest(document: RequestDocument, place: RequestPlace): RequestDocument {
  for (const name of ['chainId', 'market', 'offer', 'user', 'samples'] as const) {
    const [said, is] = [document[name], place[name]].map((value) => String(value).toLowerCase());
    if (said === is) continue;
    throw inferenceError('REQUEST_FOREIGN', `the request was made for another ${name} than the job's`);
  }
  return document;
}
