import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Rows, shardRows, splitRows } from './index.ts';
import { assertRefused, SEEDED, seededRandomness } from './test-support.ts';

const numbered = (length: number): Rows => ({
  inputs: Array.from({ length }, (_, i) => [i]),
  targets: Array.from({ length }, (_, i) => [-i]),
});
const ids = (rows: Rows) => rows.inputs.map(([id]) => id as number);
const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const paired = (rows: Rows) => rows.inputs.every(([id], i) => rows.targets[i]?.[0] === -(id as number));

describe('splitRows', () => {
  it('gives disjoint and complete parts of the size asked for', () => {
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 100 }), share, fc.nat(), (length, testShare, seed) => {
        const rows = numbered(length);
        const { train, test } = splitRows(rows, { testShare, randomness: seededRandomness(seed) });
        assert.deepEqual(sorted([...ids(train), ...ids(test)]), ids(rows));
        assert.ok(train.inputs.length > 0 && test.inputs.length > 0);
        assert.ok(Math.abs(test.inputs.length - length * testShare) <= 1);
        assert.ok(paired(train) && paired(test));
      }),
      SEEDED,
    );
  });

  it('refuses shares and rows that leave a part empty', () => {
    for (const testShare of [0, 1, -0.1, 1.5, Number.NaN]) {
      assertRefused('SPLIT_INVALID', () => splitRows(numbered(10), { testShare }));
    }
    assertRefused('TOO_FEW_ROWS', () => splitRows(numbered(1)));
  });
});

describe('shardRows', () => {
  it('gives disjoint and complete shards of even size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 10 }),
        fc.nat(),
        (length, wanted, seed) => {
          const rows = numbered(length);
          const shards = shardRows(rows, { shards: Math.min(wanted, length), randomness: seededRandomness(seed) });
          assert.deepEqual(sorted(shards.flatMap(ids)), ids(rows));
          const sizes = shards.map((shard) => shard.inputs.length);
          assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
          assert.ok(shards.every(paired));
        },
      ),
      SEEDED,
    );
  });

  it('gives the same shards for the same seed', () => {
    const shard = (seed: number) => shardRows(numbered(50), { shards: 3, randomness: seededRandomness(seed) }).map(ids);
    assert.deepEqual(shard(1), shard(1));
    assert.notDeepEqual(shard(1), shard(2));
  });

  it('refuses more shards than rows, and what is no count', () => {
    assertRefused('TOO_FEW_ROWS', () => shardRows(numbered(2), { shards: 3 }));
    for (const shards of [0, -1, 1.5, Number.NaN]) {
      assertRefused('SPLIT_INVALID', () => shardRows(numbered(2), { shards }));
    }
  });
});
