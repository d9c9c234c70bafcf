// The same things as contracts take them and as the SDK computes with them.
import type {
  ComplaintArgument,
  FinalProof,
  SealingArgument,
  StepProof,
  SubmissionArgument,
} from '../chain/training/types.ts';
import { type G1Affine, type G1Point, g1FromAffine, g1ToAffine } from '../commitment/index.ts';
import { fromWord, toWord } from '../hashing/index.ts';
import { encodeProof, type Proof } from '../proving/index.ts';
import type { Complaint, PublishedSubmission, RoundScope } from '../sharing/index.ts';

export type Hex = `0x${string}`;

export const toHex = (bytes: Uint8Array): Hex =>
  `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;

/** Assumes: an even number of hex digits behind 0x. */
export const fromHex = (hex: Hex): Uint8Array =>
  Uint8Array.from({ length: (hex.length - 2) / 2 }, (_, i) => Number.parseInt(hex.slice(2 + 2 * i, 4 + 2 * i), 16));

/** A hash as contracts write it: 0x and 64 digits. */
export const hashHex = (hash: bigint): Hex => toHex(toWord(hash));

/** A sum of points as contracts keep it: zeros for the identity. */
export const pointOrIdentity = (point: G1Affine, identity: G1Point): G1Point =>
  point.x === 0n && point.y === 0n ? identity : g1FromAffine(point);

export const sealingArgument = ({ deal, proofOfE, ctRoot, cidDigest }: PublishedSubmission): SealingArgument => ({
  ephemeral: g1ToAffine(deal.E),
  commitments: deal.C.map(g1ToAffine),
  proof: { c: proofOfE.c, z: proofOfE.z },
  ctRoot: hashHex(ctRoot),
  cid: hashHex(cidDigest),
});

/** As disputes bring it; with the hashes of all ciphertexts where one of these is shown. */
export const submissionArgumentOf = (
  submission: PublishedSubmission,
  ctHashes: readonly bigint[] = [],
): SubmissionArgument => ({
  trainer: submission.deal.trainer,
  stepCommitments: submission.deal.D.map(g1ToAffine),
  sealing: sealingArgument(submission),
  ctHashes: ctHashes.map(hashHex),
});

/** Refuses coordinates that are no point (POINT_INVALID): whoever wrote them may be anybody. */
export const submissionFrom = (
  scope: RoundScope,
  { trainer, stepCommitments, sealing }: Omit<SubmissionArgument, 'ctHashes'>,
): PublishedSubmission => ({
  deal: {
    scope,
    trainer,
    D: stepCommitments.map(g1FromAffine),
    E: g1FromAffine(sealing.ephemeral),
    C: sealing.commitments.map(g1FromAffine),
  },
  proofOfE: sealing.proof,
  ctRoot: BigInt(sealing.ctRoot),
  cidDigest: BigInt(sealing.cid),
});

const wordsOf = (bytes: Uint8Array): bigint[] =>
  Array.from({ length: bytes.length / 32 }, (_, i) => fromWord(bytes, 32 * i));

/** A, B and C in EIP-197's words. */
export const finalProofWords = (proof: Proof): FinalProof => wordsOf(encodeProof(proof)) as unknown as FinalProof;

/** A, B, C and D. */
export function stepProofWords(proof: Proof, commitment: G1Point): StepProof {
  const { x, y } = g1ToAffine(commitment);
  return [...finalProofWords(proof), x, y];
}

/** `bases` are K_0, K_1, ... of the circuit's key. */
export function complaintArgument(complaint: Complaint, bases: readonly G1Point[]): ComplaintArgument {
  if (complaint.kind === 'ephemeral') return { fault: 'ephemeral' };
  const { kind: fault, index: member } = complaint;
  const ciphertext = toHex(complaint.ciphertext);
  if (complaint.kind === 'length') return { fault, member, ciphertext };
  const shared = g1ToAffine(complaint.Z);
  return { fault, member, ciphertext, shared, proof: complaint.proof, bases: bases.map(g1ToAffine) };
}
