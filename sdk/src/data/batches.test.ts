import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deriveFormat, MAX_BATCHES } from '../numeric/index.ts';
import { type GroupedBatches, groupBatches, type Rows } from './index.ts';
import { assertRefused, seededRandomness } from './test-support.ts';

const pairs = deriveFormat({ kind: 'linear', inputs: 3, outputs: 1, batch: 2 });

/** The row's number in two digits, so that every row in a batch can be told apart. */
const numbered = (length: number): Rows => ({
  inputs: Array.from({ length }, (_, i) => [i % 100, Math.floor(i / 100) % 100, 0]),
  targets: Array.from({ length }, (_, i) => [i % 100]),
});
const idsOf = ({ batches }: GroupedBatches) =>
  batches.flatMap(({ inputs }) => inputs.map(([ones, hundreds]) => (ones as number) + 100 * (hundreds as number)));
const ascending = (values: readonly number[]) => values.every((v, i) => i === 0 || v > (values[i - 1] as number));

describe('groupBatches', () => {
  it('keeps the order of the rows, and reports the incomplete batch that it drops', () => {
    const grouped = groupBatches(pairs, numbered(7));
    assert.deepEqual(idsOf(grouped), [0, 1, 2, 3, 4, 5]);
    assert.equal(grouped.batches.length, 3);
    assert.deepEqual(grouped.report, { used: 6, dropped: 1, overflowed: 0 });
  });

  it('shuffles by the injected randomness, targets along with their inputs', () => {
    const grouped = groupBatches(pairs, numbered(50), { shuffle: true, randomness: seededRandomness(5) });
    assert.ok(!ascending(idsOf(grouped)));
    assert.deepEqual(new Set(idsOf(grouped)).size, 50);
    for (const { inputs, targets } of grouped.batches) {
      inputs.forEach(([ones], i) => {
        assert.equal(targets[i]?.[0], ones);
      });
    }
    const again = groupBatches(pairs, numbered(50), { shuffle: true, randomness: seededRandomness(5) });
    assert.deepEqual(again, grouped);
  });

  it('refuses the rows beyond the tree, and says how many', () => {
    const count = MAX_BATCHES * 2 + 5;
    for (const shuffle of [false, true]) {
      const grouped = groupBatches(pairs, numbered(count), { shuffle, randomness: seededRandomness(1) });
      assert.deepEqual(grouped.report, { used: MAX_BATCHES * 2, dropped: 0, overflowed: 5 });
      assert.equal(grouped.batches.length, MAX_BATCHES);
      assert.ok(idsOf(grouped).every((id) => id < MAX_BATCHES * 2));
    }
  });

  it('samples all rows when that is asked for', () => {
    const count = MAX_BATCHES * 2 + 1000;
    const grouped = groupBatches(pairs, numbered(count), { overflow: 'sample', randomness: seededRandomness(9) });
    const ids = idsOf(grouped);
    assert.deepEqual(grouped.report, { used: MAX_BATCHES * 2, dropped: 0, overflowed: 1000 });
    assert.equal(new Set(ids).size, MAX_BATCHES * 2);
    assert.ok(ascending(ids));
    const late = ids.filter((id) => id >= MAX_BATCHES * 2).length;
    assert.ok(late > 800 && late < 980, `${late} of the last 1000 rows`);
    const shuffled = groupBatches(pairs, numbered(count), {
      overflow: 'sample',
      shuffle: true,
      randomness: seededRandomness(9),
    });
    assert.ok(!ascending(idsOf(shuffled)));
    assert.deepEqual(new Set(idsOf(shuffled)), new Set(ids));
  });

  it('needs rows for one batch', () => {
    for (const length of [0, 1]) assertRefused('TOO_FEW_ROWS', () => groupBatches(pairs, numbered(length)));
    assert.equal(groupBatches(pairs, numbered(2)).batches.length, 1);
  });

  it('refuses rows that were not quantised, or not paired', () => {
    assertRefused('VALUE_OUT_OF_RANGE', () =>
      groupBatches(pairs, {
        inputs: [
          [0.5, 0, 0],
          [0, 0, 0],
        ],
        targets: [[0], [0]],
      }),
    );
    assertRefused('SHAPE_MISMATCH', () => groupBatches(pairs, { inputs: [[0], [0]], targets: [[0], [0]] }));
    assertRefused('TARGET_INVALID', () => groupBatches(pairs, { ...numbered(4), targets: [[0]] }));
  });
});
