import { encodeG1, type G1Point, sumPoints } from '../commitment/index.ts';
import { sharingError } from '../errors/index.ts';
import type { LogProof } from './schnorr.ts';
import { type Address, encodeAddress, encodeNumber, hashName, hashWords } from './words.ts';

/*
 * What a trainer says before its first proof, in the order in which it is fixed, so that nothing hashes itself:
 * deal (D, E, C) > pads and proof of e > ciphertexts > envelope and its CID > sharesHash > contexts > proofs.
 *
 * Every list is preceded by its count, and everything before a count has a fixed width. So each hash has one reading
 * of its words, and no two transcripts have the same words: a point cannot pass from the D's to the C's, nor
 * a ciphertext's hash for a part of the proof.
 */

/** Which round of which task, where. */
export interface RoundScope {
  readonly chainId: bigint;
  readonly contract: Address;
  /** Of the verification key (`VerificationKey.hash`). */
  readonly keyHash: bigint;
  readonly task: bigint;
  readonly round: bigint;
}

/** What a trainer commits to in a round. Capital letters are points, as in docs/PROTOCOL.md. None is the identity. */
export interface Deal {
  readonly scope: RoundScope;
  readonly trainer: Address;
  /** One for each step, in order. */
  readonly D: readonly G1Point[];
  /** e * (1, 2), the one-time key under which shares are sealed. */
  readonly E: G1Point;
  /** C_1..C_{t-1}. */
  readonly C: readonly G1Point[];
}

/** All that `sharesHash` covers. */
export interface Submission {
  readonly deal: Deal;
  readonly proofOfE: LogProof;
  /** `hashCiphertext` of members 1..n. */
  readonly ctHashes: readonly bigint[];
  /** The SHA-256 inside the CID of the envelope. */
  readonly cidDigest: bigint;
}

/** The same as the chain has it: of the ciphertexts it knows one hash, `hashCiphertexts`. */
export interface PublishedSubmission {
  readonly deal: Deal;
  readonly proofOfE: LogProof;
  readonly ctRoot: bigint;
  readonly cidDigest: bigint;
}

const DEAL = hashName('tacit.deal');
const SHARES = hashName('tacit.shares');
const SEALED = hashName('tacit.sealed');
const STEP = hashName('tacit.step');
const FINAL = hashName('tacit.final');

const encodeCount = (list: readonly unknown[]): Uint8Array => encodeNumber(BigInt(list.length), 'a count');

/** chainId, contract, keyHash, task, round: 5 words. */
export const encodeScope = ({ chainId, contract, keyHash, task, round }: RoundScope): Uint8Array[] => [
  encodeNumber(chainId, 'the chain id'),
  encodeAddress(contract, 'the contract'),
  encodeNumber(keyHash, "the key's hash"),
  encodeNumber(task, 'the task'),
  encodeNumber(round, 'the round'),
];

/**
 * keccak256(dom("tacit.deal"), chainId, contract, keyHash, task, round, trainer, K, D_1.x, D_1.y, …, D_K.y,
 * E.x, E.y, t - 1, C_1.x, …, C_{t-1}.y): 11 + 2K + 2(t - 1) words.
 */
export function hashDeal({ scope, trainer, D, E, C }: Deal): bigint {
  if (D.length === 0) throw sharingError('TRANSCRIPT_INVALID', 'a deal has a commitment for every step, at least one');
  const head = [...encodeScope(scope), encodeAddress(trainer, 'the trainer')];
  return hashWords(DEAL, [
    ...head,
    encodeCount(D),
    ...D.map(encodeG1),
    encodeG1(E),
    encodeCount(C),
    ...C.map(encodeG1),
  ]);
}

/**
 * keccak256(dom("tacit.sealed"), n, ctHash_1, …, ctHash_n): 2 + n words. What a submission says of its ciphertexts, so that
 * it is as long for a large committee as for a small one.
 */
export function hashCiphertexts(ctHashes: readonly bigint[]): bigint {
  if (ctHashes.length === 0) throw sharingError('TRANSCRIPT_INVALID', 'a submission has a ciphertext for every member');
  return hashWords(SEALED, [
    encodeCount(ctHashes),
    ...ctHashes.map((hash) => encodeNumber(hash, "a ciphertext's hash")),
  ]);
}

/** What the chain gets to see of a submission. */
export const publishedOf = ({ deal, proofOfE, ctHashes, cidDigest }: Submission): PublishedSubmission => ({
  deal,
  proofOfE,
  ctRoot: hashCiphertexts(ctHashes),
  cidDigest,
});

/** The submission that was published, if these are the hashes of its ciphertexts. */
export function completeSubmission(published: PublishedSubmission, ctHashes: readonly bigint[]): Submission {
  const { deal, proofOfE, cidDigest } = published;
  if (hashCiphertexts(ctHashes) === published.ctRoot) return { deal, proofOfE, ctHashes, cidDigest };
  throw sharingError('ENVELOPE_FOREIGN', "these are not the hashes of the submission's ciphertexts");
}

/**
 * keccak256(dom("tacit.shares"), deal, c, z, ctRoot, cidDigest): 6 words. (c, z) is the proof of e; `LogProof` says why this
 * form. The trainer signs this hash, or sends it itself.
 */
export function hashShares(submission: Submission | PublishedSubmission): bigint {
  const { deal, proofOfE, ctRoot, cidDigest } = 'ctRoot' in submission ? submission : publishedOf(submission);
  return hashWords(SHARES, [
    encodeNumber(hashDeal(deal), 'the deal'),
    encodeNumber(proofOfE.c, 'the challenge'),
    encodeNumber(proofOfE.z, 'the response'),
    encodeNumber(ctRoot, "the ciphertexts' hash"),
    encodeNumber(cidDigest, 'the digest of the CID'),
  ]);
}

/**
 * keccak256(dom("tacit.step"), deal, sharesHash, s, D_s.x, D_s.y) >> 3, s counted from 0: 6 words. The public signal
 * `context` of step s. It binds D_s, which makes the proof one of knowledge of D_s' opening.
 */
export function stepContext(submission: Submission | PublishedSubmission, step: number): bigint {
  const D = submission.deal.D[step];
  if (!D) throw sharingError('TRANSCRIPT_INVALID', `the deal has no step ${step}`);
  const words = [hashDeal(submission.deal), hashShares(submission), BigInt(step)];
  return hashWords(STEP, [...words.map((word) => encodeNumber(word, 'a word')), encodeG1(D)]) >> 3n;
}

/** What the finaliser's proof is bound to. `sumOfD` is the contract's own sum, never the finaliser's word. */
export interface FinalStatement {
  readonly scope: RoundScope;
  /** The contract's rolling hash of the included set. */
  readonly frozenLog: bigint;
  readonly sumOfD: G1Point;
  readonly beneficiary: Address;
}

/**
 * keccak256(dom("tacit.final"), chainId, contract, keyHash, task, round, frozenLog, D_sum.x, D_sum.y,
 * beneficiary) >> 3: 10 words. A sum that is the identity is refused here as in the proof: all its trainers colluded.
 */
export function finalContext({ scope, frozenLog, sumOfD, beneficiary }: FinalStatement): bigint {
  const words = [...encodeScope(scope), encodeNumber(frozenLog, 'the frozen log'), encodeG1(sumOfD)];
  return hashWords(FINAL, [...words, encodeAddress(beneficiary, 'the beneficiary')]) >> 3n;
}

/** C_0 of the sharing: the sum over the steps. */
export const totalCommitment = ({ D }: Deal): G1Point => sumPoints(D);
