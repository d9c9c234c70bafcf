import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildBn128 } from 'ffjavascript';
import { seededRandomness } from '../../../../test/support/random-step.ts';
import { G1, G2 } from '../../../../test/support/simulated-key.ts';
import { COORDINATE_ORDER, FIELD_ORDER, randomField } from '../../hashing/index.ts';
import { fromLittleEndian } from './bytes.ts';
import { fixedBase } from './fixed-base.ts';

const curve = await buildBn128(true);
const random = seededRandomness(9);

/** Montgomery's R modulo q, inverted by Fermat. */
const UNMONT = (() => {
  let [result, base] = [1n, 2n ** 256n % COORDINATE_ORDER];
  for (let e = COORDINATE_ORDER - 2n; e > 0n; e >>= 1n, base = (base * base) % COORDINATE_ORDER) {
    if (e & 1n) result = (result * base) % COORDINATE_ORDER;
  }
  return result;
})();

/** The coordinates of point `i`, each `words` words long. */
function coordinates(bytes: Uint8Array, i: number, words: number): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const at = i * words * 64;
  return Array.from({ length: 2 * words }, (_, w) => (fromLittleEndian(view, at + 32 * w) * UNMONT) % COORDINATE_ORDER);
}

const EDGES = [1n, 2n, 255n, 256n, 257n, 2n ** 128n, FIELD_ORDER - 1n, FIELD_ORDER - 2n];

describe('fixedBase', () => {
  for (const windowBits of [4, 8, 11]) {
    it(`multiplies the generator of G1 as noble does, with windows of ${windowBits} bits`, () => {
      const scalars = [...EDGES, ...Array.from({ length: 8 }, () => randomField(random))];
      const bytes = fixedBase(curve, 'g1m', windowBits).multiply(scalars);
      assert.equal(bytes.length, 64 * scalars.length);
      scalars.forEach((scalar, i) => {
        const { x, y } = G1.BASE.multiply(scalar).toAffine();
        assert.deepEqual(coordinates(bytes, i, 1), [x, y]);
      });
    });
  }

  it('multiplies the generator of G2 as noble does', () => {
    const scalars = [...EDGES, randomField(random)];
    const bytes = fixedBase(curve, 'g2m', 8).multiply(scalars);
    scalars.forEach((scalar, i) => {
      const { x, y } = G2.BASE.multiply(scalar).toAffine();
      assert.deepEqual(coordinates(bytes, i, 2), [x.c0, x.c1, y.c0, y.c1]);
    });
  });

  it('writes zero as zeros, between others too', () => {
    for (const [group, size] of [
      ['g1m', 64],
      ['g2m', 128],
    ] as const) {
      const bytes = fixedBase(curve, group, 8).multiply([0n, 5n, 0n]);
      assert.ok(bytes.subarray(0, size).every((byte) => byte === 0));
      assert.ok(bytes.subarray(size, 2 * size).some((byte) => byte !== 0));
      assert.ok(bytes.subarray(2 * size).every((byte) => byte === 0));
    }
    assert.equal(fixedBase(curve, 'g1m', 8).multiply([]).length, 0);
  });

  it('goes on right over the borders of its chunks, and when it is used again', () => {
    const base = fixedBase(curve, 'g1m', 8);
    const scalars = Array.from({ length: 2050 }, (_, i) => BigInt(i + 1));
    const all = base.multiply(scalars);
    for (const i of [0, 1022, 1023, 1024, 1025, 2047, 2048, 2049]) {
      assert.deepEqual(all.subarray(64 * i, 64 * i + 64), base.multiply([BigInt(i + 1)]));
    }
  });
});
