import { commitVector, type G1Point, sumPoints } from '../commitment/index.ts';
import { sharingError } from '../errors/index.ts';
import { checkCommittee, MAX_MEMBERS } from './committee.ts';
import { type FieldVector, isFieldVector } from './field-vector.ts';
import { checkShare } from './pedersen-vss.ts';
import { type IndexedShare, interpolateAtZero } from './polynomial.ts';

/** What the included trainers of a round published, added up. */
export interface SummedCommitments {
  readonly sumOfD: G1Point;
  /** Of C_1, of C_2, …: the sums of the rows. */
  readonly sumOfC: readonly G1Point[];
}

export interface SumTerms extends SummedCommitments {
  readonly bases: readonly G1Point[];
  readonly threshold: number;
}

/**
 * Assumes: exactly the frozen set, and each share of it checked for itself. In a sum the C of one trainer can
 * cancel another's; what is right in sum need not be right for a trainer that is excluded later.
 */
export function sumCommitments(
  dealt: readonly { readonly D: G1Point; readonly C: readonly G1Point[] }[],
): SummedCommitments {
  const [first] = dealt;
  if (!first) throw sharingError('VECTOR_INVALID', 'there is no commitment to add');
  if (dealt.some(({ C }) => C.length !== first.C.length)) {
    throw sharingError('VECTOR_INVALID', 'trainers of one round have equally many C');
  }
  return {
    sumOfD: sumPoints(dealt.map(({ D }) => D)),
    sumOfC: first.C.map((_, c) => sumPoints(dealt.map(({ C }) => C[c] as G1Point))),
  };
}

/** Whether a keyholder's posted sum of shares is right; anyone can tell. Shares add up as the polynomials do. */
export function checkSumShare({
  sumOfD,
  sumOfC,
  ...terms
}: SumTerms & { index: number; sumShare: FieldVector }): boolean {
  const { bases, threshold, index, sumShare } = terms;
  return checkShare({ bases, threshold, index, D: sumOfD, C: sumOfC, share: sumShare });
}

/** S, the sum of all trainers' values, from the sums of exactly t members. Unchecked: see `opensSum`. */
export const interpolateSum = (posted: readonly IndexedShare[], threshold: number): bigint[] =>
  interpolateAtZero(posted, threshold);

/** Whether S opens the sum of the D's. The bases bind, so nothing else opens it. */
export const opensSum = (bases: readonly G1Point[], sumOfD: G1Point, S: FieldVector): boolean =>
  isFieldVector(S, bases.length) && commitVector(bases, S).equals(sumOfD);

/**
 * S from whatever was posted, as long as t of it is right: the first t are tried at once, and only when these fail
 * each is checked for itself and wrong ones are passed over.
 */
export function recoverSum(terms: SumTerms, posted: readonly IndexedShare[]): bigint[] {
  const { bases, threshold, sumOfD } = terms;
  checkCommittee({ members: MAX_MEMBERS, threshold });
  if (new Set(posted.map(({ index }) => index)).size !== posted.length) {
    throw sharingError('INDEX_DUPLICATE', 'a keyholder posted two sums');
  }
  const formed = posted.filter(({ share }) => isFieldVector(share, bases.length));
  if (formed.length >= threshold) {
    const S = interpolateSum(formed.slice(0, threshold), threshold);
    if (opensSum(bases, sumOfD, S)) return S;
  }
  const right = formed.filter(({ index, share }) => checkSumShare({ ...terms, index, sumShare: share }));
  if (right.length >= threshold) {
    const S = interpolateSum(right.slice(0, threshold), threshold);
    if (opensSum(bases, sumOfD, S)) return S;
  }
  throw sharingError('SUM_NOT_OPENED', `${threshold} right sums are needed, and ${right.length} were posted`, {
    right: right.length,
  });
}
