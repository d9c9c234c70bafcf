import { dataError } from '../errors/index.ts';
import { type Randomness, systemRandomness } from '../hashing/index.ts';
import { pickRows, type Rows } from './rows.ts';
import { shufflePositions } from './shuffle.ts';

/** Two random parts, `testShare` of the rows in the second; neither is empty. */
export function splitRows(
  rows: Rows,
  { testShare = 0.2, randomness = systemRandomness }: { testShare?: number; randomness?: Randomness } = {},
): { train: Rows; test: Rows } {
  const count = rows.inputs.length;
  if (!(testShare > 0 && testShare < 1)) {
    throw dataError('SPLIT_INVALID', `the test share lies between 0 and 1, not at ${testShare}`);
  }
  if (count < 2) throw dataError('TOO_FEW_ROWS', 'a split needs at least two rows', { found: count, expected: 2 });
  const testCount = Math.min(count - 1, Math.max(1, Math.round(count * testShare)));
  const positions = shufflePositions(count, randomness);
  return {
    train: pickRows(rows, positions.subarray(testCount)),
    test: pickRows(rows, positions.subarray(0, testCount)),
  };
}

/** Random disjoint shards that together hold every row once; their sizes differ by at most one. */
export function shardRows(
  rows: Rows,
  { shards, randomness = systemRandomness }: { shards: number; randomness?: Randomness },
): Rows[] {
  const count = rows.inputs.length;
  if (!Number.isInteger(shards) || shards < 1) {
    throw dataError('SPLIT_INVALID', `the number of shards is a whole number from 1, not ${shards}`);
  }
  if (shards > count) {
    throw dataError('TOO_FEW_ROWS', `${count} rows do not fill ${shards} shards`, { found: count, expected: shards });
  }
  const positions = shufflePositions(count, randomness);
  const start = (shard: number) => Math.floor((shard * count) / shards);
  return Array.from({ length: shards }, (_, i) => pickRows(rows, positions.subarray(start(i), start(i + 1))));
}
