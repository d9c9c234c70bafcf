import type { G1Point } from '../commitment/index.ts';
import { sharingError } from '../errors/index.ts';
import type { Randomness } from '../hashing/index.ts';
import { decodeEnvelope, digestEnvelope, type EnvelopeSize, encodeEnvelope } from './envelope.ts';
import { checkVector, type FieldVector } from './field-vector.ts';
import { derivePublicKey, generateKeyPair } from './keys.ts';
import { dealPolynomial } from './pedersen-vss.ts';
import { drawPolynomial, type VectorPolynomial } from './polynomial.ts';
import type { LogProof } from './schnorr.ts';
import { hashCiphertext, proveEphemeral, type ReceivedShare, sealShares, verifyEphemeral } from './sealing.ts';
import {
  completeSubmission,
  type Deal,
  hashDeal,
  type PublishedSubmission,
  publishedOf,
  type RoundScope,
  type Submission,
  totalCommitment,
} from './transcript.ts';
import type { Address } from './words.ts';

export interface PrepareOptions {
  readonly scope: RoundScope;
  readonly trainer: Address;
  /** The steps' commitments, in order (`commitUpdate`). */
  readonly D: readonly G1Point[];
  readonly bases: readonly G1Point[];
  /** The sum of the steps' committed values (`sumVectors`): it must open the sum of D. */
  readonly values: FieldVector;
  readonly publicKeys: readonly G1Point[];
  readonly threshold: number;
  readonly randomness: Randomness;
}

export interface PreparedSubmission {
  readonly submission: Submission;
  /** For IPFS: public. */
  readonly envelope: Uint8Array;
  /**
   * To be stored, encrypted, before the first proof and deleted after the freeze: with it all of the above can be
   * made again. A changed update needs all of it afresh.
   */
  readonly secrets: { readonly ephemeralKey: bigint; readonly polynomial: VectorPolynomial };
}

type Agreed = Omit<PrepareOptions, 'values' | 'randomness'>;

/** All that follows from what was agreed and drawn; only the proof of e needs randomness, or is there already. */
function sealSubmission(
  { scope, trainer, D, bases, publicKeys, threshold }: Agreed,
  { polynomial, ephemeralKey }: PreparedSubmission['secrets'],
  proofOf: (deal: Deal) => LogProof,
): PreparedSubmission {
  const dealt = dealPolynomial({ bases, polynomial, committee: { members: publicKeys.length, threshold } });
  const deal: Deal = { scope, trainer, D, E: derivePublicKey(ephemeralKey), C: dealt.C };
  if (!totalCommitment(deal).equals(dealt.D)) {
    throw sharingError('OPENING_MISMATCH', "the values do not open the sum of the steps' commitments");
  }
  const sealed = sealShares({ deal, ephemeralKey, publicKeys, shares: dealt.shares });
  const envelope = encodeEnvelope({ deal: hashDeal(deal), sealed });
  const submission = {
    deal,
    proofOfE: proofOf(deal),
    ctHashes: sealed.map(hashCiphertext),
    cidDigest: digestEnvelope(envelope),
  };
  return { submission, envelope, secrets: { ephemeralKey, polynomial } };
}

/** Everything that a trainer fixes before its first proof. Every call draws new secrets. */
export function prepareSubmission({ values, randomness, ...agreed }: PrepareOptions): PreparedSubmission {
  checkVector(values, agreed.bases.length, 'the shared vector');
  const polynomial = drawPolynomial(values, agreed.threshold, randomness);
  const { secretKey: ephemeralKey } = generateKeyPair(randomness);
  return sealSubmission(agreed, { polynomial, ephemeralKey }, (deal) => proveEphemeral(deal, ephemeralKey, randomness));
}

/**
 * The very submission that was prepared before, from its secrets and its proof of e: the same to the byte, or refused.
 * Whether it is that one is for `hashShares` to say.
 */
export function restoreSubmission({
  secrets,
  proofOfE,
  ...agreed
}: Agreed & Pick<PreparedSubmission, 'secrets'> & { readonly proofOfE: LogProof }): PreparedSubmission {
  const restored = sealSubmission(agreed, secrets, () => proofOfE);
  if (verifyEphemeral(restored.submission)) return restored;
  throw sharingError('EPHEMERAL_UNPROVEN', 'the proof of e is not that of this deal');
}

/** An envelope that fits what was published. */
export interface OpenedEnvelope {
  readonly submission: Submission;
  /** Of members 1..n. */
  readonly sealed: readonly Uint8Array[];
}

/**
 * Reads an envelope that was fetched from anywhere, for a submission of which the chain has but a hash of its ciphertexts:
 * it must be the envelope that the submission names, of its deal, and hold these ciphertexts.
 */
export function openEnvelope(envelope: Uint8Array, published: PublishedSubmission, size: EnvelopeSize): OpenedEnvelope {
  if (digestEnvelope(envelope) !== published.cidDigest) {
    throw sharingError('ENVELOPE_FOREIGN', 'this is not the envelope that the submission names');
  }
  const { deal, sealed } = decodeEnvelope(envelope, size);
  if (deal !== hashDeal(published.deal)) {
    throw sharingError('ENVELOPE_FOREIGN', 'this envelope is of another deal');
  }
  return { submission: completeSubmission(published, sealed.map(hashCiphertext)), sealed };
}

/** One member's ciphertext from an envelope that was fetched from anywhere; `openSealed` checks it on. */
export function takeSealed(
  envelope: Uint8Array,
  { submission, index, length }: Omit<ReceivedShare, 'ciphertext'>,
): Uint8Array {
  const size = { members: submission.ctHashes.length, length };
  const own = openEnvelope(envelope, publishedOf(submission), size).sealed[index - 1];
  if (!own) throw sharingError('INDEX_INVALID', `the envelope has no member ${index}`);
  return own;
}
