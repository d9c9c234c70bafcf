import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FIELD_ORDER, toField } from '../hashing/index.ts';
import { addCommitments, commitVector } from './index.ts';
import { anyScalar, assertRefused, g1, SEEDED } from './test-support.ts';

const BASES = [3n, 5n, 7n, 11n].map(g1);
const vector = fc.array(anyScalar, { minLength: BASES.length, maxLength: BASES.length });

describe('commitVector', () => {
  it('commits to the sum of vectors with the sum of their commitments (INV-11)', () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const sum = a.map((value, i) => toField(value + (b[i] ?? 0n)));
        const commitments = [commitVector(BASES, a), commitVector(BASES, b)];
        return addCommitments(commitments).equals(commitVector(BASES, sum));
      }),
      SEEDED,
    );
  });

  it('changes with every single value', () => {
    const values = [1n, 0n, FIELD_ORDER - 1n, 4n];
    const commitment = commitVector(BASES, values);
    values.forEach((_, i) => {
      const changed = values.map((value, j) => (i === j ? toField(value + 1n) : value));
      assert.ok(!commitVector(BASES, changed).equals(commitment));
    });
  });

  it('refuses vectors that do not fit their bases', () => {
    assertRefused('LENGTH_MISMATCH', () => commitVector(BASES, [1n, 2n, 3n]));
    assertRefused('LENGTH_MISMATCH', () => commitVector(BASES.slice(1), [1n, 2n, 3n, 4n]));
  });

  it('refuses values outside [0, r), which would open one commitment twice', () => {
    for (const value of [-1n, FIELD_ORDER]) {
      assertRefused('SCALAR_INVALID', () => commitVector(BASES, [1n, 2n, 3n, value]));
    }
  });
});

describe('addCommitments', () => {
  it('refuses an empty list', () => {
    assertRefused('COMMITMENTS_EMPTY', () => addCommitments([]));
  });

  it('returns a single commitment as it is', () => {
    assert.ok(addCommitments([g1(5n)]).equals(g1(5n)));
  });
});
