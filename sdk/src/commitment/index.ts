export { type Commitment, formatCommitment, parseCommitment } from './commitment-text.ts';
export {
  compressG1,
  compressG2,
  decompressG1,
  decompressG2,
  G1_COMPRESSED_BYTES,
  G2_COMPRESSED_BYTES,
} from './compressed-encoding.ts';
export { decodeG1, decodeG2, encodeG1, encodeG2, G1_BYTES, G2_BYTES } from './evm-encoding.ts';
export { type Generators, pedersenGenerators } from './generators.ts';
export { hashToG1 } from './hash-to-curve.ts';
export { multiScalar } from './multi-scalar.ts';
export {
  add,
  addOpenings,
  aggregate,
  type CommitOptions,
  commit,
  type Opening,
  verifyOpening,
} from './pedersen.ts';
export {
  type Fq2,
  type G1Affine,
  type G1Point,
  type G2Affine,
  type G2Point,
  g1FromAffine,
  g1ToAffine,
  g2FromAffine,
  g2ToAffine,
  sumPoints,
} from './points.ts';
export { checkScalar, decodeSigned, encodeSigned, parseScalar } from './scalars.ts';
export { addCommitments, commitVector } from './vector.ts';
