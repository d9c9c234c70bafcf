// From what somebody pasted or dropped to what there is to be checked. Nothing is looked up here, and nothing believed.
import { CAR_LIMITS, ProtocolError, parseCid } from '@tacit/sdk';
import type { Hex } from 'viem';

export type Subject =
  /** A hash that may be of anything on chain. */
  | { readonly kind: 'hash'; readonly hash: Hex }
  | { readonly kind: 'transaction'; readonly hash: Hex }
  | { readonly kind: 'task'; readonly task: Hex }
  | { readonly kind: 'round'; readonly task: Hex; readonly round: bigint }
  | { readonly kind: 'model'; readonly model: Hex }
  | { readonly kind: 'offer'; readonly offer: Hex }
  | { readonly kind: 'job'; readonly job: Hex }
  | { readonly kind: 'cid'; readonly cid: string }
  | { readonly kind: 'json'; readonly json: unknown; readonly bytes: Uint8Array }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export type Input =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array };

/** As much as a CAR may have: the largest thing that is read here. */
export const MAX_INPUT_BYTES = CAR_LIMITS.maxBytes;
/** Of what is pasted. */
export const MAX_INPUT_TEXT = 2 ** 22;
/** A longer JSON is none of ours. */
const MAX_JSON_BYTES = 2 ** 24;

const HASH = '(0x[0-9a-fA-F]{64})';
const lower = (hash: string | undefined): Hex => (hash ?? '').toLowerCase() as Hex;

type Reader = readonly [pattern: RegExp, read: (match: RegExpExecArray) => Subject];

/** Links of this page, and of block explorers; bare hashes; a task with the number of a round. */
const READERS: readonly Reader[] = [
  [
    new RegExp(`/(?:tasks|train)/${HASH}/rounds/([0-9]{1,6})$`),
    ([, task, round]) => ({ kind: 'round', task: lower(task), round: BigInt(round ?? 0) }),
  ],
  [new RegExp(`/(?:tasks|train)/${HASH}$`), ([, task]) => ({ kind: 'task', task: lower(task) })],
  [new RegExp(`/models/${HASH}$`), ([, model]) => ({ kind: 'model', model: lower(model) })],
  [new RegExp(`/predict/${HASH}$`), ([, offer]) => ({ kind: 'offer', offer: lower(offer) })],
  [new RegExp(`/jobs/${HASH}$`), ([, job]) => ({ kind: 'job', job: lower(job) })],
  [new RegExp(`/tx/${HASH}$`), ([, hash]) => ({ kind: 'transaction', hash: lower(hash) })],
  [
    new RegExp(`^${HASH}\\s*(?:[/:,#]|\\s|round)+\\s*([0-9]{1,6})$`),
    ([, task, round]) => ({ kind: 'round', task: lower(task), round: BigInt(round ?? 0) }),
  ],
  [new RegExp(`^${HASH}$`), ([, hash]) => ({ kind: 'hash', hash: lower(hash) })],
];

export const inputError = (why: string) => new ProtocolError('INPUT_UNKNOWN', why);

function cidOf(text: string): Subject | undefined {
  try {
    return { kind: 'cid', cid: parseCid(text).toString() };
  } catch {
    return undefined;
  }
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw inputError('this link is cut off');
  }
}

export function readText(text: string): Subject {
  const whole = text.trim();
  if (whole.length > MAX_INPUT_TEXT) throw new ProtocolError('INPUT_TOO_LARGE', 'this is too long to be pasted');
  if (whole.startsWith('{')) {
    const bytes = new TextEncoder().encode(whole);
    const json = readJson(bytes);
    if (json === undefined) throw new ProtocolError('INPUT_NOT_JSON', 'this begins like JSON and is none');
    return { kind: 'json', json, bytes };
  }
  // A link to this very page names what it is of.
  const of = /[?&]of=([^&#]+)/.exec(whole)?.[1];
  if (of !== undefined && whole.length < 2048) return readText(decoded(of));
  for (const [pattern, read] of READERS) {
    const match = pattern.exec(whole);
    if (match) return read(match);
  }
  const cid = cidOf(whole.replace(/^(ipfs:\/\/|\/ipfs\/)/, ''));
  if (cid) return cid;
  throw inputError('this is no hash, no link of this page, no CID and no JSON');
}

export function readBytes(bytes: Uint8Array): Subject {
  if (bytes.length > MAX_INPUT_BYTES) throw new ProtocolError('INPUT_TOO_LARGE', 'this file is too large');
  if (bytes.length === 0) throw inputError('this file is empty');
  const isJson = bytes[0] === 0x7b && bytes.length <= MAX_JSON_BYTES;
  const json = isJson ? readJson(bytes) : undefined;
  return json === undefined ? { kind: 'bytes', bytes } : { kind: 'json', json, bytes };
}

export const readInput = (input: Input): Subject =>
  input.kind === 'text' ? readText(input.text) : readBytes(input.bytes);
