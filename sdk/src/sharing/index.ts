export { type Committee, checkCommittee, checkIndex, MAX_MEMBERS } from './committee.ts';
export {
  type Complaint,
  type Dispute,
  type FileComplaintOptions,
  fileComplaint,
  judgeComplaint,
  type Ruling,
  type RulingReason,
} from './complaint.ts';
export {
  cidFromDigest,
  decodeEnvelope,
  digestEnvelope,
  type Envelope,
  type EnvelopeSize,
  encodeEnvelope,
  envelopeBytes,
  MAX_ENVELOPE_BYTES,
} from './envelope.ts';
export { type FieldVector, isFieldVector, sumVectors } from './field-vector.ts';
export {
  derivePublicKey,
  generateKeyPair,
  type KeyOwner,
  type KeyPair,
  provePossession,
  verifyPossession,
} from './keys.ts';
export {
  checkShare,
  checkShares,
  type Dealing,
  type DealSharesOptions,
  type DealtShare,
  dealShares,
  findBadShares,
  type ShareTerms,
} from './pedersen-vss.ts';
export {
  drawPolynomial,
  evaluatePolynomial,
  type IndexedShare,
  interpolateAtZero,
  type VectorPolynomial,
  weighAtZero,
} from './polynomial.ts';
export { appendLog, type BatchChoice, batchIndex, emptyLog, freezeLog } from './round-log.ts';
export type { LogProof } from './schnorr.ts';
export {
  hashCiphertext,
  openSealed,
  proveEphemeral,
  type ReceivedShare,
  type SealOptions,
  sealShares,
  verifyEphemeral,
} from './sealing.ts';
export {
  type OpenedEnvelope,
  openEnvelope,
  type PreparedSubmission,
  type PrepareOptions,
  prepareSubmission,
  restoreSubmission,
  takeSealed,
} from './submission.ts';
export {
  checkSumShare,
  interpolateSum,
  opensSum,
  recoverSum,
  type SummedCommitments,
  type SumTerms,
  sumCommitments,
} from './sums.ts';
export {
  completeSubmission,
  type Deal,
  type FinalStatement,
  finalContext,
  hashCiphertexts,
  hashDeal,
  hashShares,
  type PublishedSubmission,
  publishedOf,
  type RoundScope,
  type Submission,
  stepContext,
  totalCommitment,
} from './transcript.ts';
export type { Address } from './words.ts';
