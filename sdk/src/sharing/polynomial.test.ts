import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FIELD_ORDER, toField } from '../hashing/index.ts';
import {
  drawPolynomial,
  evaluatePolynomial,
  type IndexedShare,
  interpolateAtZero,
  MAX_MEMBERS,
  weighAtZero,
} from './index.ts';
import { assertRefused, bump, randomVector, SEEDED, seededRandomness } from './test-support.ts';

const element = fc.bigInt({ min: 0n, max: FIELD_ORDER - 1n });
const index = fc.integer({ min: 1, max: MAX_MEMBERS });

describe('drawPolynomial', () => {
  it('keeps the secret at 0 and draws t - 1 rows', () => {
    const polynomial = drawPolynomial([5n, 6n], 4, seededRandomness(1));
    assert.deepEqual(polynomial[0], [5n, 6n]);
    assert.deepEqual(
      polynomial.map((row) => row.length),
      [2, 2, 2, 2],
    );
    assert.equal(new Set(polynomial.flat()).size, 8);
  });

  it('shares the secret itself when t is 1', () => {
    assert.deepEqual(evaluatePolynomial(drawPolynomial([9n], 1, seededRandomness(1)), 12), [9n]);
  });

  it('refuses empty vectors, values outside the field and thresholds below 1', () => {
    const draw = (secret: bigint[], threshold: number) => () => drawPolynomial(secret, threshold, seededRandomness(1));
    for (const secret of [[], [-1n], [FIELD_ORDER], [1 as unknown as bigint]]) {
      assertRefused('VECTOR_INVALID', draw(secret, 2));
    }
    for (const bad of [0, -1, 1.5, Number.NaN, MAX_MEMBERS + 1]) assertRefused('COMMITTEE_INVALID', draw([1n], bad));
  });
});

describe('evaluatePolynomial', () => {
  it('agrees with the sum of powers', () => {
    const rows = fc.array(fc.tuple(element, element), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, index, (polynomial, at) => {
        const naive = [0, 1].map((l) =>
          toField(polynomial.reduce((sum, row, c) => sum + (row[l] as bigint) * BigInt(at) ** BigInt(c), 0n)),
        );
        assert.deepEqual(evaluatePolynomial(polynomial, at), naive);
      }),
      SEEDED,
    );
  });

  it('refuses indices at which the secret lies, or nobody', () => {
    for (const bad of [0, -1, 1.5, Number.NaN, MAX_MEMBERS + 1, '1' as unknown as number]) {
      assertRefused('INDEX_INVALID', () => evaluatePolynomial([[1n], [2n]], bad));
    }
    assert.deepEqual(evaluatePolynomial([[1n], [2n]], MAX_MEMBERS), [1n + 2n * BigInt(MAX_MEMBERS)]);
  });

  it('refuses rows of different lengths', () => {
    assertRefused('VECTOR_INVALID', () => evaluatePolynomial([[1n], [2n, 3n]], 1));
    assertRefused('VECTOR_INVALID', () =>
      evaluatePolynomial(
        [
          [1n, 2n],
          [FIELD_ORDER, 0n],
        ],
        1,
      ),
    );
  });
});

describe('weighAtZero', () => {
  it('gives the known weights', () => {
    assert.deepEqual(weighAtZero([1, 2]), [2n, FIELD_ORDER - 1n]);
    assert.deepEqual(weighAtZero([1, 2, 3]), [3n, FIELD_ORDER - 3n, 1n]);
    assert.deepEqual(weighAtZero([17]), [1n]);
  });

  it('refuses two equal indices, and 0', () => {
    assertRefused('INDEX_DUPLICATE', () => weighAtZero([1, 2, 1]));
    assertRefused('INDEX_INVALID', () => weighAtZero([0, 1]));
  });
});

