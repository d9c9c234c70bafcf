import { bn254 } from '@noble/curves/bn254.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { encodeG1, type G1Point } from '../commitment/index.ts';
import { sharingError } from '../errors/index.ts';
import { FIELD_ORDER, fromWord, type Randomness, toWord } from '../hashing/index.ts';
import { checkIndex } from './committee.ts';
import { checkVector, type FieldVector } from './field-vector.ts';
import { checkSecret, type LogProof, type LogStatement, proveLogs, verifyLogs } from './schnorr.ts';
import { type Deal, hashDeal, type Submission } from './transcript.ts';
import { encodeWords, hashName, prefixedHash } from './words.ts';

const G = bn254.G1.Point.BASE;
const EPHEMERAL = hashName('tacit.ephemeral');
const PAD = hashName('tacit.pad');
const WORD_BYTES = 32;

/**
 * c = keccak256(dom("tacit.ephemeral"), deal, E.x, E.y, T.x, T.y) >> 3, (c, z) with T = z * (1, 2) - c * E.
 *
 * It shows that the trainer of this deal knows e. Whoever copied another's E, or took a * E, cannot show that. Without
 * it, members would complain about junk sealed under such an E, and publish the very Z that open its owner's shares.
 */
const statementOf = (deal: Deal): LogStatement => ({
  name: EPHEMERAL,
  words: [toWord(hashDeal(deal)), encodeG1(deal.E)],
  pairs: [{ base: G, image: deal.E }],
});

export const proveEphemeral = (deal: Deal, ephemeralKey: bigint, randomness: Randomness): LogProof =>
  proveLogs(statementOf(deal), ephemeralKey, randomness);

export const verifyEphemeral = ({ deal, proofOfE }: Pick<Submission, 'deal' | 'proofOfE'>): boolean =>
  verifyLogs(statementOf(deal), proofOfE);

/** keccak256 of a member's ciphertext, word after word. No name in front: only `sharesHash` uses it. */
export const hashCiphertext = (ciphertext: Uint8Array): bigint => fromWord(keccak_256(ciphertext));

export interface SealOptions {
  readonly deal: Deal;
  /** e: used for one deal and forgotten. */
  readonly ephemeralKey: bigint;
  /** Y_1..Y_n. */
  readonly publicKeys: readonly G1Point[];
  readonly shares: readonly FieldVector[];
}

/** Ciphertexts of 32 L bytes for members 1..n: Z_i = e * Y_i, word l = share_l XOR pad_l. */
export function sealShares({ deal, ephemeralKey, publicKeys, shares }: SealOptions): Uint8Array[] {
  checkSecret(ephemeralKey);
  if (shares.length !== publicKeys.length) {
    throw sharingError('SHARE_COUNT_INVALID', `${shares.length} shares cannot go to ${publicKeys.length} members`);
  }
  const hash = hashDeal(deal);
  return publicKeys.map((publicKey, k) => {
    const share = checkVector(shares[k] as FieldVector, shares[0]?.length ?? 0, 'a share');
    return applyPads(publicKey.multiply(ephemeralKey), hash, k + 1, encodeWords(share));
  });
}

/**
 * XOR with keccak256(dom("tacit.pad"), Z.x, Z.y, deal, i, l), i counted from 1 and l from 0. A pad serves once: deal
 * determines the shares, whose commitments it holds. Adding pads mod r instead would be biased, as 2^256 is no
 * multiple of r; with XOR a plaintext can be r or more, and then the share is bad.
 */
function applyPads(Z: G1Point, deal: bigint, index: number, bytes: Uint8Array): Uint8Array {
  const padOf = prefixedHash(PAD, [encodeG1(Z), toWord(deal), toWord(BigInt(index))]);
  const padded = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += WORD_BYTES) {
    const pad = padOf(toWord(BigInt(at / WORD_BYTES)));
    for (let b = 0; b < WORD_BYTES; b++) padded[at + b] = (bytes[at + b] as number) ^ (pad[b] as number);
  }
  return padded;
}

/** The words under the pads, r or more included. Assumes: whole words. */
export const removePads = (Z: G1Point, deal: Deal, index: number, ciphertext: Uint8Array): bigint[] =>
  wordsOf(applyPads(Z, hashDeal(deal), index, ciphertext));

const wordsOf = (bytes: Uint8Array): bigint[] =>
  Array.from({ length: bytes.length / WORD_BYTES }, (_, l) => fromWord(bytes, WORD_BYTES * l));

/** What a member holds of one trainer: the submission as the chain has it, and the bytes sealed to this member. */
export interface ReceivedShare {
  /** Assumes: `hashShares` of it is what the chain recorded for this trainer. */
  readonly submission: Submission;
  readonly index: number;
  readonly ciphertext: Uint8Array;
  /** L, the number of committed values. */
  readonly length: number;
}

/** What must hold before a secret key is touched, in this order. Each failure is a complaint that reveals nothing. */
export function checkSealed({ submission, index, ciphertext, length }: ReceivedShare): void {
  if (!verifyEphemeral(submission)) {
    throw sharingError('EPHEMERAL_UNPROVEN', 'the trainer has not shown that it knows e: nothing is decrypted');
  }
  // Not a complaint but a demand: these are not the bytes that the trainer is bound to.
  if (submission.ctHashes[checkIndex(index) - 1] !== hashCiphertext(ciphertext)) {
    throw sharingError('CIPHERTEXT_MISMATCH', `these are not the bytes sealed to member ${index}`, { index });
  }
  if (ciphertext.length !== WORD_BYTES * length) {
    throw sharingError('CIPHERTEXT_LENGTH', `a sealed share has ${length} words`, { bytes: ciphertext.length });
  }
}

/** The member's share, not yet checked against the commitments (`checkShare`, `findBadShares`). */
export function openSealed(received: ReceivedShare & { readonly secretKey: bigint }): bigint[] {
  checkSealed(received);
  const { submission, index, ciphertext } = received;
  const Z = submission.deal.E.multiply(checkSecret(received.secretKey));
  const share = removePads(Z, submission.deal, index, ciphertext);
  if (share.every((word) => word < FIELD_ORDER)) return share;
  throw sharingError('SHARE_OUT_OF_FIELD', 'the sealed share has a word of r or more', { index });
}
