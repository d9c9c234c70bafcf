import { type G1Affine, type G2Affine, g1ToAffine, g2ToAffine } from '../commitment/index.ts';
import type { VerificationKey } from './verification-key.ts';

/** A verification key's points by their coordinates, for whoever writes them down elsewhere. */
export interface AffineKey {
  readonly alpha: G1Affine;
  readonly beta: G2Affine;
  readonly gamma: G2Affine;
  readonly delta: G2Affine;
  readonly eta: G2Affine;
  readonly statementBases: readonly G1Affine[];
  readonly plainBases: readonly G1Affine[];
  readonly committedBases: readonly G1Affine[];
}

export const affineKey = (key: Omit<VerificationKey, 'circuit' | 'provenance' | 'hash'>): AffineKey => ({
  alpha: g1ToAffine(key.alpha),
  beta: g2ToAffine(key.beta),
  gamma: g2ToAffine(key.gamma),
  delta: g2ToAffine(key.delta),
  eta: g2ToAffine(key.eta),
  statementBases: key.statementBases.map(g1ToAffine),
  plainBases: key.plainBases.map(g1ToAffine),
  committedBases: key.committedBases.map(g1ToAffine),
});
