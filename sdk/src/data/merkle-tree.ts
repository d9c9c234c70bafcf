import { dataError } from '../errors/index.ts';
import { poseidon } from '../hashing/index.ts';
import { BATCH_INDEX_BITS, MAX_BATCHES } from '../numeric/index.ts';
import { isElement } from './field-element.ts';

const ARITY_BITS = 3;
export const ARITY = 2 ** ARITY_BITS;
export const LEVELS = BATCH_INDEX_BITS / ARITY_BITS;
/** Stands where there is no batch. */
const ABSENT = 0n;

/** Four rows of eight siblings, the lowest first, each with the path's own node at its place. */
export type MerklePath = readonly (readonly bigint[])[];

/** The nodes of all levels, leaves first, root last; what lies right of the last leaf is not stored. */
export type MerkleTree = readonly (readonly bigint[])[];

/** The three bits of an index that choose among eight children: the lowest bits at the lowest level. */
const digitOf = (index: number, level: number): number => (index >> (ARITY_BITS * level)) % ARITY;

let absentNodes: readonly bigint[] | undefined;

/** The node over nothing but absent leaves, per level. */
function absentNode(level: number): bigint {
  if (!absentNodes) {
    const nodes = [ABSENT];
    while (nodes.length < LEVELS) nodes.push(poseidon(new Array<bigint>(ARITY).fill(nodes.at(-1) as bigint)));
    absentNodes = nodes;
  }
  return absentNodes[level] as bigint;
}

function childrenOf(nodes: readonly bigint[], level: number, parent: number): bigint[] {
  return Array.from({ length: ARITY }, (_, i) => nodes[parent * ARITY + i] ?? absentNode(level));
}

export async function growTree(leaves: readonly bigint[], pace: () => Promise<void>): Promise<MerkleTree> {
  const tree = [[...leaves]];
  for (let level = 0; level < LEVELS; level++) {
    const below = tree[level] as bigint[];
    const nodes: bigint[] = [];
    for (let parent = 0; parent * ARITY < below.length; parent++) {
      nodes.push(poseidon(childrenOf(below, level, parent)));
      await pace();
    }
    tree.push(nodes);
  }
  return tree;
}

export function pathIn(tree: MerkleTree, index: number): MerklePath {
  return Array.from({ length: LEVELS }, (_, level) =>
    childrenOf(tree[level] as readonly bigint[], level, index >> (ARITY_BITS * (level + 1))),
  );
}

/** Throws unless `index` is one of `count` batches. */
export function checkIndex(index: number, count: number): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw dataError('BATCH_INDEX_OUT_OF_RANGE', `batch ${index} is not one of 0 to ${count - 1}`, { index, count });
}

/** The root that a path leads to from the leaf at `index`; the leaf and every node must be at their places. */
export function rootFromPath(leaf: bigint, index: number, path: MerklePath): bigint {
  checkIndex(index, MAX_BATCHES);
  if (path.length !== LEVELS || path.some((row) => row.length !== ARITY || !row.every(isElement))) {
    throw dataError('PATH_INVALID', `a path has ${LEVELS} rows of ${ARITY} field elements`);
  }
  return path.reduce((node, row, level) => {
    if (row[digitOf(index, level)] === node) return poseidon(row);
    throw dataError('PATH_INVALID', `the path does not hold the node at its place in row ${level}`, { level });
  }, leaf);
}
