import { dataError } from '../errors/index.ts';
import { type Randomness, systemRandomness } from '../hashing/index.ts';
import { type Batch, checkBatch, type Format, MAX_BATCHES } from '../numeric/index.ts';
import type { Rows } from './rows.ts';
import { shufflePositions } from './shuffle.ts';

export interface GroupBatchesOptions {
  /** Rows come in the order of the file otherwise, and batches are then as lopsided as it is. */
  readonly shuffle?: boolean;
  /** Beyond what a tree holds: keep the first rows ('refuse'), or a uniform sample of all. */
  readonly overflow?: 'refuse' | 'sample';
  readonly randomness?: Randomness;
}

export interface GroupedBatches {
  readonly batches: readonly Batch[];
  readonly report: {
    readonly used: number;
    /** Rows of the last, incomplete batch. */
    readonly dropped: number;
    /** Rows beyond the tree's MAX_BATCHES batches, left out. */
    readonly overflowed: number;
  };
}

function choosePositions(count: number, capacity: number, options: GroupBatchesOptions): Uint32Array {
  const { shuffle = false, overflow = 'refuse', randomness = systemRandomness } = options;
  const kept = Math.min(count, capacity);
  if (count > capacity && overflow === 'sample') {
    const sample = shufflePositions(count, randomness).slice(0, capacity);
    return shuffle ? sample : sample.sort();
  }
  return shuffle ? shufflePositions(kept, randomness) : Uint32Array.from({ length: kept }, (_, i) => i);
}

/** Quantised rows in batches of the circuit's size. */
export function groupBatches(format: Format, rows: Rows, options: GroupBatchesOptions = {}): GroupedBatches {
  const count = rows.inputs.length;
  if (rows.targets.length !== count) {
    throw dataError('TARGET_INVALID', `${rows.targets.length} targets for ${count} rows`);
  }
  if (count < format.batch) {
    throw dataError('TOO_FEW_ROWS', `${count} rows where one batch takes ${format.batch}`, {
      found: count,
      expected: format.batch,
    });
  }
  const capacity = MAX_BATCHES * format.batch;
  const positions = choosePositions(count, capacity, options);
  const batches: Batch[] = [];
  for (let at = 0; at + format.batch <= positions.length; at += format.batch) {
    const members = [...positions.subarray(at, at + format.batch)];
    const batch: Batch = {
      inputs: members.map((position) => rows.inputs[position] as readonly number[]),
      targets: members.map((position) => rows.targets[position] as readonly number[]),
    };
    checkBatch(format, batch);
    batches.push(batch);
  }
  const used = batches.length * format.batch;
  const overflowed = Math.max(0, count - capacity);
  return { batches, report: { used, dropped: count - overflowed - used, overflowed } };
}
