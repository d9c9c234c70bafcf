import { hash_to_field } from '@noble/curves/abstract/hash-to-curve.js';
import { bn254 } from '@noble/curves/bn254.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { COORDINATE_ORDER } from '../hashing/index.ts';
import type { G1Point } from './points.ts';

/**
 * Hashing to G1 by RFC 9380, suite BN254G1_XMD:SHA-256_SVDW_RO_. The RFC names no suite for BN254; this one follows
 * its recipe (section 8.9) and agrees with gnark-crypto. Shallue and van de Woestijne's map it is, because the
 * simplified map needs A * B != 0 and BN254 has A = 0 (sections 6.6.1 and 6.6.2).
 */
const G1 = bn254.G1.Point;
const { Fp } = G1;
/** The security level in bits that `hash_to_field` aims at: 48 bytes for each element, a bias below 2^-128. */
const LEVEL = 128;

const curve = (x: bigint): bigint => Fp.add(Fp.mul(Fp.sqr(x), x), 3n);
const isSquare = (a: bigint): boolean => Fp.is0(a) || Fp.pow(a, (COORDINATE_ORDER - 1n) / 2n) === 1n;
/** `sgn0` of section 4.1. */
const isOdd = (a: bigint): boolean => (a & 1n) === 1n;

/** What `find_z_svdw` (appendix H.1) returns for y^2 = x^3 + 3. */
export const SVDW_Z = 1n;

/** The constants c1..c4 of section 6.6.1 for A = 0, B = 3. */
export function svdwConstants(z: bigint): { c1: bigint; c2: bigint; c3: bigint; c4: bigint } {
  const c1 = curve(z);
  const c2 = Fp.div(Fp.neg(z), 2n);
  const triple = Fp.mul(Fp.sqr(z), 3n);
  const root = Fp.sqrt(Fp.neg(Fp.mul(c1, triple)));
  return { c1, c2, c3: isOdd(root) ? Fp.neg(root) : root, c4: Fp.div(Fp.mul(Fp.neg(c1), 4n), triple) };
}

let constants: ReturnType<typeof svdwConstants> | undefined;

/** `map_to_curve_svdw`, section 6.6.1. Its time depends on u: it is meant for public inputs. */
export function mapToG1(u: bigint): G1Point {
  constants ??= svdwConstants(SVDW_Z);
  const { c1, c2, c3, c4 } = constants;
  const scaled = Fp.mul(Fp.sqr(u), c1);
  const plus = Fp.add(1n, scaled);
  const minus = Fp.sub(1n, scaled);
  const inverse = inverseOrZero(Fp.mul(plus, minus));
  const offset = Fp.mul(Fp.mul(u, minus), Fp.mul(inverse, c3));
  const last = Fp.add(SVDW_Z, Fp.mul(c4, Fp.sqr(Fp.mul(Fp.sqr(plus), inverse))));
  // One of the three lies on the curve, whatever u is.
  const x = [Fp.sub(c2, offset), Fp.add(c2, offset)].find((candidate) => isSquare(curve(candidate))) ?? last;
  const y = Fp.sqrt(curve(x));
  return G1.fromAffine({ x, y: isOdd(u) === isOdd(y) ? y : Fp.neg(y) });
}

/**
 * `hash_to_curve`, section 3: nobody knows the discrete logarithm of the result to any base. The tag separates
 * uses, and should name application, version and suite (section 3.1). G1's cofactor is 1, so nothing is cleared.
 */
export function hashToG1(message: Uint8Array, tag: string): G1Point {
  const options = { DST: tag, p: COORDINATE_ORDER, m: 1, k: LEVEL, expand: 'xmd', hash: sha256 } as const;
  return hash_to_field(message, 2, options).reduce((sum, [u = 0n]) => sum.add(mapToG1(u)), G1.ZERO);
}

const inverseOrZero = (a: bigint): bigint => (Fp.is0(a) ? 0n : Fp.inv(a));
