import { commitmentError } from '../errors/index.ts';
import { multiScalar } from './multi-scalar.ts';
import { type G1Point, sumPoints } from './points.ts';
import { checkScalar } from './scalars.ts';

/**
 * sum_i values_i * bases_i: a Pedersen vector commitment. It binds as long as nobody knows a linear relation among
 * the bases, and hides when one of the values is uniform and used once (the blind).
 */
export function commitVector(bases: readonly G1Point[], values: readonly bigint[]): G1Point {
  if (bases.length !== values.length) {
    throw commitmentError('LENGTH_MISMATCH', `${bases.length} bases cannot commit to ${values.length} values`);
  }
  for (const value of values) checkScalar(value, 'a committed value');
  return multiScalar(bases, values);
}

/** The commitment to the sum of the committed vectors. */
export function addCommitments(commitments: readonly G1Point[]): G1Point {
  if (commitments.length === 0) throw commitmentError('COMMITMENTS_EMPTY', 'there is no commitment to add');
  return sumPoints(commitments);
}
