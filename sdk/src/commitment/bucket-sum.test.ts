import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pippenger } from '@noble/curves/abstract/curve.js';
import { bn254 } from '@noble/curves/bn254.js';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import { FIELD_ORDER, randomField, toField } from '../hashing/index.ts';
import { bucketSum } from './bucket-sum.ts';
import { g1 } from './test-support.ts';

const G = bn254.G1.Point.BASE;
const random = seededRandomness(4096);

/** The sum as bucketSum gives it, and as the logarithms of the points say. */
function compare(logarithms: readonly bigint[], scalars: readonly bigint[]): void {
  const expected = logarithms.reduce((sum, logarithm, i) => toField(sum + logarithm * (scalars[i] as bigint)), 0n);
  const points = logarithms.map((logarithm) => G.multiplyUnsafe(toField(logarithm)).toAffine());
  const sum = bucketSum(points, scalars);
  assert.ok(sum.equals(expected === 0n ? bn254.G1.Point.ZERO : g1(expected)));
}

const draw = (count: number): bigint[] => Array.from({ length: count }, () => randomField(random));

describe('bucketSum', () => {
  it('gives the known sum for every count of points up to 40, and for larger ones', () => {
    const counts = [...Array(40).keys()].map((k) => k + 1);
    for (const count of [...counts, 127, 128, 129, 600]) compare(draw(count), draw(count));
  });

  it("agrees with noble's own Pippenger", () => {
    const points = Array.from({ length: 2500 }, (_, i) => i).reduce<(typeof G)[]>(
      (list) => [...list, (list.at(-1) ?? G).double().add(G)],
      [],
    );
    const scalars = draw(points.length);
    const affine = points.map((point) => point.toAffine());
    assert.ok(bucketSum(affine, scalars).equals(pippenger(bn254.G1.Point, points, scalars)));
  });

  it('doubles where equal points meet, and lets opposite ones vanish', () => {
    for (const count of [2, 3, 7, 8, 90]) {
      const same = new Array<bigint>(count).fill(5n);
      compare(same, new Array<bigint>(count).fill(3n));
      compare(same, new Array<bigint>(count).fill(FIELD_ORDER - 1n));
      const opposite = same.map((logarithm, i) => (i % 2 ? -logarithm : logarithm));
      compare(opposite, new Array<bigint>(count).fill(7n));
      compare(
        same,
        same.map((_, i) => (i % 2 ? 9n : FIELD_ORDER - 9n)),
      );
    }
  });

  it('gives the identity when everything cancels', () => {
    const points = [g1(2n), g1(2n).negate(), g1(3n), g1(3n).negate()].map((point) => point.toAffine());
    assert.ok(bucketSum(points, [5n, 5n, 11n, 11n]).is0());
  });

  it('carries through digits that are all ones, at every length of a scalar', () => {
    for (let bits = 1n; bits <= 253n; bits++) {
      for (const scalar of [2n ** bits - 1n, 2n ** (bits - 1n), 2n ** bits - 2n]) {
        if (scalar > 0n) compare([3n, 10n], [scalar, 1n]);
      }
    }
    compare([3n], [FIELD_ORDER - 1n]);
    compare(draw(200), new Array<bigint>(200).fill(2n ** 253n - 1n));
  });

  it('takes short scalars beside long ones', () => {
    const logarithms = draw(100);
    compare(
      logarithms,
      logarithms.map((_, i) => BigInt(i % 3)),
    );
    compare(
      logarithms,
      logarithms.map((_, i) => (i === 50 ? FIELD_ORDER - 2n : BigInt(i + 1))),
    );
  });
});
