import { bn254 } from '@noble/curves/bn254.js';
import { encodeG1, type G1Point } from '../commitment/index.ts';
import { errorCode, sharingError } from '../errors/index.ts';
import { FIELD_ORDER, type Randomness, toWord } from '../hashing/index.ts';
import { checkShare } from './pedersen-vss.ts';
import { checkSecret, type LogProof, type LogStatement, proveLogs, verifyLogs } from './schnorr.ts';
import { checkSealed, hashCiphertext, type ReceivedShare, removePads, verifyEphemeral } from './sealing.ts';
import { hashDeal, hashShares, type Submission, totalCommitment } from './transcript.ts';
import { hashName } from './words.ts';

const G = bn254.G1.Point.BASE;
const COMPLAINT = hashName('tacit.complaint');

/** The first two reveal nothing. The third reveals Z, which opens this one share, and proves that Z is right. */
export type Complaint =
  | { readonly kind: 'ephemeral' }
  | { readonly kind: 'length'; readonly index: number; readonly ciphertext: Uint8Array }
  | {
      readonly kind: 'share';
      readonly index: number;
      readonly ciphertext: Uint8Array;
      /** y * E, the member's shared secret with this trainer. */
      readonly Z: G1Point;
      readonly proof: LogProof;
    };

/** What a complaint is about, and what the contract knows by itself. */
export interface Dispute {
  /** As the contract recorded it. The submission comes from the complainer and must hash to it. */
  readonly sharesHash: bigint;
  readonly submission: Submission;
  readonly bases: readonly G1Point[];
  readonly threshold: number;
  /** Y_1..Y_n as registered, never the complainer's word. */
  readonly publicKeys: readonly G1Point[];
}

export type RulingReason =
  | 'transcript-mismatch'
  | 'index-unknown'
  | 'ciphertext-mismatch'
  | 'ephemeral-unproven'
  | 'ephemeral-proven'
  | 'length-wrong'
  | 'length-right'
  | 'secret-unproven'
  | 'share-out-of-field'
  | 'share-off-commitments'
  | 'share-right';

/** `rejected` is a revert on chain: a wrong complaint changes nothing. */
export interface Ruling {
  readonly verdict: 'upheld' | 'rejected';
  readonly reason: RulingReason;
}

const uphold = (reason: RulingReason): Ruling => ({ verdict: 'upheld', reason });
const reject = (reason: RulingReason): Ruling => ({ verdict: 'rejected', reason });

/**
 * The same y makes Y from (1, 2) and Z from E (Chaum and Pedersen):
 *
 *     c = keccak256(dom("tacit.complaint"), sharesHash, deal, i, E.x, E.y, Y.x, Y.y, Z.x, Z.y,
 *                   T1.x, T1.y, T2.x, T2.y) >> 3
 *
 * as (c, z) with T1 = z * (1, 2) - c * Y, T2 = z * E - c * Z; `LogProof` says why (c, z) is the cheaper form.
 */
const statementOf = (submission: Submission, index: number, Y: G1Point, Z: G1Point): LogStatement => ({
  name: COMPLAINT,
  words: [
    toWord(hashShares(submission)),
    toWord(hashDeal(submission.deal)),
    toWord(BigInt(index)),
    ...[submission.deal.E, Y, Z].map(encodeG1),
  ],
  pairs: [
    { base: G, image: Y },
    { base: submission.deal.E, image: Z },
  ],
});

export interface FileComplaintOptions extends Omit<ReceivedShare, 'length'> {
  readonly bases: readonly G1Point[];
  readonly threshold: number;
  readonly secretKey: bigint;
  readonly randomness: Randomness;
}

/**
 * The complaint that is due about what a member received, the least revealing first. Refused when there is nothing to
 * complain about, so that no good share is ever published, and when the bytes are not the trainer's (a demand is due).
 */
export function fileComplaint(options: FileComplaintOptions): Complaint {
  const { submission, index, ciphertext, bases, threshold } = options;
  try {
    checkSealed({ submission, index, ciphertext, length: bases.length });
  } catch (error) {
    if (errorCode(error) === 'EPHEMERAL_UNPROVEN') return { kind: 'ephemeral' };
    if (errorCode(error) === 'CIPHERTEXT_LENGTH') return { kind: 'length', index, ciphertext };
    throw error;
  }
  const secretKey = checkSecret(options.secretKey);
  const Z = submission.deal.E.multiply(secretKey);
  if (judgeShare({ submission, bases, threshold }, index, Z, ciphertext).verdict === 'rejected') {
    throw sharingError('COMPLAINT_UNFOUNDED', 'the share is right: a complaint would only publish it', { index });
  }
  const statement = statementOf(submission, index, G.multiply(secretKey), Z);
  return { kind: 'share', index, ciphertext, Z, proof: proveLogs(statement, secretKey, options.randomness) };
}

/**
 * What the contract decides, check by check in its order.
 *
 * A complaint that reveals Z under an unproven e is rejected though the trainer is at fault: the other kind takes care
 * of that trainer, and nobody must gain from publishing a Z that may open another's shares.
 */
export function judgeComplaint(dispute: Dispute, complaint: Complaint): Ruling {
  const { submission, sharesHash, publicKeys, bases } = dispute;
  if (hashShares(submission) !== sharesHash) return reject('transcript-mismatch');
  const proven = verifyEphemeral(submission);
  if (complaint.kind === 'ephemeral') return proven ? reject('ephemeral-proven') : uphold('ephemeral-unproven');
  const { index, ciphertext } = complaint;
  const publicKey = publicKeys[index - 1];
  if (!publicKey) return reject('index-unknown');
  if (submission.ctHashes[index - 1] !== hashCiphertext(ciphertext)) return reject('ciphertext-mismatch');
  const wrongLength = ciphertext.length !== 32 * bases.length;
  if (complaint.kind === 'length') return wrongLength ? uphold('length-wrong') : reject('length-right');
  if (!proven) return reject('ephemeral-unproven');
  if (wrongLength) return uphold('length-wrong');
  const { Z, proof } = complaint;
  if (Z.is0() || !verifyLogs(statementOf(submission, index, publicKey, Z), proof)) return reject('secret-unproven');
  return judgeShare(dispute, index, Z, ciphertext);
}

type ShareContext = Pick<Dispute, 'submission' | 'bases' | 'threshold'>;

/** Decrypts and checks sum_l share_l K_l = sum_c i^c C_c. Assumes: Z is right, and the bytes have the right length. */
function judgeShare(context: ShareContext, index: number, Z: G1Point, ciphertext: Uint8Array): Ruling {
  const { submission, bases, threshold } = context;
  const { deal } = submission;
  const share = removePads(Z, deal, index, ciphertext);
  if (share.some((word) => word >= FIELD_ORDER)) return uphold('share-out-of-field');
  const right = checkShare({ bases, threshold, index, D: totalCommitment(deal), C: deal.C, share });
  return right ? reject('share-right') : uphold('share-off-commitments');
}
