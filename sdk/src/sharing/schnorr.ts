import { type G1Point, multiScalar } from '../commitment/index.ts';
import { sharingError } from '../errors/index.ts';
import { FIELD_ORDER, fromWord, type Randomness, toField, toWord } from '../hashing/index.ts';
import { encodeComputed, hashName, hashWords } from './words.ts';

/**
 * A proof that one secret x makes every image from its base, image_k = x * base_k: Schnorr's with one pair,
 * Chaum and Pedersen's (CRYPTO '92) with two. Non-interactive by Fiat and Shamir; the challenge covers the whole
 * statement (Bernhard, Pereira and Warinschi, ePrint 2016/771):
 *
 *     T_k = nonce * base_k
 *     c   = keccak256(name, statement words, T_1.x, T_1.y, T_2.x, …) >> 3
 *     z   = nonce + c x mod r
 *
 * Written as (c, z), 64 bytes. The verifier computes T_k = z * base_k - c * image_k and compares the hash: 2 ecMul and
 * 1 ecAdd a pair, 12,150 gas (EIP-1108). With (T_k, z) the same multiplications would check z * base_k =
 * T_k + c * image_k, and each T_k costs 64 bytes of calldata where c costs 32 for all: 512 gas more with one pair,
 * 1,536 with two. Nor would (T_k, z) pay in a batch: ecMul costs the same for short weights, so N proofs of one pair
 * would take 2N + 1 of them.
 *
 * A verifier must refuse z >= r (z + r would do as well) and take a T_k that is the identity as zeros, as ecAdd
 * gives it. c < 2^253 needs no check of its own: a hash shifted by 3 is compared with it.
 */
export interface LogProof {
  readonly c: bigint;
  readonly z: bigint;
}

export interface LogPair {
  readonly base: G1Point;
  readonly image: G1Point;
}

/** The name of the proof's purpose, and words that must determine all bases and images. */
export interface LogStatement {
  readonly name: Uint8Array;
  readonly words: readonly Uint8Array[];
  readonly pairs: readonly LogPair[];
}

const NONCE = hashName('tacit.nonce');

export const checkSecret = (secret: bigint): bigint => {
  if (typeof secret === 'bigint' && secret > 0n && secret < FIELD_ORDER) return secret;
  throw sharingError('SECRET_INVALID', 'a secret key is a whole number from 1 to r - 1');
};

export function proveLogs(statement: LogStatement, secret: bigint, randomness: Randomness): LogProof {
  const nonce = deriveNonce(statement, checkSecret(secret), randomness);
  // Of a secret, so noble's blinded multiplication.
  const c = challengeOf(
    statement,
    statement.pairs.map(({ base }) => base.multiply(nonce)),
  );
  return { c, z: toField(nonce + c * secret) };
}

export function verifyLogs(statement: LogStatement, { c, z }: LogProof): boolean {
  if (typeof c !== 'bigint' || typeof z !== 'bigint' || z < 0n || z >= FIELD_ORDER) return false;
  return (
    challengeOf(
      statement,
      statement.pairs.map(({ base, image }) => multiScalar([base, image], [z, -c])),
    ) === c
  );
}

function challengeOf({ name, words }: LogStatement, commitments: readonly G1Point[]): bigint {
  return hashWords(name, [...words, ...commitments.map(encodeComputed)]) >> 3n;
}

/**
 * Randomness hedged with secret and statement, as RFC 6979, section 3.6, allows. Two proofs with one nonce and
 * different challenges give away the secret, which a repeating source of randomness alone would bring about. 512 bits
 * mod r leave no bias to speak of. 0 would have the probability of guessing the secret, and `multiply` refuses it.
 */
function deriveNonce({ name, words }: LogStatement, secret: bigint, randomness: Randomness): bigint {
  const fresh = randomness.bytes(32);
  const statement = toWord(hashWords(name, words));
  const half = (which: bigint) => hashWords(NONCE, [toWord(which), toWord(secret), statement, toWord(fromWord(fresh))]);
  return toField((half(0n) << 256n) | half(1n));
}
