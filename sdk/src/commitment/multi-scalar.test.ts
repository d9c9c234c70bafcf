import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { FIELD_ORDER, toField } from '../hashing/index.ts';
import { type G1Point, multiScalar } from './index.ts';
import { anyScalar, assertRefused, g1, g1Point, SEEDED } from './test-support.ts';

const naive = (points: readonly G1Point[], scalars: readonly bigint[]): G1Point =>
  points.reduce((sum, point, i) => sum.add(point.multiplyUnsafe(toField(scalars[i] ?? 0n))), bn254.G1.Point.ZERO);

/** n points with known logarithms, and scalars among which 0, 1 and r - 1 are. */
function sample(n: number): { points: G1Point[]; scalars: bigint[]; expected: G1Point } {
  const points: G1Point[] = [];
  const scalars: bigint[] = [];
  let logarithm = 0n;
  let point = bn254.G1.Point.BASE;
  for (let i = 0; i < n; i++) {
    const scalar = [0n, 1n, FIELD_ORDER - 1n][i % 7] ?? toField(BigInt(i + 1) ** 40n);
    points.push(point);
    scalars.push(scalar);
    logarithm = toField(logarithm + scalar * 2n ** BigInt(i));
    point = point.double();
  }
  return { points, scalars, expected: logarithm === 0n ? bn254.G1.Point.ZERO : g1(logarithm) };
}

describe('multiScalar', () => {
  it('agrees with the naive sum', () => {
    const pairs = fc.array(fc.tuple(g1Point, anyScalar), { maxLength: 6 });
    fc.assert(
      fc.property(pairs, (list) => {
        const points = list.map(([point]) => point);
        const scalars = list.map(([, scalar]) => scalar);
        return multiScalar(points, scalars).equals(naive(points, scalars));
      }),
      SEEDED,
    );
  });

  for (const n of [1, 2, 3, 17, 199, 200, 240, 1400]) {
    it(`gives the known sum of ${n} points`, () => {
      const { points, scalars, expected } = sample(n);
      assert.ok(multiScalar(points, scalars).equals(expected));
    });
  }

  it('takes scalars modulo r', () => {
    const point = g1(11n);
    assert.ok(multiScalar([point], [FIELD_ORDER + 3n]).equals(g1(33n)));
    assert.ok(multiScalar([point], [-1n]).equals(point.negate()));
    assert.ok(multiScalar([point], [FIELD_ORDER]).is0());
  });

  it('gives the identity for empty lists, zero scalars and cancelling terms', () => {
    assert.ok(multiScalar([], []).is0());
    assert.ok(multiScalar([g1(2n), g1(3n)], [0n, 0n]).is0());
    assert.ok(multiScalar([g1(2n), g1(3n)], [3n, -2n]).is0());
  });

  it('accepts the identity and repeated points as bases', () => {
    const { ZERO } = bn254.G1.Point;
    assert.ok(multiScalar([ZERO, g1(2n), g1(2n)], [5n, 3n, 4n]).equals(g1(14n)));
    const many = Array.from({ length: 256 }, (_, i) => (i % 2 ? ZERO : g1(2n)));
    assert.ok(multiScalar(many, new Array(256).fill(3n)).equals(g1(128n * 6n)));
  });

  it('refuses lists of different lengths', () => {
    assertRefused('LENGTH_MISMATCH', () => multiScalar([g1(1n)], []));
  });
});
