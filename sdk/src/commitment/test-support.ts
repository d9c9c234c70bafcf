import assert from 'node:assert/strict';
import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { type CommitmentErrorCode, errorCode } from '../errors/index.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import type { Fq2, G1Point, G2Point } from './index.ts';

/** Property tests repeat themselves exactly; a failure prints the case. */
export const SEEDED = { seed: 254, numRuns: 25 };

export function assertRefused(code: CommitmentErrorCode, act: () => unknown): void {
  assert.throws(act, (error) => errorCode(error) === code);
}

export const anyScalar = fc.bigInt({ min: 0n, max: FIELD_ORDER - 1n });
export const nonZeroScalar = fc.bigInt({ min: 1n, max: FIELD_ORDER - 1n });

export const g1 = (scalar: bigint): G1Point => bn254.G1.Point.BASE.multiply(scalar);
export const g2 = (scalar: bigint): G2Point => bn254.G2.Point.BASE.multiply(scalar);

export const g1Point = nonZeroScalar.map(g1);
export const g2Point = nonZeroScalar.map(g2);

/** A point of the twist, found by trying x = 1, 2, ...; of such points one in about 2^254 lies in the subgroup. */
export function outsideSubgroup(): { x: Fq2; y: Fq2 } {
  const { Fp2 } = bn254.fields;
  const { b } = bn254.G2.Point.CURVE();
  for (let c0 = 1n; ; c0++) {
    const x = { c0, c1: 0n };
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), b));
      return { x, y: { c0: y.c0, c1: y.c1 } };
    } catch {
      // No point has this x.
    }
  }
}

/** Every neighbour of `bytes` at Hamming distance one. */
export function* oneBitFlips(bytes: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (128 >> (bit & 7));
    yield flipped;
  }
}

/** Either refused with POINT_INVALID, or another point than `point`. */
export function assertOtherOrRefused<P extends { equals(other: P): boolean }>(point: P, decode: () => P): void {
  try {
    assert.ok(!decode().equals(point), 'two encodings of one point');
  } catch (error) {
    if (errorCode(error) !== 'POINT_INVALID') throw error;
  }
}
