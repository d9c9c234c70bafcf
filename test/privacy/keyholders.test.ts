import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  coalitions,
  countViews,
  dealTiny,
  everyDealing,
  everyList,
  type TinyCommittee,
  type TinyDealing,
} from './tiny-field.ts';

/*
 * What t - 1 keyholders see does not depend on the update, whatever they can compute: every view is counted. That the
 * same holds at full size, where a view fits every update as well, is in sdk/src/sharing/pedersen-vss.test.ts.
 * Ciphertexts are not part of it: they hide as long as Diffie-Hellman is hard, and no longer.
 */
const COMMITTEES: readonly TinyCommittee[] = [
  { p: 5, members: 4, threshold: 2, bases: [2, 1] },
  { p: 5, members: 4, threshold: 3, bases: [4, 1] },
  { p: 7, members: 5, threshold: 3, bases: [3, 5] },
];
const named = ({ p, members, threshold }: TinyCommittee): string => `${threshold} of ${members} mod ${p}`;
const updatesOf = ({ p }: TinyCommittee): number[] => [...Array(p).keys()];

/** What these members see of a dealing: everything public, and their own shares. */
const viewOf = ({ published, shares }: TinyDealing, coalition: readonly number[]): number[] => [
  ...published,
  ...coalition.flatMap((index) => shares[index - 1] as readonly number[]),
];

/** For each update, how often each view of each coalition occurs. */
function distributions(committee: TinyCommittee, size: number): Map<string, number>[][] {
  const all = coalitions(committee.members, size);
  return updatesOf(committee).map((update) => {
    const dealings = [...everyDealing(committee, update)];
    return all.map((coalition) => countViews(dealings.map((dealing) => viewOf(dealing, coalition))));
  });
}

describe('what t - 1 keyholders see of an update', () => {
  for (const committee of COMMITTEES) {
    it(`is the same, view for view, for every update: ${named(committee)} (INV-23)`, () => {
      const [first, ...others] = distributions(committee, committee.threshold - 1) as [Map<string, number>[]];
      const { p, threshold } = committee;
      const dealings = p ** (1 + 2 * (threshold - 1));
      for (const counts of first) {
        assert.equal(
          [...counts.values()].reduce((a, b) => a + b, 0),
          dealings,
        );
        // Not because there is nothing to see.
        assert.equal(counts.size, p ** (threshold + (threshold - 1)));
      }
      for (const other of others) assert.deepEqual(other, first);
    });
  }
});

describe('the count of views', () => {
  const [small] = COMMITTEES as [TinyCommittee];

  it('tells updates apart once t keyholders pool their shares', () => {
    for (const counts of distributions(small, small.threshold)) {
      // A view of t belongs to one update: its shares determine it.
      assert.ok(counts.every((views) => [...views.values()].every((times) => times === 1)));
    }
    const [zero, one] = distributions(small, small.threshold) as [Map<string, number>[], Map<string, number>[]];
    for (const [k, views] of zero.entries()) {
      assert.ok([...views.keys()].every((view) => !one[k]?.has(view)));
    }
  });

  it('tells updates apart when nothing blinds the commitment', () => {
    const [zero, one] = distributions({ ...small, bases: [2, 0] }, 1);
    assert.notDeepEqual(zero, one);
  });

  it('tells updates apart when a leading coefficient is never 0', () => {
    const views = (update: number): Map<string, number> =>
      countViews(
        [...everyList(small.p, 3)]
          .filter(([, leading]) => leading !== 0)
          .map(([blind, ...rest]) => viewOf(dealTiny(small, [update, blind as number], rest), [1])),
      );
    assert.notDeepEqual(views(0), views(1));
  });

  it('tells updates apart when coefficients are drawn once for two elements', () => {
    const views = (update: number): Map<string, number> =>
      countViews(
        [...everyList(small.p, 2)].map(([blind, both]) =>
          viewOf(dealTiny(small, [update, blind as number], [both as number, both as number]), [1]),
        ),
      );
    assert.notDeepEqual(views(0), views(1));
  });
});

describe('what t - 1 keyholders see of a whole round', () => {
  const committee: TinyCommittee = { p: 5, members: 3, threshold: 2, bases: [2, 3] };
  const { p, members } = committee;
  const dealt = updatesOf(committee).map((update) => [...everyDealing(committee, update)]);

  /** Both trainers' dealings as a member sees them, and the sums that all members post. */
  function* roundViews(updates: readonly [number, number], index: number): Generator<number[]> {
    for (const one of dealt[updates[0]] as TinyDealing[]) {
      for (const other of dealt[updates[1]] as TinyDealing[]) {
        const posted = Array.from({ length: members }, (_, k) =>
          (one.shares[k] as readonly number[]).map((element, l) => (element + (other.shares[k]?.[l] as number)) % p),
        );
        yield [...viewOf(one, [index]), ...viewOf(other, [index]), ...posted.flat()];
      }
    }
  }

  it('depends on the sum of the updates alone (INV-23, INV-25)', () => {
    // Both updates 0 and their sum 0, and every other pair with that sum; then another sum, which must show.
    const reference = countViews(roundViews([0, 0], 1));
    for (const update of [1, 2]) assert.deepEqual(countViews(roundViews([update, p - update], 1)), reference);
    assert.notDeepEqual(countViews(roundViews([0, 1], 1)), reference);
  });
});
