import { mulAddUnsafe, normalizeZ } from '@noble/curves/abstract/curve.js';
import { bn254 } from '@noble/curves/bn254.js';
import { commitmentError } from '../errors/index.ts';
import { toField } from '../hashing/index.ts';
import { bucketSum } from './bucket-sum.ts';
import type { G1Point } from './points.ts';

const G1 = bn254.G1.Point;

/**
 * Where buckets (Pippenger) overtake interleaved tables (Straus): measured between 64 and 100 points. Both beat the naive
 * sum from two points on.
 */
const BUCKETS_PAY_FROM = 80;

/**
 * sum_i scalars_i * points_i, with scalars taken mod r; the identity for empty lists.
 *
 * Its time depends on the scalars. Use it on secrets only where an adversary cannot time one call, as in a prover;
 * a single long-lived key wants `point.multiply`.
 */
export function multiScalar(points: readonly G1Point[], scalars: readonly bigint[]): G1Point {
  if (points.length !== scalars.length) {
    throw commitmentError('LENGTH_MISMATCH', `${points.length} points cannot take ${scalars.length} scalars`);
  }
  const bases: G1Point[] = [];
  const factors: bigint[] = [];
  for (const [i, point] of points.entries()) {
    const factor = toField(scalars[i] ?? 0n);
    if (factor === 0n || point.is0()) continue;
    bases.push(point);
    factors.push(factor);
  }
  if (bases.length < BUCKETS_PAY_FROM) return mulAddUnsafe(G1, bases, factors);
  // Bases of a key are affine already; sums of commitments are not, and one inversion makes them so.
  const affine = bases.every(({ Z }) => Z === 1n) ? bases : normalizeZ(G1, bases);
  return bucketSum(
    affine.map(({ X, Y }) => ({ x: X, y: Y })),
    factors,
  );
}
