import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FIELD_ORDER } from '../hashing/index.ts';
import {
  checkSumShare,
  type Dealing,
  dealShares,
  type IndexedShare,
  interpolateSum,
  opensSum,
  recoverSum,
  sumCommitments,
  sumVectors,
} from './index.ts';
import { assertRefused, bump, G, makeBases, randomVector, seededRandomness, ZERO } from './test-support.ts';

const members = 5;
const threshold = 3;
const bases = makeBases(4);
const randomness = seededRandomness(11);
const values = Array.from({ length: 6 }, () => randomVector(4, randomness));
const dealings = values.map((one) => dealShares({ bases, values: one, committee: { members, threshold }, randomness }));
const S = sumVectors(values);
const sums = sumCommitments(dealings);
const terms = { bases, threshold, ...sums };

const sumOf = (index: number, from: readonly Dealing[] = dealings): IndexedShare => ({
  index,
  share: sumVectors(from.map(({ shares }) => shares[index - 1] as bigint[])),
});
const posted = [1, 2, 3, 4, 5].map((index) => sumOf(index));
const spoilt = (...indices: number[]) =>
  posted.map((one) =>
    indices.includes(one.index) ? { ...one, share: bump(one.share, 1, BigInt(one.index) ** 3n) } : one,
  );

describe('sums of a round', () => {
  it('interpolate to the sum of the values, which opens the sum of the D (INV-25)', () => {
    for (const choice of [
      [0, 1, 2],
      [4, 2, 0],
      [1, 3, 4],
    ]) {
      const chosen = choice.map((k) => posted[k] as IndexedShare);
      assert.deepEqual(interpolateSum(chosen, threshold), S);
    }
    assert.ok(opensSum(bases, sums.sumOfD, S));
  });

  it('do not open with anything else', () => {
    for (const at of bases.keys()) assert.ok(!opensSum(bases, sums.sumOfD, bump(S, at)));
    assert.ok(!opensSum(bases, sums.sumOfD.add(G), S));
    assert.ok(!opensSum(bases, sums.sumOfD, S.slice(1)));
    assert.ok(!opensSum(bases, sums.sumOfD, [...S, 0n]));
    assert.ok(!opensSum(bases, sums.sumOfD, [(S[0] as bigint) + FIELD_ORDER, ...S.slice(1)]));
  });

  it('show a wrong posted sum to everybody', () => {
    for (const { index, share } of posted) {
      assert.ok(checkSumShare({ ...terms, index, sumShare: share }));
      for (const at of bases.keys()) assert.ok(!checkSumShare({ ...terms, index, sumShare: bump(share, at) }));
      assert.ok(!checkSumShare({ ...terms, index: (index % 5) + 1, sumShare: share }));
      assert.ok(!checkSumShare({ ...terms, index, sumShare: share.slice(1) }));
    }
    const [share, second] = posted.map((one) => one.share) as [bigint[], bigint[]];
    assert.ok(!checkSumShare({ ...terms, sumOfD: sums.sumOfD.add(G), index: 1, sumShare: share }));
    assert.ok(!checkSumShare({ ...terms, sumOfC: sums.sumOfC.toReversed(), index: 2, sumShare: second }));
    assert.ok(!checkSumShare({ ...terms, sumOfC: sums.sumOfC.slice(1), index: 1, sumShare: share }));
  });

  it('of another set of trainers do not pass', () => {
    const without = sumOf(1, dealings.slice(1));
    assert.ok(!checkSumShare({ ...terms, index: 1, sumShare: without.share }));
    assert.ok(checkSumShare({ ...terms, ...sumCommitments(dealings.slice(1)), index: 1, sumShare: without.share }));
  });

  it('may be the identity, and still check', () => {
    const [first] = dealings as [Dealing];
    const opposite = { D: first.D.negate(), C: first.C.map((point) => point.negate()) };
    const zero = sumCommitments([first, opposite]);
    assert.ok(zero.sumOfD.equals(ZERO));
    assert.ok(checkSumShare({ ...terms, ...zero, index: 1, sumShare: [0n, 0n, 0n, 0n] }));
    assert.ok(!checkSumShare({ ...terms, ...zero, index: 1, sumShare: [0n, 1n, 0n, 0n] }));
  });
});

describe('recoverSum', () => {
  it('recovers from any t right sums, whatever else was posted', () => {
    assert.deepEqual(recoverSum(terms, posted), S);
    assert.deepEqual(recoverSum(terms, posted.slice(2)), S);
    assert.deepEqual(recoverSum(terms, spoilt(1, 3)), S);
    assert.deepEqual(recoverSum(terms, spoilt(4, 5)), S);
    const malformed = posted.map((one) => (one.index < 3 ? { ...one, share: [...one.share, 1n] } : one));
    assert.deepEqual(recoverSum(terms, malformed), S);
  });

  it('fails with fewer than t', () => {
    assertRefused('SUM_NOT_OPENED', () => recoverSum(terms, posted.slice(3)));
    assertRefused('SUM_NOT_OPENED', () => recoverSum(terms, spoilt(1, 2, 5)));
    assertRefused('SUM_NOT_OPENED', () => recoverSum(terms, []));
    assertRefused('SUM_NOT_OPENED', () => recoverSum({ ...terms, sumOfD: sums.sumOfD.add(G) }, posted));
  });

  it('refuses two sums of one keyholder, and no keyholder', () => {
    assertRefused('INDEX_DUPLICATE', () => recoverSum(terms, [...posted, posted[0] as IndexedShare]));
    assertRefused('INDEX_INVALID', () => recoverSum(terms, [{ index: 0, share: S }, ...posted]));
    assertRefused('COMMITTEE_INVALID', () => recoverSum({ ...terms, threshold: 0 }, posted));
  });
});

describe('sumVectors and sumCommitments', () => {
  it('add mod r', () => {
    assert.deepEqual(
      sumVectors([
        [1n, FIELD_ORDER - 1n],
        [2n, 3n],
      ]),
      [3n, 2n],
    );
    assert.deepEqual(sumVectors([[5n]]), [5n]);
  });

  it('refuse nothing, ragged lists and values outside of the field', () => {
    assertRefused('VECTOR_INVALID', () => sumVectors([]));
    assertRefused('VECTOR_INVALID', () => sumVectors([[]]));
    assertRefused('VECTOR_INVALID', () => sumVectors([[1n], [1n, 2n]]));
    assertRefused('VECTOR_INVALID', () => sumVectors([[1n], [FIELD_ORDER]]));
    assertRefused('VECTOR_INVALID', () => sumCommitments([]));
    assertRefused('VECTOR_INVALID', () => sumCommitments([dealings[0] as Dealing, { D: G, C: [G] }]));
  });
});
