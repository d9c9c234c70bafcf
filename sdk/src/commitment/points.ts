import type { Fp2 } from '@noble/curves/abstract/tower.js';
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { bn254 } from '@noble/curves/bn254.js';
import { commitmentError } from '../errors/index.ts';
import { COORDINATE_ORDER } from '../hashing/index.ts';

/** A point of BN254's first group, y^2 = x^3 + 3 over Fq (EIP-196). Every point of that curve has order r. */
export type G1Point = WeierstrassPoint<bigint>;
/** A point of BN254's second group: the part of order r of the twist y^2 = x^3 + 3 / (9 + i) over Fq2 (EIP-197). */
export type G2Point = WeierstrassPoint<Fp2>;

export interface G1Affine {
  readonly x: bigint;
  readonly y: bigint;
}

/** c0 + c1 * i. */
export interface Fq2 {
  readonly c0: bigint;
  readonly c1: bigint;
}

export interface G2Affine {
  readonly x: Fq2;
  readonly y: Fq2;
}

const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;

/**
 * The point with these coordinates. The identity is refused like any other bad point: it has no affine
 * coordinates, EIP-196 writes it as (0, 0), and that is also how storage that was never written reads.
 */
export function g1FromAffine({ x, y }: G1Affine): G1Point {
  checkCoordinates('G1', [x, y]);
  return checkPoint('G1', () => G1.fromAffine({ x, y }));
}

/** The same for G2, where being on the curve is not enough: the twist has a cofactor of 254 bits. */
export function g2FromAffine({ x, y }: G2Affine): G2Point {
  checkCoordinates('G2', [x.c0, x.c1, y.c0, y.c1]);
  return checkPoint('G2', () => G2.fromAffine({ x: { c0: x.c0, c1: x.c1 }, y: { c0: y.c0, c1: y.c1 } }));
}

export function g1ToAffine(point: G1Point): G1Affine {
  if (point.is0()) throw identityRefused('G1');
  const { x, y } = point.toAffine();
  return { x, y };
}

export function g2ToAffine(point: G2Point): G2Affine {
  if (point.is0()) throw identityRefused('G2');
  const { x, y } = point.toAffine();
  return { x: { c0: x.c0, c1: x.c1 }, y: { c0: y.c0, c1: y.c1 } };
}

/** The sum of any number of points; the identity when there are none. */
export const sumPoints = (points: Iterable<G1Point>): G1Point => {
  let sum = G1.ZERO;
  for (const point of points) sum = sum.add(point);
  return sum;
};

function checkCoordinates(group: string, coordinates: readonly bigint[]): void {
  for (const coordinate of coordinates) {
    if (typeof coordinate !== 'bigint' || coordinate < 0n || coordinate >= COORDINATE_ORDER) {
      throw commitmentError('POINT_INVALID', `a coordinate of a ${group} point must lie below the field's modulus`);
    }
  }
  if (coordinates.every((coordinate) => coordinate === 0n)) throw identityRefused(group);
}

/** noble checks the equation and, for G2, the subgroup; it says which only in words. */
function checkPoint<P extends { assertValidity(): void }>(group: string, make: () => P): P {
  try {
    const point = make();
    point.assertValidity();
    return point;
  } catch {
    throw commitmentError('POINT_INVALID', `these coordinates are no point of ${group}`);
  }
}

const identityRefused = (group: string) =>
  commitmentError('POINT_INVALID', `the identity is no valid ${group} point here`);
