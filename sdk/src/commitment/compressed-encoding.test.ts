import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { COORDINATE_ORDER, toWord } from '../hashing/index.ts';
import {
  compressG1,
  compressG2,
  decompressG1,
  decompressG2,
  G1_COMPRESSED_BYTES,
  G2_COMPRESSED_BYTES,
  g2ToAffine,
} from './index.ts';
import {
  assertOtherOrRefused,
  assertRefused,
  g1,
  g1Point,
  g2,
  g2Point,
  oneBitFlips,
  outsideSubgroup,
  SEEDED,
} from './test-support.ts';

const FEW = { ...SEEDED, numRuns: 10 };
// gnark-crypto's Bytes() of the generators: x of EIP-196 and EIP-197, and 0b10 because y (its c1) is below q / 2.
const BASE1 = `80${'01'.padStart(62, '0')}`;
const BASE2 =
  '998e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2' +
  '1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed';

/** The bytes with the two flag bits replaced. */
function withFlags(bytes: Uint8Array, flags: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[0] = ((copy[0] ?? 0) & 0b00111111) | (flags << 6);
  return copy;
}

describe('compressed points', () => {
  it('writes the generators as gnark does', () => {
    assert.equal(bytesToHex(compressG1(g1(1n))), BASE1);
    assert.equal(bytesToHex(compressG2(g2(1n))), BASE2);
    assert.ok(decompressG2(hexToBytes(BASE2)).equals(g2(1n)));
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(g1Point, (point) => decompressG1(compressG1(point)).equals(point)),
      SEEDED,
    );
    fc.assert(
      fc.property(g2Point, (point) => decompressG2(compressG2(point)).equals(point)),
      FEW,
    );
  });

  it('tells a point from its negative by the flag alone', () => {
    fc.assert(
      fc.property(g1Point, g2Point, (p, q) => {
        const [bytes1, bytes2] = [compressG1(p), compressG2(q)];
        assert.equal(((bytes1[0] ?? 0) >> 6) & 0b10, 0b10);
        const flip = (bytes: Uint8Array) => withFlags(bytes, ((bytes[0] ?? 0) >> 6) ^ 1);
        assert.deepEqual(compressG1(p.negate()), flip(bytes1));
        assert.deepEqual(compressG2(q.negate()), flip(bytes2));
        assert.ok(decompressG1(flip(bytes1)).equals(p.negate()));
        assert.ok(decompressG2(flip(bytes2)).equals(q.negate()));
      }),
      FEW,
    );
  });

  it('lets the imaginary part of y decide in G2', () => {
    fc.assert(
      fc.property(g2Point, (point) => {
        const flags = (compressG2(point)[0] ?? 0) >> 6;
        return flags === (g2ToAffine(point).y.c1 > COORDINATE_ORDER / 2n ? 0b11 : 0b10);
      }),
      FEW,
    );
  });

  it('reads no point from a one-bit neighbour of its bytes', () => {
    const p = g1(0xc0ffeen);
    for (const bytes of oneBitFlips(compressG1(p))) assertOtherOrRefused(p, () => decompressG1(bytes));
    const q = g2(0xc0ffeen);
    for (const bytes of oneBitFlips(compressG2(q))) assertOtherOrRefused(q, () => decompressG2(bytes));
  });

  it('refuses the flags of the identity and of uncompressed points', () => {
    for (const flags of [0b00, 0b01]) {
      assertRefused('POINT_INVALID', () => decompressG1(withFlags(compressG1(g1(7n)), flags)));
      assertRefused('POINT_INVALID', () => decompressG2(withFlags(compressG2(g2(7n)), flags)));
      assertRefused('POINT_INVALID', () => decompressG1(withFlags(new Uint8Array(G1_COMPRESSED_BYTES), flags)));
      assertRefused('POINT_INVALID', () => decompressG2(withFlags(new Uint8Array(G2_COMPRESSED_BYTES), flags)));
    }
  });

  it('refuses the second spelling of a coordinate, x + q', () => {
    assertRefused('POINT_INVALID', () => decompressG1(withFlags(toWord(1n + COORDINATE_ORDER), 0b10)));
    const bytes = compressG2(g2(1n));
    const real = BigInt(`0x${bytesToHex(bytes.subarray(32))}`);
    bytes.set(toWord(real + COORDINATE_ORDER), 32);
    assertRefused('POINT_INVALID', () => decompressG2(bytes));
  });

  it('refuses an x that no point has', () => {
    // 4^3 + 3 = 67 is no square modulo q: its Legendre symbol, computed independently, is -1.
    assertRefused('POINT_INVALID', () => decompressG1(withFlags(toWord(4n), 0b10)));
  });

  it('refuses a point of the twist outside the subgroup', () => {
    const { x } = outsideSubgroup();
    const bytes = Uint8Array.from([...toWord(x.c1), ...toWord(x.c0)]);
    for (const flags of [0b10, 0b11]) assertRefused('POINT_INVALID', () => decompressG2(withFlags(bytes, flags)));
  });

  it('refuses any other length', () => {
    assertRefused('POINT_INVALID', () => decompressG1(compressG1(g1(7n)).subarray(0, 31)));
    assertRefused('POINT_INVALID', () => decompressG1(compressG2(g2(7n))));
    assertRefused('POINT_INVALID', () => decompressG2(compressG1(g1(7n))));
    assertRefused('POINT_INVALID', () => decompressG2(Uint8Array.of(...compressG2(g2(7n)), 0)));
  });
});
