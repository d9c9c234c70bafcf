import { bn254 } from '@noble/curves/bn254.js';
import { sharingError } from '../errors/index.ts';
import { type Randomness, randomField, toField } from '../hashing/index.ts';
import { checkCommittee, checkIndex, MAX_MEMBERS } from './committee.ts';
import { checkVector, type FieldVector } from './field-vector.ts';

/**
 * Shamir's sharing over Fr (Communications of the ACM 22/11, 1979), of every element of a vector: row c holds the
 * coefficients of x^c, so row 0 is the secret and there are t rows.
 *
 * Plain big integers: the time of these functions depends on secrets. They run where the secrets are made.
 */
export type VectorPolynomial = readonly FieldVector[];

export interface IndexedShare {
  readonly index: number;
  readonly share: FieldVector;
}

/** Uniform among the polynomials of degree at most t - 1 through the secret. A leading 0 is as good as any other. */
export function drawPolynomial(secret: FieldVector, threshold: number, randomness: Randomness): VectorPolynomial {
  checkCommittee({ members: MAX_MEMBERS, threshold });
  checkVector(secret, secret.length, 'the shared vector');
  const drawRow = () => secret.map(() => randomField(randomness));
  return [secret, ...Array.from({ length: threshold - 1 }, drawRow)];
}

/** The share of one member, by Horner's rule. */
export function evaluatePolynomial(polynomial: VectorPolynomial, index: number): bigint[] {
  const x = BigInt(checkIndex(index));
  const length = polynomial[0]?.length ?? 0;
  for (const row of polynomial) checkVector(row, length, 'a row of coefficients');
  return Array.from({ length }, (_, l) => polynomial.reduceRight((sum, row) => toField(sum * x + (row[l] ?? 0n)), 0n));
}

/** What each share weighs in the value at 0: the product of x_j / (x_j - x_i) over the other indices. */
export function weighAtZero(indices: readonly number[]): bigint[] {
  const seen = new Set(indices.map(checkIndex));
  // Two equal indices would mean a division by 0, which noble answers with an error of its own.
  if (seen.size !== indices.length) throw sharingError('INDEX_DUPLICATE', 'two shares have the same index');
  return indices.map((own) => {
    let over = 1n;
    let under = 1n;
    for (const other of indices) {
      if (other === own) continue;
      over = toField(over * BigInt(other));
      under = toField(under * BigInt(other - own));
    }
    return toField(over * bn254.fields.Fr.inv(under));
  });
}

/**
 * The vector at 0 from exactly t shares. Fewer would give a number that means nothing, and more would hide that
 * they disagree.
 */
export function interpolateAtZero(shares: readonly IndexedShare[], threshold: number): bigint[] {
  checkCommittee({ members: MAX_MEMBERS, threshold });
  if (shares.length !== threshold) {
    throw sharingError('SHARE_COUNT_INVALID', `${threshold} shares are needed, not ${shares.length}`);
  }
  const weights = weighAtZero(shares.map(({ index }) => index));
  const length = shares[0]?.share.length ?? 0;
  for (const { share } of shares) checkVector(share, length, 'a share');
  return Array.from({ length }, (_, l) =>
    shares.reduce((sum, { share }, k) => toField(sum + (weights[k] as bigint) * (share[l] as bigint)), 0n),
  );
}
