import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { COORDINATE_ORDER, toWord } from '../hashing/index.ts';
import { decodeG1, decodeG2, encodeG1, encodeG2, G1_BYTES, G2_BYTES, g1ToAffine } from './index.ts';
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

describe('points as the precompiles take them', () => {
  it('writes the generators as EIP-196 and EIP-197 give them', () => {
    assert.equal(bytesToHex(encodeG1(g1(1n))), `${'1'.padStart(64, '0')}${'2'.padStart(64, '0')}`);
    // EIP-197 writes P2 as (x.im * i + x.re, y.im * i + y.re), imaginary parts first.
    assert.equal(
      bytesToHex(encodeG2(g2(1n))),
      '198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2' +
        '1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed' +
        '090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b' +
        '12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa',
    );
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(g1Point, (point) => decodeG1(encodeG1(point)).equals(point)),
      SEEDED,
    );
    fc.assert(
      fc.property(g2Point, (point) => decodeG2(encodeG2(point)).equals(point)),
      { ...SEEDED, numRuns: 10 },
    );
  });

  it('reads no point from a one-bit neighbour of its bytes', () => {
    const p = g1(0xc0ffeen);
    for (const bytes of oneBitFlips(encodeG1(p))) assertOtherOrRefused(p, () => decodeG1(bytes));
    const q = g2(0xc0ffeen);
    for (const bytes of oneBitFlips(encodeG2(q))) assertOtherOrRefused(q, () => decodeG2(bytes));
  });

  it('refuses the second spelling of a coordinate, x + q', () => {
    const { x, y } = g1ToAffine(g1(7n));
    const bytes = new Uint8Array(G1_BYTES);
    bytes.set(toWord(x + COORDINATE_ORDER), 0);
    bytes.set(toWord(y), 32);
    assertRefused('POINT_INVALID', () => decodeG1(bytes));
  });

  it('refuses zeros, and any other length', () => {
    assertRefused('POINT_INVALID', () => decodeG1(new Uint8Array(G1_BYTES)));
    assertRefused('POINT_INVALID', () => decodeG2(new Uint8Array(G2_BYTES)));
    const bytes = encodeG1(g1(7n));
    assertRefused('POINT_INVALID', () => decodeG1(bytes.subarray(0, 63)));
    assertRefused('POINT_INVALID', () => decodeG1(Uint8Array.of(...bytes, 0)));
    assertRefused('POINT_INVALID', () => decodeG2(encodeG2(g2(7n)).subarray(0, 127)));
    assertRefused('POINT_INVALID', () => decodeG2(bytes));
  });

  it('refuses a point of the twist outside the subgroup', () => {
    const { x, y } = outsideSubgroup();
    const bytes = Uint8Array.from([x.c1, x.c0, y.c1, y.c0].flatMap((word) => [...toWord(word)]));
    assertRefused('POINT_INVALID', () => decodeG2(bytes));
  });
});
