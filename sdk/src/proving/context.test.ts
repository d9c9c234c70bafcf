import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bn254 } from '@noble/curves/bn254.js';
import { encodeAbiParameters, keccak256, stringToHex } from 'viem';
import { assertRefused } from '../../../test/support/refusals.ts';
import type { G1Point } from '../commitment/index.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import { type ContextParts, standaloneContext } from './context.ts';

const point = (scalar: bigint): G1Point => bn254.G1.Point.BASE.multiply(scalar);
const PARTS: ContextParts = { nonce: 5n, step: 6, epoch: 7 };
const D = point(1234n);
const KEY = 99n;

describe('standaloneContext', () => {
  it('is keccak256 over eight words, domain first, shifted to 253 bits: as Solidity computes it', () => {
    const { x, y } = D.toAffine();
    const words = [KEY, PARTS.nonce, 6n, 7n, x, y];
    const encoded = encodeAbiParameters([{ type: 'bytes32' }, ...words.map(() => ({ type: 'uint256' as const }))], [
      keccak256(stringToHex('tacit.standalone')),
      ...words,
    ] as never);
    assert.equal(standaloneContext(KEY, PARTS, D), BigInt(keccak256(encoded)) >> 3n);
  });

  it('changes with every part, with the key and with D, and with the places of the parts', () => {
    const contexts = [
      standaloneContext(KEY, PARTS, D),
      standaloneContext(KEY + 1n, PARTS, D),
      standaloneContext(KEY, { ...PARTS, nonce: 4n }, D),
      standaloneContext(KEY, { ...PARTS, nonce: 5n + FIELD_ORDER }, D),
      standaloneContext(KEY, { ...PARTS, step: 5 }, D),
      standaloneContext(KEY, { ...PARTS, epoch: 8 }, D),
      standaloneContext(KEY, { nonce: 6n, step: 5, epoch: 7 }, D),
      standaloneContext(KEY, { nonce: 5n, step: 7, epoch: 6 }, D),
      standaloneContext(PARTS.nonce, { ...PARTS, nonce: KEY }, D),
      standaloneContext(KEY, PARTS, point(1235n)),
      standaloneContext(KEY, PARTS, D.negate()),
    ];
    assert.equal(new Set(contexts).size, contexts.length);
  });

  it('has at most 253 bits, so that no reduction is ever needed, and uses them', () => {
    const bits = Array.from(
      { length: 40 },
      (_, step) => standaloneContext(KEY, { ...PARTS, step }, D).toString(2).length,
    );
    assert.ok(Math.max(...bits) <= 253 && Math.max(...bits) >= 250);
    assert.ok(2n ** 253n < FIELD_ORDER);
  });

  it('does not depend on how the point is represented', () => {
    const other = point(1000n).add(point(234n));
    assert.equal(standaloneContext(KEY, PARTS, other), standaloneContext(KEY, PARTS, D));
  });

  it('refuses parts that are no whole numbers, words wider than 256 bits, and the identity', () => {
    for (const step of [-1, 0.5, Number.NaN, 2 ** 53, '6' as never]) {
      assertRefused('FIELD_INVALID', () => standaloneContext(KEY, { ...PARTS, step }, D), /step/);
      assertRefused('FIELD_INVALID', () => standaloneContext(KEY, { ...PARTS, epoch: step }, D), /epoch/);
    }
    for (const nonce of [-1n, 2n ** 256n]) {
      assertRefused('FIELD_INVALID', () => standaloneContext(KEY, { ...PARTS, nonce }, D));
    }
    assertRefused('POINT_INVALID', () => standaloneContext(KEY, PARTS, bn254.G1.Point.ZERO));
  });
});
