import {
  type Circuit,
  type Claim,
  decodeProof,
  encodeG1,
  encodeG2,
  encodeProof,
  fromWord,
  type G1Affine,
  type G1Point,
  type G2Point,
  g1FromAffine,
  g1ToAffine,
  ProtocolError,
  statementFrom,
  statementValues,
  toWord,
  type VerificationKey,
  verifyProof,
} from '@tacit/sdk';
import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters, zeroHash } from 'viem';

/** A claim as contracts take it: A, B, C and D in ten words, and the public signals. Any numbers, also wrong ones. */
export interface Words {
  readonly proof: readonly bigint[];
  readonly pubs: readonly bigint[];
}

export interface G2Words {
  readonly xImaginary: bigint;
  readonly xReal: bigint;
  readonly yImaginary: bigint;
  readonly yReal: bigint;
}

/** `ICircuitRegistry.VerifyingKey`. */
export interface KeyArgument {
  alpha: G1Affine;
  beta: G2Words;
  gamma: G2Words;
  delta: G2Words;
  eta: G2Words;
  statementBases: G1Affine[];
  plainBases: G1Affine[];
  committedBases: G1Affine[];
}

const split = (bytes: Uint8Array): bigint[] =>
  Array.from({ length: bytes.length / 32 }, (_, i) => fromWord(bytes, 32 * i));
const join = (words: readonly bigint[]): Uint8Array => Uint8Array.from(words.flatMap((word) => [...toWord(word)]));

export const g1Words = (point: G1Point): bigint[] => split(encodeG1(point));
export const g2Words = (point: G2Point): bigint[] => split(encodeG2(point));

export const wordsOf = ({ proof, commitment, statement }: Claim): Words => ({
  proof: [...split(encodeProof(proof)), ...g1Words(commitment)],
  pubs: statementValues(statement),
});

/** The SDK's verdict on the same words; what it refuses to read counts as no. */
export function sdkAccepts(key: VerificationKey, { proof, pubs }: Words): boolean {
  try {
    const commitment = g1FromAffine({ x: proof[8] as bigint, y: proof[9] as bigint });
    const claim = { proof: decodeProof(join(proof.slice(0, 8))), commitment, statement: statementFrom(pubs) };
    return verifyProof(key, claim);
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

const g2Argument = (point: G2Point): G2Words => {
  const [xImaginary, xReal, yImaginary, yReal] = g2Words(point) as [bigint, bigint, bigint, bigint];
  return { xImaginary, xReal, yImaginary, yReal };
};

export const keyArgument = (key: Omit<VerificationKey, 'circuit' | 'provenance' | 'hash'>): KeyArgument => ({
  alpha: g1ToAffine(key.alpha),
  beta: g2Argument(key.beta),
  gamma: g2Argument(key.gamma),
  delta: g2Argument(key.delta),
  eta: g2Argument(key.eta),
  statementBases: key.statementBases.map(g1ToAffine),
  plainBases: key.plainBases.map(g1ToAffine),
  committedBases: key.committedBases.map(g1ToAffine),
});

export interface Metadata {
  readonly name: string;
  readonly maxSteps: number;
  readonly batch: number;
  readonly outputs: number;
  readonly errorFraction: number;
}

export const metadataOf = ({ name, format }: Circuit): Metadata => ({
  name,
  maxSteps: format.maxSteps,
  batch: format.batch,
  outputs: format.outputs,
  errorFraction: format.errorFraction,
});

export interface ProvenanceArgument {
  readonly development: boolean;
  readonly transcriptHash: Hex;
  readonly transcriptCid: Hex;
}

export const DEVELOPMENT: ProvenanceArgument = {
  development: true,
  transcriptHash: zeroHash,
  transcriptCid: zeroHash,
};
/** Of no ceremony: contracts cannot tell. */
export const CEREMONY: ProvenanceArgument = {
  development: false,
  transcriptHash: keccak256('0x01'),
  transcriptCid: keccak256('0x02'),
};

const ID_PARAMETERS = parseAbiParameters([
  'bytes32 keyHash, uint32 statementSignals, Metadata metadata, Provenance provenance',
  'struct Metadata { string name; uint32 maxSteps; uint32 batch; uint32 outputs; uint8 errorFraction; }',
  'struct Provenance { bool development; bytes32 transcriptHash; bytes32 transcriptCid; }',
]);

/** The id that a client expects, from its own copy of everything. */
export function expectedCircuitId(
  key: VerificationKey,
  metadata: Metadata,
  provenance: ProvenanceArgument = DEVELOPMENT,
): Hex {
  const hash = `0x${key.hash.toString(16).padStart(64, '0')}` as const;
  return keccak256(encodeAbiParameters(ID_PARAMETERS, [hash, key.statementBases.length - 1, metadata, provenance]));
}
