import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { COORDINATE_ORDER } from '../hashing/index.ts';
import { g1FromAffine, g1ToAffine, g2FromAffine, g2ToAffine, sumPoints } from './index.ts';
import { assertRefused, g1, g1Point, g2, g2Point, outsideSubgroup, SEEDED } from './test-support.ts';

const Q = COORDINATE_ORDER;

describe('points from coordinates', () => {
  it('returns every G1 point from its coordinates', () => {
    fc.assert(
      fc.property(g1Point, (point) => g1FromAffine(g1ToAffine(point)).equals(point)),
      SEEDED,
    );
  });

  it('returns every G2 point from its coordinates', () => {
    fc.assert(
      fc.property(g2Point, (point) => g2FromAffine(g2ToAffine(point)).equals(point)),
      { ...SEEDED, numRuns: 10 },
    );
  });

  it('refuses the identity, which EIP-196 writes as zeros', () => {
    const zero = { c0: 0n, c1: 0n };
    assertRefused('POINT_INVALID', () => g1FromAffine({ x: 0n, y: 0n }));
    assertRefused('POINT_INVALID', () => g2FromAffine({ x: zero, y: zero }));
    assertRefused('POINT_INVALID', () => g1ToAffine(bn254.G1.Point.ZERO));
    assertRefused('POINT_INVALID', () => g2ToAffine(bn254.G2.Point.ZERO));
  });

  it('refuses coordinates outside [0, q) that would reduce to good ones', () => {
    const { x, y } = g1ToAffine(g1(7n));
    for (const shift of [Q, -Q]) {
      assertRefused('POINT_INVALID', () => g1FromAffine({ x: x + shift, y }));
      assertRefused('POINT_INVALID', () => g1FromAffine({ x, y: y + shift }));
    }
    const twist = g2ToAffine(g2(7n));
    assertRefused('POINT_INVALID', () => g2FromAffine({ ...twist, x: { ...twist.x, c0: twist.x.c0 + Q } }));
    assertRefused('POINT_INVALID', () => g2FromAffine({ ...twist, x: { ...twist.x, c1: twist.x.c1 + Q } }));
    assertRefused('POINT_INVALID', () => g2FromAffine({ ...twist, y: { ...twist.y, c0: twist.y.c0 + Q } }));
    assertRefused('POINT_INVALID', () => g2FromAffine({ ...twist, y: { ...twist.y, c1: twist.y.c1 - Q } }));
  });

  it('refuses coordinates off the curve', () => {
    assertRefused('POINT_INVALID', () => g1FromAffine({ x: 1n, y: 3n }));
    assertRefused('POINT_INVALID', () => g1FromAffine({ x: 0n, y: 2n }));
    const { x, y } = g2ToAffine(g2(7n));
    assertRefused('POINT_INVALID', () => g2FromAffine({ x: y, y: x }));
    assertRefused('POINT_INVALID', () => g2FromAffine({ x: { c0: x.c1, c1: x.c0 }, y }));
  });

  it('refuses coordinates that are no big integers', () => {
    assertRefused('POINT_INVALID', () => g1FromAffine({ x: 1, y: 2 } as unknown as { x: bigint; y: bigint }));
  });

  it('refuses a point of the twist outside the subgroup of order r', () => {
    const coordinates = outsideSubgroup();
    const point = bn254.G2.Point.fromAffine({ x: { ...coordinates.x }, y: { ...coordinates.y } });
    assert.equal(point.isTorsionFree(), false);
    assertRefused('POINT_INVALID', () => g2FromAffine(coordinates));
  });
});

describe('sumPoints', () => {
  it('adds, and gives the identity for no points', () => {
    assert.ok(sumPoints([g1(2n), g1(3n), g1(4n)]).equals(g1(9n)));
    assert.ok(sumPoints([g1(5n), g1(5n)]).equals(g1(10n)));
    assert.ok(sumPoints([g1(5n), g1(5n).negate()]).is0());
    assert.ok(sumPoints([]).is0());
  });
});
