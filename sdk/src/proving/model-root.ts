import { hashVector, toField } from '../hashing/index.ts';
import { type Format, packWeights } from '../numeric/index.ts';

/** The Poseidon root of a model. The salt hides local weights; the models of a round's ends have salt 0. */
export const modelRoot = (f: Format, weights: readonly number[], salt: bigint): bigint =>
  hashVector([salt, ...packWeights(f, weights).map(toField)]);
