import {
  type Batch,
  type Format,
  fitStandardisation,
  groupBatches,
  quantiseRows,
  type Randomness,
  shardRows,
  standardiseRows,
} from '@tacit/sdk';
import { loadIris } from '../../support/datasets.ts';
import { randomBatch, type seededRandomness } from '../../support/random-step.ts';

/** Disjoint shards of iris, a list of batches each. */
export function irisBatches(format: Format, shards: number, randomness: Randomness): Batch[][] {
  const iris = loadIris();
  const rows = standardiseRows(fitStandardisation(format, iris), iris);
  return shardRows(rows, { shards, randomness }).map((shard) => [
    ...groupBatches(format, quantiseRows(format, shard), { shuffle: true, randomness }).batches,
  ]);
}

/** Random examples for a circuit of any shape. */
export const randomBatches = (format: Format, count: number, random: ReturnType<typeof seededRandomness>): Batch[] =>
  Array.from({ length: count }, () => randomBatch(format, random.next));
