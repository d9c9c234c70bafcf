import { bn254 } from '@noble/curves/bn254.js';
import { commitmentError, ProtocolError } from '../errors/index.ts';
import { type Randomness, randomField, systemRandomness, toField } from '../hashing/index.ts';
import { type Commitment, formatCommitment, parseCommitment } from './commitment-text.ts';
import { pedersenGenerators } from './generators.ts';
import type { G1Point } from './points.ts';
import { checkScalar } from './scalars.ts';
import { addCommitments } from './vector.ts';

export interface Opening {
  readonly value: bigint;
  readonly blinding: bigint;
}

export interface CommitOptions {
  /** Drawn afresh when it is not given. A blinding that was used before, or that others can guess, hides nothing. */
  readonly blinding?: bigint;
  readonly randomness?: Randomness;
}

/**
 * Commits to a value in [0, r): c = value * G + blinding * H. Perfectly hiding, and binding while discrete
 * logarithms in G1 are hard (about 100 bits today: Barbulescu and Duquesne, ePrint 2017/334).
 *
 * @example
 * const { commitment, blinding } = commit(42n);
 * verifyOpening(commitment, 42n, blinding); // true
 */
export function commit(value: bigint, options: CommitOptions = {}): { commitment: Commitment; blinding: bigint } {
  checkScalar(value, 'the value');
  const blinding = checkScalar(options.blinding ?? randomField(options.randomness ?? systemRandomness), 'the blinding');
  const point = commitmentPoint({ value, blinding });
  // Value 0 with blinding 0: `parseCommitment` says why no commitment may be the identity.
  if (point.is0()) throw commitmentError('SCALAR_INVALID', 'this value and this blinding commit to nothing');
  return { commitment: formatCommitment(point), blinding };
}

/** Whether the commitment opens to this value and blinding. Throws on input that is no commitment or no scalar. */
export function verifyOpening(commitment: Commitment, value: bigint, blinding: bigint): boolean {
  const point = parseCommitment(commitment);
  checkScalar(value, 'the value');
  checkScalar(blinding, 'the blinding');
  return point.equals(commitmentPoint({ value, blinding }));
}

/** The commitment to the sum of two committed values. */
export const add = (a: Commitment, b: Commitment): Commitment => aggregate([a, b]);

/** The commitment to the sum of all committed values; it opens with `addOpenings` of theirs. */
export const aggregate = (commitments: readonly Commitment[]): Commitment =>
  formatCommitment(addCommitments(commitments.map(parseListed)));

/** The opening of the sum of commitments: values and blindings added mod r. */
export function addOpenings(openings: readonly Opening[]): Opening {
  if (openings.length === 0) throw commitmentError('COMMITMENTS_EMPTY', 'there is no opening to add');
  let value = 0n;
  let blinding = 0n;
  for (const opening of openings) {
    value = toField(value + checkScalar(opening.value, 'the value'));
    blinding = toField(blinding + checkScalar(opening.blinding, 'the blinding'));
  }
  return { value, blinding };
}

/** Names the culprit, which matters in a list of thousands. */
function parseListed(text: unknown, index: number): G1Point {
  try {
    return parseCommitment(text);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw commitmentError('POINT_INVALID', `entry ${index} of the list is no commitment: ${error.shortMessage}`, {
      index,
    });
  }
}

function commitmentPoint({ value, blinding }: Opening): G1Point {
  const { G, H } = pedersenGenerators();
  return multiply(G, value).add(multiply(H, blinding));
}

/** Both scalars are secrets, so noble's blinded multiplication and not the faster one; that one refuses 0. */
const multiply = (point: G1Point, scalar: bigint): G1Point =>
  scalar === 0n ? bn254.G1.Point.ZERO : point.multiply(scalar);
