import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeG1, type G1Point } from '../commitment/index.ts';
import { provingError } from '../errors/index.ts';
import { fromWord, toWord } from '../hashing/index.ts';

/** What a stand-alone proof (no chain, no round) is bound to, beside its key and its commitment. */
export interface ContextParts {
  /** Any number that the verifier chose, so that an old proof cannot be shown again. */
  readonly nonce: bigint;
  readonly step: number;
  readonly epoch: number;
}

const STANDALONE = keccak_256(utf8ToBytes('tacit.standalone'));

/**
 * keccak256(domain, keyHash, nonce, step, epoch, D) >> 3. That D goes in makes the proof a proof of knowledge
 * of D's opening: without it, (B + s * eta2, D + s * A) passes as well, and nobody could open that D.
 */
export function standaloneContext(keyHash: bigint, parts: ContextParts, commitment: G1Point): bigint {
  for (const key of ['step', 'epoch'] as const) {
    if (!Number.isSafeInteger(parts[key]) || parts[key] < 0) {
      throw provingError('FIELD_INVALID', `the context's ${key} must be a whole number from 0 up`);
    }
  }
  const words = [keyHash, parts.nonce, BigInt(parts.step), BigInt(parts.epoch)].map(toWord);
  return fromWord(keccak_256(concatBytes(STANDALONE, ...words, encodeG1(commitment)))) >> 3n;
}
