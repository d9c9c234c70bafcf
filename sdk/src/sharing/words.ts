import { keccak_256 } from '@noble/hashes/sha3.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeG1, G1_BYTES, type G1Point } from '../commitment/index.ts';
import { sharingError } from '../errors/index.ts';
import { fromWord, toWord } from '../hashing/index.ts';

/*
 * Everything that is hashed here is a row of 32-byte big-endian words, as `abi.encode` writes static values and
 * `abi.encodePacked` writes bytes32 and uint256: numbers and hashes as they are, an address left-padded, a point as
 * x, y. The first word is keccak256 of the hash's name in UTF-8, so that nothing hashed for one purpose serves another.
 */

/** 20 bytes in hex, in any case; EIP-55's checksum is for whoever reads addresses from people. */
export type Address = `0x${string}`;

export const hashName = (name: string): Uint8Array => keccak_256(utf8ToBytes(name));

export function encodeNumber(value: bigint, what: string): Uint8Array {
  if (typeof value === 'bigint' && value >= 0n && value < 1n << 256n) return toWord(value);
  throw sharingError('WORD_INVALID', `${what} must be a whole number from 0 to 2^256 - 1`);
}

export function encodeAddress(address: Address, what: string): Uint8Array {
  if (typeof address === 'string' && /^0x[0-9a-fA-F]{40}$/.test(address)) return toWord(BigInt(address));
  throw sharingError('ADDRESS_INVALID', `${what} must be 0x followed by 40 hex digits`);
}

/** Like `encodeG1`, but with EIP-196's zeros for the identity: for points that a verifier computes. */
export const encodeComputed = (point: G1Point): Uint8Array =>
  point.is0() ? new Uint8Array(G1_BYTES) : encodeG1(point);

/** The words one after the other, in one array of bytes. Assumes: each below 2^256. */
export function encodeWords(words: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(32 * words.length);
  for (const [at, word] of words.entries()) bytes.set(toWord(word), 32 * at);
  return bytes;
}

export function hashWords(name: Uint8Array, words: Iterable<Uint8Array>): bigint {
  const hash = keccak_256.create().update(name);
  for (const word of words) hash.update(word);
  return fromWord(hash.digest());
}

/** `hashWords` of many rows that differ in their last word alone: what they have in common is hashed once. */
export function prefixedHash(name: Uint8Array, head: Iterable<Uint8Array>): (last: Uint8Array) => Uint8Array {
  const prefix = keccak_256.create().update(name);
  for (const word of head) prefix.update(word);
  return (last) => prefix.clone().update(last).digest();
}
