// The format of what is encrypted at rest, in files and in a browser's storage: one, so that each opens what the other sealed.
import { nodeError } from '../errors/index.ts';

/** A key has 32 bytes, uniformly random. */
export type SealingSecret =
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'key'; readonly key: Uint8Array };

export interface SealingOptions {
  readonly secret: SealingSecret;
  /** What is sealed is for: what was sealed for another purpose does not open. */
  readonly purpose: string;
}

/*
 * name and version, 16 bytes | kind | log2 N | r | p | salt, 16 | nonce, 12 | ciphertext | tag, 16
 *
 * Everything before the ciphertext, and the purpose, are authenticated with it. Each sealing has a key of its own, so
 * nonces never meet.
 */
const NAME = 'tacit sealed 1\n\0';
const [KIND_AT, SALT_AT, NONCE_AT] = [16, 20, 36] as const;
export const HEADER_BYTES = 48;
export const TAG_BYTES = 16;
/** Salt and nonce: what is drawn for each sealing. */
export const RANDOM_BYTES = HEADER_BYTES - SALT_AT;
const KINDS = ['key', 'passphrase'] as const;

/** What scrypt is asked for. */
export interface SealingCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}
/** RFC 7914's scrypt with 128 MiB, as OWASP's password storage cheat sheet has it first. */
const COST: SealingCost = { logN: 17, r: 8, p: 1 };
const NO_COST: SealingCost = { logN: 0, r: 0, p: 0 };
/** What may be asked for at most: whoever sealed may not be the reader. */
const MOST: SealingCost = { logN: 18, r: 8, p: 4 };
const LEAST_LOG_N = 14;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

export function checkSealing({ secret, purpose }: SealingOptions): void {
  if (!/^[\x20-\x7e]{1,200}$/.test(purpose)) throw new RangeError('a purpose is a short text in ASCII');
  if (secret.kind === 'key' && secret.key.length === 32) return;
  if (secret.kind === 'passphrase' && secret.passphrase !== '') return;
  const why = secret.kind === 'key' ? 'a sealing key has 32 bytes' : 'an empty passphrase protects nothing';
  throw nodeError('SEALING_SECRET_INVALID', why);
}

export interface SealedHeader {
  /** As it is written, and authenticated. */
  readonly bytes: Uint8Array;
  readonly cost: SealingCost;
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
}

const headerOf = (bytes: Uint8Array, cost: SealingCost): SealedHeader => ({
  bytes,
  cost,
  salt: bytes.subarray(SALT_AT, NONCE_AT),
  nonce: bytes.subarray(NONCE_AT, HEADER_BYTES),
});

/** A header for a new sealing; of the randomness, `RANDOM_BYTES` are used, and only here. */
export function makeHeader(kind: SealingSecret['kind'], random: Uint8Array): SealedHeader {
  const cost = kind === 'passphrase' ? COST : NO_COST;
  const bytes = new Uint8Array(HEADER_BYTES);
  bytes.set([...encode(NAME), KINDS.indexOf(kind), cost.logN, cost.r, cost.p]);
  bytes.set(random.subarray(0, RANDOM_BYTES), SALT_AT);
  return headerOf(bytes, cost);
}

function readCost(header: Uint8Array, kind: SealingSecret['kind']): SealingCost | undefined {
  const [, logN, r, p] = header.subarray(KIND_AT, SALT_AT) as unknown as [number, number, number, number];
  const cost = { logN, r, p };
  if (kind === 'key') return logN === 0 && r === 0 && p === 0 ? cost : undefined;
  const bounded = logN >= LEAST_LOG_N && logN <= MOST.logN && r >= 1 && r <= MOST.r && p >= 1 && p <= MOST.p;
  // The last is a rule of scrypt's own.
  return bounded && logN < 16 * r ? cost : undefined;
}

const isNamed = (bytes: Uint8Array): boolean => encode(NAME).every((byte, i) => bytes[i] === byte);

/** The header of sealed bytes, or undefined if they are none, or were not sealed under a secret of that kind. */
export function readHeader(sealed: Uint8Array, kind: SealingSecret['kind']): SealedHeader | undefined {
  if (sealed.length < HEADER_BYTES + TAG_BYTES || !isNamed(sealed)) return undefined;
  if (KINDS[sealed[KIND_AT] as number] !== kind) return undefined;
  const bytes = sealed.subarray(0, HEADER_BYTES);
  const cost = readCost(bytes, kind);
  return cost && headerOf(bytes, cost);
}

/** Whether these may be sealed bytes, and under which kind of secret. */
export function sealedKind(bytes: Uint8Array): SealingSecret['kind'] | undefined {
  return bytes.length > HEADER_BYTES && isNamed(bytes) ? KINDS[bytes[KIND_AT] as number] : undefined;
}

/** One passphrase can be typed in several ways, and look the same. */
export const passphraseText = (passphrase: string): string => passphrase.normalize('NFKC');

/** What HKDF-SHA-256 (RFC 5869) is told when the secret is a key. */
export const sealingInfo = (purpose: string): Uint8Array => encode(`tacit sealed 1: ${purpose}`);

/** What is authenticated beside the ciphertext. */
export function sealingContext({ bytes }: SealedHeader, purpose: string): Uint8Array {
  const text = encode(purpose);
  const context = new Uint8Array(bytes.length + text.length);
  context.set(bytes);
  context.set(text, bytes.length);
  return context;
}
