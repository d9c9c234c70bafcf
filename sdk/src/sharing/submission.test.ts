import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commitVector } from '../commitment/index.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import { hashShares, prepareSubmission, restoreSubmission } from './index.ts';
import { assertRefused, bump, makeWorld, OTHER, randomVector, SCOPE, TRAINER } from './test-support.ts';

const world = makeWorld({ members: 4, threshold: 3, length: 3, seed: 21 });
const { bases, publicKeys, threshold, randomness } = world;
const values = randomVector(3, randomness);
const agreed = {
  scope: SCOPE,
  trainer: TRAINER as `0x${string}`,
  D: [commitVector(bases, values)],
  bases,
  publicKeys,
  threshold,
};
const prepared = prepareSubmission({ ...agreed, values, randomness });
const kept = { secrets: prepared.secrets, proofOfE: prepared.submission.proofOfE };
const { polynomial, ephemeralKey } = prepared.secrets;

describe('a submission from its secrets', () => {
  it('is the one that was prepared, to the byte', () => {
    const restored = restoreSubmission({ ...agreed, ...kept });
    assert.deepEqual(restored.envelope, prepared.envelope);
    assert.equal(hashShares(restored.submission), hashShares(prepared.submission));
    assert.deepEqual(restored.submission.ctHashes, prepared.submission.ctHashes);
  });

  it('is refused when the values do not open D, and when the proof of e is of another deal (INV-27)', () => {
    const [row, ...rows] = polynomial as [readonly bigint[], readonly bigint[], readonly bigint[]];
    const withRows =
      (...changed: readonly (readonly bigint[])[]) =>
      () =>
        restoreSubmission({ ...agreed, ...kept, secrets: { ephemeralKey, polynomial: changed } });
    assertRefused('OPENING_MISMATCH', withRows(bump(row, 0), ...rows));
    assertRefused(
      'EPHEMERAL_UNPROVEN',
      withRows(row, bump(rows[0] as readonly bigint[], 1), rows[1] as readonly bigint[]),
    );
    assertRefused('VECTOR_INVALID', withRows(row, rows[0] as readonly bigint[]));
    assertRefused('VECTOR_INVALID', withRows(row, ...rows, row));
    assertRefused('VECTOR_INVALID', withRows(row, rows[0] as readonly bigint[], [1n, 2n]));
    assertRefused('VECTOR_INVALID', withRows(row, rows[0] as readonly bigint[], [1n, 2n, FIELD_ORDER]));
    const { c, z } = kept.proofOfE;
    for (const change of [
      { secrets: { polynomial, ephemeralKey: ephemeralKey + 1n } },
      { proofOfE: { c: c + 1n, z } },
      { proofOfE: { c, z: z + FIELD_ORDER } },
      { trainer: OTHER as `0x${string}` },
      { scope: { ...SCOPE, round: SCOPE.round + 1n } },
    ]) {
      assertRefused('EPHEMERAL_UNPROVEN', () => restoreSubmission({ ...agreed, ...kept, ...change }));
    }
  });

  it('is another one for other keys, which its sharesHash says', () => {
    const other = restoreSubmission({ ...agreed, ...kept, publicKeys: publicKeys.toReversed() });
    assert.notEqual(hashShares(other.submission), hashShares(prepared.submission));
  });
});
