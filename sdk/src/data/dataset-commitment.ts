import { dataError } from '../errors/index.ts';
import { poseidon } from '../hashing/index.ts';
import { type Batch, type Format, MAX_BATCHES } from '../numeric/index.ts';
import { encodeBatch, leafOf } from './batch-encoding.ts';
import { isElement } from './field-element.ts';
import { checkIndex, growTree, LEVELS, type MerklePath, pathIn } from './merkle-tree.ts';
import { createPace } from './pace.ts';

/** A hiding commitment to a dataset. Whoever has `saltOf` can test guesses of the data: it stays with the owner. */
export interface DatasetCommitment {
  readonly root: bigint;
  readonly batches: number;
  saltOf(index: number): bigint;
  pathOf(index: number): MerklePath;
}

export interface CommitOptions {
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

/** One stored secret makes every salt; a batch's salt tells nothing of another's. */
const deriveSalt = (secret: bigint, index: number): bigint => poseidon([secret, BigInt(index)]);

function checkSecret(secret: bigint): void {
  // The message must not show the secret.
  if (!isElement(secret) || secret === 0n) {
    throw dataError('SALT_INVALID', "the dataset's secret is a field element other than zero");
  }
}

/** Commits to batches under one secret field element, in slices between which the event loop turns. */
export async function commitDataset(
  format: Format,
  batches: readonly Batch[],
  secret: bigint,
  { onProgress, signal }: CommitOptions = {},
): Promise<DatasetCommitment> {
  checkSecret(secret);
  const total = batches.length;
  if (total === 0) throw dataError('TOO_FEW_ROWS', 'there is no batch to commit to', { found: 0 });
  if (total > MAX_BATCHES) {
    throw dataError('TOO_MANY_BATCHES', `${total} batches where a tree holds ${MAX_BATCHES}`, {
      found: total,
      limit: MAX_BATCHES,
    });
  }
  const pace = createPace(signal);
  const leaves: bigint[] = [];
  for (const batch of batches) {
    await pace();
    leaves.push(leafOf(encodeBatch(format, batch), deriveSalt(secret, leaves.length)));
    onProgress?.({ done: leaves.length, total });
  }
  const tree = await growTree(leaves, pace);
  return {
    root: tree[LEVELS]?.[0] as bigint,
    batches: total,
    saltOf(index) {
      checkIndex(index, total);
      return deriveSalt(secret, index);
    },
    pathOf(index) {
      checkIndex(index, total);
      return pathIn(tree, index);
    },
  };
}
