// The list of who may train in a task, as a tree of which the contract keeps the root.
import { type Address, concat, encodeAbiParameters, getAddress, type Hex, isAddress, keccak256 } from 'viem';
import { chainError } from '../../errors/index.ts';

export interface Admission {
  /** For the terms. */
  readonly root: Hex;
  /** What a trainer shows when it enrols; undefined for whoever is not on the list. */
  pathOf(trainer: Address): readonly Hex[] | undefined;
}

/** Hashed twice, so that no leaf is the hash of two nodes (OpenZeppelin's StandardMerkleTree). */
const leafOf = (trainer: Address): Hex => keccak256(keccak256(encodeAbiParameters([{ type: 'address' }], [trainer])));

/** In the order of their numbers, as OpenZeppelin's MerkleProof hashes pairs. */
const pairOf = (a: Hex, b: Hex): Hex => keccak256(BigInt(a) < BigInt(b) ? concat([a, b]) : concat([b, a]));

function levelsOf(leaves: readonly Hex[]): readonly (readonly Hex[])[] {
  const levels: Hex[][] = [[...leaves]];
  for (let level = levels[0] as Hex[]; level.length > 1; levels.push(level)) {
    const below = level;
    level = Array.from({ length: Math.ceil(below.length / 2) }, (_, i) => {
      const [left, right] = [below[2 * i] as Hex, below[2 * i + 1]];
      // Who has no partner goes up as it is.
      return right === undefined ? left : pairOf(left, right);
    });
  }
  return levels;
}

/** The tree of a list. Its order does not matter, and whoever stands on it twice stands on it once. */
export function admissionOf(trainers: readonly Address[]): Admission {
  const wrong = trainers.find((trainer) => !isAddress(trainer));
  if (trainers.length === 0 || wrong !== undefined) {
    throw chainError('TERMS_INVALID', 'a list of admitted trainers holds addresses, and one at least');
  }
  const distinct = new Set(trainers.map((trainer) => getAddress(trainer)));
  const leaves = [...distinct].map(leafOf).sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const levels = levelsOf(leaves);
  return {
    root: levels.at(-1)?.[0] as Hex,
    pathOf(trainer) {
      let at = isAddress(trainer) ? leaves.indexOf(leafOf(getAddress(trainer))) : -1;
      if (at === -1) return undefined;
      const path: Hex[] = [];
      for (const level of levels.slice(0, -1)) {
        const sibling = level[at ^ 1];
        if (sibling !== undefined) path.push(sibling);
        at >>= 1;
      }
      return path;
    },
  };
}
