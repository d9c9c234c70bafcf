// A keyholder's part of a round: its shares of all trainers, checked one for one, and their sum.
import { sha256 } from '@noble/hashes/sha2.js';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import * as Digest from 'multiformats/hashes/digest';
import type { G1Point } from '../commitment/index.ts';
import { errorCode, roundError } from '../errors/index.ts';
import { fromWord, type Randomness, toWord } from '../hashing/index.ts';
import {
  type Complaint,
  completeSubmission,
  type FieldVector,
  fileComplaint,
  findBadShares,
  isFieldVector,
  openEnvelope,
  openSealed,
  type PublishedSubmission,
  type Submission,
  sumVectors,
  totalCommitment,
  verifyEphemeral,
} from '../sharing/index.ts';

/** What a member could get of one trainer. */
export interface ReceivedEnvelope {
  /** As the chain has it. */
  readonly submission: PublishedSubmission;
  /** From anywhere; it is compared with the submission. */
  readonly envelope?: Uint8Array | undefined;
  /** This member's ciphertext alone, as somebody showed it on chain after a demand, and the hashes of all of them. */
  readonly shown?: { readonly ciphertext: Uint8Array; readonly ctHashes: readonly bigint[] } | undefined;
}

export type OpenedShare =
  | { readonly outcome: 'right'; readonly share: FieldVector }
  /** The trainer is at fault: `complain`, with the hashes of all ciphertexts where one of them is shown. */
  | { readonly outcome: 'complaint'; readonly complaint: Complaint; readonly ctHashes: readonly bigint[] }
  /** The bytes are not there, or are others: `demandShare`. */
  | { readonly outcome: 'demand'; readonly reason: 'envelope-missing' | 'envelope-foreign' | 'envelope-malformed' };

export interface OpenSharesOptions {
  /** The member's number, from 1, and how many there are. */
  readonly index: number;
  readonly members: number;
  readonly secretKey: bigint;
  readonly bases: readonly G1Point[];
  readonly threshold: number;
  readonly randomness: Randomness;
}

type Demand = Extract<OpenedShare, { outcome: 'demand' }>;
/** A member's ciphertext, of a submission all of whose ciphertexts' hashes are known. */
interface Taken {
  readonly submission: Submission;
  readonly ciphertext: Uint8Array;
}

const demand = (reason: Demand['reason']): Demand => ({ outcome: 'demand', reason });

/** A trainer may have named any bytes as its envelope: whatever cannot be read is demanded ciphertext by ciphertext. */
function takeCiphertext(received: ReceivedEnvelope, { index, members, bases }: OpenSharesOptions): Taken | Demand {
  const { submission: published, envelope, shown } = received;
  try {
    if (shown) return { submission: completeSubmission(published, shown.ctHashes), ciphertext: shown.ciphertext };
    if (!envelope) return demand('envelope-missing');
    const { submission, sealed } = openEnvelope(envelope, published, { members, length: bases.length });
    return { submission, ciphertext: sealed[index - 1] as Uint8Array };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENVELOPE_FOREIGN') return demand('envelope-foreign');
    if (code === 'ENVELOPE_INVALID' || code === 'ENVELOPE_TOO_LARGE') return demand('envelope-malformed');
    throw error;
  }
}

/** What a member found before it is known whether its share lies on the commitments. */
interface Found {
  readonly opened: OpenedShare;
  readonly taken?: Taken;
}

const complainOf = (options: OpenSharesOptions, taken: Taken): OpenedShare => ({
  outcome: 'complaint',
  complaint: fileComplaint({ ...options, ...taken }),
  ctHashes: taken.submission.ctHashes,
});

function openOne(received: ReceivedEnvelope, options: OpenSharesOptions): Found {
  const { index, secretKey, bases } = options;
  // First: no bytes can mend it, and nothing is decrypted without it.
  if (!verifyEphemeral(received.submission)) {
    return { opened: { outcome: 'complaint', complaint: { kind: 'ephemeral' }, ctHashes: [] } };
  }
  const taken = takeCiphertext(received, options);
  if ('outcome' in taken) return { opened: taken };
  try {
    const share = openSealed({ ...taken, index, length: bases.length, secretKey });
    return { opened: { outcome: 'right', share }, taken };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'CIPHERTEXT_MISMATCH') return { opened: demand('envelope-foreign') };
    if (code !== 'CIPHERTEXT_LENGTH' && code !== 'SHARE_OUT_OF_FIELD') throw error;
    return { opened: complainOf(options, taken) };
  }
}

/**
 * Opens and checks a member's share of each trainer, and says what is due about those that are not right: nothing here
 * publishes anything. Many shares are checked at once, and one by one only if that fails.
 */
export function openShares(received: readonly ReceivedEnvelope[], options: OpenSharesOptions): OpenedShare[] {
  const found = received.map((one) => openOne(one, options));
  const opened = found.map((one) => one.opened);
  const dealt = found.flatMap(({ opened: { outcome, ...share }, taken }, at) => {
    if (outcome !== 'right' || !taken || !('share' in share)) return [];
    const { deal } = taken.submission;
    return [{ at, taken, D: totalCommitment(deal), C: deal.C, share: share.share }];
  });
  if (dealt.length === 0) return opened;
  const { bases, threshold, index, randomness } = options;
  for (const position of findBadShares({ bases, threshold, index }, dealt, randomness)) {
    const bad = dealt[position] as (typeof dealt)[number];
    opened[bad.at] = complainOf(options, bad.taken);
  }
  return opened;
}

/** A keyholder's sum of shares: what it posts, and whoever finalises needs t of. */
export interface SumOfShares {
  readonly share: FieldVector;
  /** 32 bytes for each element. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes: what is posted. */
  readonly digest: bigint;
}

export const encodeSum = (share: FieldVector): Uint8Array => {
  const bytes = new Uint8Array(32 * share.length);
  for (const [l, element] of share.entries()) bytes.set(toWord(element), 32 * l);
  return bytes;
};

export function decodeSum(bytes: Uint8Array, length: number): FieldVector {
  const share = Array.from({ length: Math.floor(bytes.length / 32) }, (_, l) => fromWord(bytes, 32 * l));
  if (bytes.length === 32 * length && isFieldVector(share, length)) return share;
  throw roundError('SUM_INVALID', `a sum has ${length} words of 32 bytes, each below the field order`, {
    bytes: bytes.length,
  });
}

export const digestSum = (bytes: Uint8Array): bigint => fromWord(sha256(bytes));

/** CIDv1, raw, sha2-256: by which the bytes of a sum, or of a model, are fetched. */
export const rawCid = (digest: bigint): CID => CID.createV1(raw.code, Digest.create(0x12, toWord(digest)));

/** The sum over exactly the included trainers: one share that is not right would make it wrong, and cost the stake. */
export function sumShares(opened: readonly OpenedShare[]): SumOfShares {
  const shares = opened.flatMap((one) => (one.outcome === 'right' ? [one.share] : []));
  if (shares.length !== opened.length || shares.length === 0) {
    throw roundError('SHARES_INCOMPLETE', `${shares.length} of ${opened.length} shares are there and right`, {
      right: shares.length,
      included: opened.length,
    });
  }
  const share = sumVectors(shares);
  const bytes = encodeSum(share);
  return { share, bytes, digest: digestSum(bytes) };
}