describe('interpolateAtZero', () => {
  it('recovers the secret from any t shares (INV-23)', () => {
    const cases = fc.integer({ min: 1, max: 6 }).chain((threshold) =>
      fc.record({
        secret: fc.array(element, { minLength: 1, maxLength: 3 }),
        indices: fc.uniqueArray(index, { minLength: threshold, maxLength: threshold }),
        seed: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(cases, ({ secret, indices, seed }) => {
        const polynomial = drawPolynomial(secret, indices.length, seededRandomness(seed));
        const shares = indices.map((at) => ({ index: at, share: evaluatePolynomial(polynomial, at) }));
        assert.deepEqual(interpolateAtZero(shares, indices.length), secret);
      }),
      SEEDED,
    );
  });

  it('takes every choice of t among n, in every order', () => {
    const secret = randomVector(2, seededRandomness(2));
    const polynomial = drawPolynomial(secret, 3, seededRandomness(3));
    const shares = [1, 2, 3, 4, 5].map((at) => ({ index: at, share: evaluatePolynomial(polynomial, at) }));
    for (const a of shares) {
      for (const b of shares) {
        for (const c of shares) {
          if (new Set([a, b, c]).size === 3) assert.deepEqual(interpolateAtZero([a, b, c], 3), secret);
        }
      }
    }
  });

  it('lets t - 1 shares fit every secret', () => {
    const randomness = seededRandomness(4);
    const polynomial = drawPolynomial(randomVector(2, randomness), 3, randomness);
    const known = [2, 5].map((at) => ({ index: at, share: evaluatePolynomial(polynomial, at) }));
    for (const other of [[0n, 0n], randomVector(2, randomness)]) {
      // The third share that makes `other` the secret exists, whatever `other` is: solve at 9.
      const [w2, w5, w9] = weighAtZero([2, 5, 9]) as [bigint, bigint, bigint];
      const inverse = modPower(w9, FIELD_ORDER - 2n);
      const share = other.map((value, l) =>
        toField((value - w2 * (known[0]?.share[l] ?? 0n) - w5 * (known[1]?.share[l] ?? 0n)) * inverse),
      );
      assert.deepEqual(interpolateAtZero([...known, { index: 9, share }], 3), other);
    }
  });

  it('gives something else when one share is wrong', () => {
    const polynomial = drawPolynomial([7n, 8n], 3, seededRandomness(5));
    const shares: IndexedShare[] = [1, 2, 3].map((at) => ({ index: at, share: evaluatePolynomial(polynomial, at) }));
    for (const at of [0, 1, 2]) {
      const wrong = shares.map((one, k) => (k === at ? { ...one, share: bump(one.share, 1) } : one));
      assert.notDeepEqual(interpolateAtZero(wrong, 3), [7n, 8n]);
    }
  });

  it('refuses too few and too many shares, equal indices, ragged and foreign values', () => {
    const shares: IndexedShare[] = [1, 2, 3].map((at) => ({ index: at, share: [1n, 2n] }));
    assertRefused('SHARE_COUNT_INVALID', () => interpolateAtZero(shares.slice(1), 3));
    assertRefused('SHARE_COUNT_INVALID', () => interpolateAtZero(shares, 2));
    const refuses = (code: 'INDEX_DUPLICATE' | 'INDEX_INVALID' | 'VECTOR_INVALID', last: IndexedShare) =>
      assertRefused(code, () => interpolateAtZero([...shares.slice(0, 2), last], 3));
    refuses('INDEX_DUPLICATE', { index: 2, share: [1n, 2n] });
    refuses('INDEX_INVALID', { index: 0, share: [1n, 2n] });
    for (const share of [[1n], [1n, 2n, 3n], [1n, FIELD_ORDER], [1n, -1n]])
      refuses('VECTOR_INVALID', { index: 3, share });
    assertRefused('VECTOR_INVALID', () => interpolateAtZero([{ index: 1, share: [] }], 1));
  });
});

function modPower(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = base, e = exponent; e > 0n; e >>= 1n, b = toField(b * b)) if (e & 1n) result = toField(result * b);
  return result;
}
