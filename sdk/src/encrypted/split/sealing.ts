// What user and creator of a split job send each other: HPKE (RFC 9180), base mode. Base mode says nothing of the sender;
// the chain does: only the job's user can name the block that it hands over, and only the creator the one with its answer.
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { x25519 } from '@noble/curves/ed25519.js';
import { encryptedError, errorCode } from '../../errors/index.ts';
import { type Randomness, toWord } from '../../hashing/index.ts';

type Hex = `0x${string}`;

/** Which job something was sealed for: it opens for no other. */
export interface JobScope {
  readonly chainId: number;
  readonly market: Hex;
  readonly job: Hex;
}

export type Direction = 'to-creator' | 'to-user';

/** X25519, raw. */
export interface SealingKeys {
  /** Stays with its owner. */
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

export const SEALING_KEY_BYTES = 32;
/** Of one block of the store, so that a reader knows when to stop before it begins. */
export const MOST_SEALED_BYTES = 2 ** 20;

/* version, 1 byte | encapsulated key, 32 | ciphertext, as long as the plaintext | tag, 16 */
const VERSION = 1;
const HEAD_BYTES = 1 + SEALING_KEY_BYTES;
const TAG_BYTES = 16;
const NAME = new TextEncoder().encode('tacit split 1\0');
const DIRECTIONS: Readonly<Record<Direction, number>> = { 'to-creator': 1, 'to-user': 2 };

const refused = (why: string) => encryptedError('HANDOVER_REFUSED', why);

const suiteOf = () =>
  new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

export const sealedBytes = (plaintextBytes: number): number => HEAD_BYTES + plaintextBytes + TAG_BYTES;

/** Refuses keys that are none, and those of low order: whatever is sealed to one of them, everybody can open. */
export function checkSealingKey(publicKey: Uint8Array): Uint8Array {
  if (publicKey instanceof Uint8Array && publicKey.length === SEALING_KEY_BYTES) {
    try {
      x25519.scalarMult(new Uint8Array(SEALING_KEY_BYTES).fill(1), publicKey);
      return publicKey;
    } catch {
      throw refused('the key to seal to is of low order: what is sealed to it is open to everybody');
    }
  }
  throw refused(`a key to seal to has ${SEALING_KEY_BYTES} bytes`);
}

export function sealingKeysOf(secretKey: Uint8Array): SealingKeys {
  if (!(secretKey instanceof Uint8Array) || secretKey.length !== SEALING_KEY_BYTES) {
    throw encryptedError('SECRET_KEY_INVALID', `a secret key for hand-overs has ${SEALING_KEY_BYTES} bytes`);
  }
  return { secretKey, publicKey: x25519.getPublicKey(secretKey) };
}

export const createSealingKeys = (randomness: Randomness): SealingKeys =>
  sealingKeysOf(randomness.bytes(SEALING_KEY_BYTES));

function hexBytes(text: Hex, length: number, what: string): Uint8Array {
  if (typeof text !== 'string' || text.length !== 2 + 2 * length || !/^0x[0-9a-fA-F]*$/.test(text)) {
    throw refused(`${what} is not 0x and ${2 * length} hex digits`);
  }
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(text.slice(2 + 2 * i, 4 + 2 * i), 16));
}

/** Chain id, 32 bytes | market, 20 | job, 32. HANDOVER_REFUSED for anything else. */
export function scopeBytes({ chainId, market, job }: JobScope): Uint8Array {
  if (!Number.isSafeInteger(chainId) || chainId < 1) throw refused('a chain id is a whole number from 1');
  const bytes = new Uint8Array(84);
  bytes.set(toWord(BigInt(chainId)));
  bytes.set(hexBytes(market, 20, 'the market'), 32);
  bytes.set(hexBytes(job, 32, 'the job'), 52);
  return bytes;
}

/** "tacit split 1", 0 | direction | the scope. */
const infoOf = (scope: JobScope, direction: Direction): ArrayBuffer =>
  Uint8Array.of(...NAME, DIRECTIONS[direction], ...scopeBytes(scope)).buffer;

export interface SealOptions {
  readonly scope: JobScope;
  readonly direction: Direction;
  readonly randomness: Randomness;
}

/** What only the owner of that key opens, for this job, in this direction. */
export async function seal(
  plaintext: Uint8Array,
  recipient: Uint8Array,
  { scope, direction, randomness }: SealOptions,
): Promise<Uint8Array> {
  const total = sealedBytes(plaintext.length);
  if (total > MOST_SEALED_BYTES) throw refused(`a hand-over has at most ${MOST_SEALED_BYTES} bytes, not ${total}`);
  const suite = suiteOf();
  const recipientPublicKey = await suite.kem.deserializePublicKey(Uint8Array.from(checkSealingKey(recipient)).buffer);
  // RFC 9180, section 7.1.3: a key pair from 32 uniform bytes. Used for this one message, and forgotten.
  const ephemeral = await suite.kem.deriveKeyPair(Uint8Array.from(randomness.bytes(SEALING_KEY_BYTES)).buffer);
  const info = infoOf(scope, direction);
  const sender = await suite.createSenderContext({ recipientPublicKey, info, ekm: ephemeral });
  const ciphertext = await sender.seal(Uint8Array.from(plaintext).buffer);
  const sealed = new Uint8Array(total);
  sealed[0] = VERSION;
  sealed.set(new Uint8Array(sender.enc), 1);
  sealed.set(new Uint8Array(ciphertext), HEAD_BYTES);
  return sealed;
}

export interface OpenOptions {
  readonly scope: JobScope;
  readonly direction: Direction;
  /** Of the plaintext: it follows from the offer and the job. */
  readonly length: number;
}

/** HANDOVER_REFUSED for anything but the bytes that were sealed to this key, for this job, in this direction. */
export async function unseal(
  sealed: Uint8Array,
  secretKey: Uint8Array,
  { scope, direction, length }: OpenOptions,
): Promise<Uint8Array> {
  const keys = sealingKeysOf(secretKey);
  const info = infoOf(scope, direction);
  if (!(sealed instanceof Uint8Array) || sealed.length !== sealedBytes(length)) {
    throw refused(`this hand-over must have ${sealedBytes(length)} bytes`);
  }
  if (sealed[0] !== VERSION) throw refused('this is no hand-over, or one of another version');
  const suite = suiteOf();
  const recipientKey = await suite.kem.deserializePrivateKey(Uint8Array.from(keys.secretKey).buffer);
  try {
    const enc = checkSealingKey(sealed.slice(1, HEAD_BYTES)).buffer as ArrayBuffer;
    const receiver = await suite.createRecipientContext({ recipientKey, enc, info });
    return new Uint8Array(await receiver.open(sealed.slice(HEAD_BYTES).buffer));
  } catch (error) {
    if (errorCode(error)) throw error;
    throw refused('the hand-over does not open: it was sealed to another key or for another job, or is damaged');
  }
}
