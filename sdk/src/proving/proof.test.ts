import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../test/support/refusals.ts';
import { aliasOf, G1, G2 } from '../../../test/support/simulated-key.ts';
import { compressG1, encodeG1, type G2Point } from '../commitment/index.ts';
import { oneBitFlips, outsideSubgroup } from '../commitment/test-support.ts';
import { COORDINATE_ORDER, fromWord, toWord } from '../hashing/index.ts';
import {
  compressProof,
  decodeCommitment,
  decodeProof,
  encodeProof,
  PROOF_BYTES,
  PROOF_COMPRESSED_BYTES,
  type Proof,
} from './proof.ts';

const proof = (seed: bigint): Proof => ({
  a: G1.BASE.multiply(seed),
  b: G2.BASE.multiply(seed + 1n),
  c: G1.BASE.multiply(seed + 2n),
});
const PROOF = proof(77n);

const equal = (p: Proof, q: Proof): boolean => p.a.equals(q.a) && p.b.equals(q.b) && p.c.equals(q.c);

/** The bytes with one of their 32-byte words replaced. */
function withWord(bytes: Uint8Array, word: number, value: bigint): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(toWord(value), 32 * word);
  return copy;
}

const wordAt = (bytes: Uint8Array, word: number): bigint => fromWord(bytes, 32 * word);

/** Every ninth: another bit of every byte but the last; test/e2e flips all bits of a real proof. */
function* sampled<T>(all: Iterable<T>): Generator<T> {
  let count = 0;
  for (const one of all) if (count++ % 9 === 0) yield one;
}

describe('proof encodings', () => {
  it('have 256 and 128 bytes and read back', () => {
    for (let seed = 1n; seed < 12n; seed++) {
      const [plain, compressed] = [encodeProof(proof(seed)), compressProof(proof(seed))];
      assert.deepEqual([plain.length, compressed.length], [256, 128]);
      assert.deepEqual([PROOF_BYTES, PROOF_COMPRESSED_BYTES], [256, 128]);
      assert.ok(equal(decodeProof(plain), proof(seed)) && equal(decodeProof(compressed), proof(seed)));
    }
  });

  it('put A, B, C as the precompiles take them, the imaginary parts of B first', () => {
    const bytes = encodeProof(PROOF);
    const [a, b, c] = [PROOF.a.toAffine(), PROOF.b.toAffine(), PROOF.c.toAffine()];
    const words = Array.from({ length: 8 }, (_, i) => wordAt(bytes, i));
    assert.deepEqual(words, [a.x, a.y, b.x.c1, b.x.c0, b.y.c1, b.y.c0, c.x, c.y]);
  });

  it('are refused at any other length', () => {
    for (const length of [0, 1, 64, 127, 129, 255, 257, 320, 512]) {
      assertRefused('ENCODING_INVALID', () => decodeProof(new Uint8Array(length)), new RegExp(`not ${length}`));
    }
    for (const length of [0, 31, 33, 63, 65, 128]) {
      assertRefused('ENCODING_INVALID', () => decodeCommitment(new Uint8Array(length)), new RegExp(`not ${length}`));
    }
  });

  it('are refused with the identity for any of the three points', () => {
    const bytes = encodeProof(PROOF);
    for (const [from, to] of [
      [0, 64],
      [64, 192],
      [192, 256],
      [0, 256],
    ] as const) {
      assertRefused('POINT_INVALID', () => decodeProof(Uint8Array.from(bytes).fill(0, from, to)));
    }
    const compressed = compressProof(PROOF);
    for (const [from, to] of [
      [0, 32],
      [32, 96],
      [96, 128],
      [0, 128],
    ] as const) {
      assertRefused('POINT_INVALID', () => decodeProof(Uint8Array.from(compressed).fill(0, from, to)));
      // gnark's flag for the identity.
      const flagged = Uint8Array.from(compressed).fill(0, from, to);
      flagged[from] = 0x40;
      assertRefused('POINT_INVALID', () => decodeProof(flagged));
    }
  });

  it('are refused with a coordinate off the curve, at or above the modulus, at every place', () => {
    const bytes = encodeProof(PROOF);
    for (let word = 0; word < 8; word++) {
      const value = wordAt(bytes, word);
      for (const other of [value + 1n, 0n, COORDINATE_ORDER, aliasOf(value, COORDINATE_ORDER), 2n ** 256n - 1n]) {
        assertRefused('POINT_INVALID', () => decodeProof(withWord(bytes, word, other)));
      }
    }
  });

  it('are refused with B on the twist but outside the group, and with its parts swapped', () => {
    const { x, y } = outsideSubgroup();
    const bytes = encodeProof(PROOF);
    [x.c1, x.c0, y.c1, y.c0].forEach((value, i) => bytes.set(toWord(value), 64 + 32 * i));
    assertRefused('POINT_INVALID', () => decodeProof(bytes));

    const swapped = encodeProof(PROOF);
    for (const at of [64, 128]) {
      swapped.set(encodeProof(PROOF).subarray(at, at + 32), at + 32);
      swapped.set(encodeProof(PROOF).subarray(at + 32, at + 64), at);
    }
    assertRefused('POINT_INVALID', () => decodeProof(swapped));
  });

  it('read no one-bit neighbour as the same proof', () => {
    for (const bytes of sampled(oneBitFlips(compressProof(PROOF)))) {
      try {
        assert.ok(!equal(decodeProof(bytes), PROOF));
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'POINT_INVALID');
      }
    }
    // Uncompressed: x and y must fit each other, so no neighbour is a point at all.
    for (const bytes of sampled(oneBitFlips(encodeProof(PROOF))))
      assertRefused('POINT_INVALID', () => decodeProof(bytes));
  });

  it('do not depend on how points are represented', () => {
    const lazy: Proof = {
      a: G1.BASE.multiply(70n).add(G1.BASE.multiply(7n)),
      b: G2.BASE.multiply(70n).add(G2.BASE.multiply(8n)) as G2Point,
      c: G1.BASE.multiply(80n).subtract(G1.BASE),
    };
    assert.deepEqual(encodeProof(lazy), encodeProof(PROOF));
    assert.deepEqual(compressProof(lazy), compressProof(PROOF));
  });
});

describe('decodeCommitment', () => {
  it('reads both encodings of D', () => {
    const D = G1.BASE.multiply(4321n);
    assert.ok(decodeCommitment(encodeG1(D)).equals(D) && decodeCommitment(compressG1(D)).equals(D));
  });

  it('refuses the identity, points off the curve and aliases', () => {
    const bytes = encodeG1(G1.BASE.multiply(4321n));
    assertRefused('POINT_INVALID', () => decodeCommitment(new Uint8Array(64)));
    assertRefused('POINT_INVALID', () => decodeCommitment(new Uint8Array(32)));
    for (const word of [0, 1]) {
      assertRefused('POINT_INVALID', () => decodeCommitment(withWord(bytes, word, wordAt(bytes, word) + 1n)));
      const alias = aliasOf(wordAt(bytes, word), COORDINATE_ORDER);
      assertRefused('POINT_INVALID', () => decodeCommitment(withWord(bytes, word, alias)));
    }
  });
});
