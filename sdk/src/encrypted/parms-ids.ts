import { blake2b } from '@noble/hashes/blake2.js';
import type { ParameterSet } from './parameters.ts';
import { primesOf } from './primes.ts';

const SCHEMES = { bfv: 1n, ckks: 2n } as const;
const known = new Map<string, Uint8Array>();

/**
 * By what SEAL knows the parameters of a level, without SEAL: BLAKE2b of scheme, degree, primes and plain modulus. With
 * all primes it is the level of keys.
 */
export function parmsIdOf({ name, scheme, degree }: ParameterSet, level: number): Uint8Array {
  const key = `${name}/${level}`;
  const found = known.get(key);
  if (found) return found;
  const { coefficients, plain = 0n } = primesOf(name);
  const words = [SCHEMES[scheme], BigInt(degree), ...coefficients.slice(0, level), plain];
  const id = blake2b(bytesOfWords(words), { dkLen: 32 });
  known.set(key, id);
  return id;
}

/** Little-endian, 64 bits each, as everything that SEAL writes. */
export function bytesOfWords(words: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(8 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, k) => {
    view.setBigUint64(8 * k, word, true);
  });
  return bytes;
}
