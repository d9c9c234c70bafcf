import { commitVector, type G1Point } from '../commitment/index.ts';
import { type Committed, committedValues } from './statement.ts';
import type { VerificationKey } from './verification-key.ts';

/** D = sum m_j K_j: hides the update perfectly behind `blind`, and adds up. */
export const commitUpdate = (key: VerificationKey, committed: Committed): G1Point =>
  commitVector(key.committedBases, committedValues(committed));
