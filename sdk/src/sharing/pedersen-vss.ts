import { bn254 } from '@noble/curves/bn254.js';
import { commitVector, type G1Point, multiScalar } from '../commitment/index.ts';
import { sharingError } from '../errors/index.ts';
import { type Randomness, toField } from '../hashing/index.ts';
import { type Committee, checkCommittee, checkIndex } from './committee.ts';
import { checkVector, type FieldVector, isFieldVector } from './field-vector.ts';
import { drawPolynomial, evaluatePolynomial, type VectorPolynomial } from './polynomial.ts';

/**
 * Pedersen's verifiable secret sharing (CRYPTO '91) of a whole vector m under the key's committed bases K:
 *
 *     C_0 = D = sum_l m_l K_l        C_c = sum_l coefficient_{l,c} K_l, c = 1..t-1
 *     share of member i:  s_l = f_l(i)        checked by  sum_l s_l K_l = sum_c i^c C_c
 *
 * The last element of m is the blind, uniform and used once, and so are all coefficients: D, C_1..C_{t-1} and any
 * t - 1 shares fit every m equally well. D here is the trainer's *total* commitment, the sum over its steps.
 */
export interface Dealing {
  readonly D: G1Point;
  /** C_1..C_{t-1}: public. */
  readonly C: readonly G1Point[];
  /** Of members 1..n: secret, each for its member alone. */
  readonly shares: readonly FieldVector[];
  /** Secret. Kept by the trainer until the freeze, so that it can answer demands. */
  readonly polynomial: VectorPolynomial;
}

/** What a trainer published, and the share that it sealed to the member who checks. */
export interface DealtShare {
  readonly D: G1Point;
  readonly C: readonly G1Point[];
  readonly share: FieldVector;
}

/** What is the same for all the shares that a member checks. */
export interface ShareTerms {
  readonly bases: readonly G1Point[];
  readonly threshold: number;
  readonly index: number;
}

export interface DealSharesOptions {
  readonly bases: readonly G1Point[];
  /** packedUpdate, loss, blind; of several steps, their sum (`sumVectors`). */
  readonly values: FieldVector;
  readonly committee: Committee;
  readonly randomness: Randomness;
}

export function dealShares({ bases, values, committee, randomness }: DealSharesOptions): Dealing {
  checkCommittee(committee);
  checkVector(values, bases.length, 'the shared vector');
  return dealPolynomial({ bases, polynomial: drawPolynomial(values, committee.threshold, randomness), committee });
}

/** The dealing of a polynomial that was drawn before. */
export function dealPolynomial({
  bases,
  polynomial,
  committee,
}: Pick<DealSharesOptions, 'bases' | 'committee'> & Pick<Dealing, 'polynomial'>): Dealing {
  checkCommittee(committee);
  if (polynomial.length !== committee.threshold) {
    throw sharingError('VECTOR_INVALID', `there must be ${committee.threshold} rows of coefficients`);
  }
  for (const row of polynomial) checkVector(row, bases.length, 'a row of coefficients');
  const [D, ...C] = polynomial.map((row) => commitVector(bases, row));
  const shares = Array.from({ length: committee.members }, (_, k) => evaluatePolynomial(polynomial, k + 1));
  return { D: D as G1Point, C, shares, polynomial };
}

/** Whether a share lies on the committed polynomials. A share or C of the wrong length or range does not. */
export function checkShare({ bases, threshold, index, D, C, share }: ShareTerms & DealtShare): boolean {
  checkTerms(bases, threshold, index);
  if (!hasForm({ C, share }, threshold, bases.length)) return false;
  return commitVector(bases, share).equals(evaluateCommitments([D, ...C], index));
}

/**
 * Many trainers' shares of one member at once: their equations, added with random 128-bit weights, so that wrong
 * ones cannot cancel (Bellare, Garay and Rabin's small exponents test, EUROCRYPT '98; error at most 2^-128). Adding
 * them as they are would accept two trainers of whom each hides the other's fault.
 */
export function checkShares(terms: ShareTerms, dealt: readonly DealtShare[], randomness: Randomness): boolean {
  const { bases, threshold, index } = terms;
  checkTerms(bases, threshold, index);
  if (dealt.some((one) => !hasForm(one, threshold, bases.length))) return false;
  const weights = dealt.map(() => random128(randomness));
  const share = bases.map((_, l) =>
    dealt.reduce((sum, one, k) => toField(sum + (weights[k] as bigint) * (one.share[l] as bigint)), 0n),
  );
  const rows = Array.from({ length: threshold }, (_, c) =>
    dealt.map(({ D, C }) => (c === 0 ? D : C[c - 1]) as G1Point),
  );
  const combined = rows.map((points) => multiScalar(points, weights));
  return commitVector(bases, share).equals(evaluateCommitments(combined, index));
}

/** The positions of the trainers whose shares are bad; one batch when there are none. */
export function findBadShares(terms: ShareTerms, dealt: readonly DealtShare[], randomness: Randomness): number[] {
  if (checkShares(terms, dealt, randomness)) return [];
  return dealt.flatMap((one, position) => (checkShare({ ...terms, ...one }) ? [] : [position]));
}

/** sum_c index^c C_c by Horner's rule: an index has 17 bits at most, its powers would have 254. */
function evaluateCommitments(commitments: readonly G1Point[], index: number): G1Point {
  const x = BigInt(index);
  return commitments.reduceRight((sum, point) => sum.multiplyUnsafe(x).add(point), bn254.G1.Point.ZERO);
}

/** A trainer with one C too many has dealt polynomials that t shares do not determine. */
const hasForm = ({ C, share }: Pick<DealtShare, 'C' | 'share'>, threshold: number, length: number): boolean =>
  C.length === threshold - 1 && isFieldVector(share, length);

function checkTerms(bases: readonly G1Point[], threshold: number, index: number): void {
  checkIndex(index);
  if (bases.length < 1) throw sharingError('VECTOR_INVALID', 'there must be a base');
  checkCommittee({ members: Math.max(index, threshold), threshold });
}

/** In 1..2^128: a weight of 0 would leave its equation out. */
function random128(randomness: Randomness): bigint {
  return randomness.bytes(16).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) + 1n;
}
