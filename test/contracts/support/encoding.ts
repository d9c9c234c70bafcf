import {
  affineKey,
  type Circuit,
  type CircuitMetadata,
  type Claim,
  circuitIdOf,
  circuitMetadata,
  decodeProof,
  encodeG1,
  encodeG2,
  keyArgument as encodeKey,
  encodeProof,
  fromWord,
  type G1Point,
  type G2Point,
  g1FromAffine,
  ProtocolError,
  type ProvenanceArgument,
  provenanceArgument,
  type KeyArgument as SdkKeyArgument,
  statementFrom,
  statementValues,
  toWord,
  type VerificationKey,
  verifyProof,
} from '@tacit/sdk';
import { type Hex, keccak256 } from 'viem';

/** A claim as contracts take it: A, B, C and D in ten words, and the public signals. Any numbers, also wrong ones. */
export interface Words {
  readonly proof: readonly bigint[];
  readonly pubs: readonly bigint[];
}

type Unlocked<T> = T extends readonly (infer each)[] ? each[] : T;
/** `ICircuitRegistry.VerifyingKey`, for tests to spoil. */
export type KeyArgument = { -readonly [part in keyof SdkKeyArgument]: Unlocked<SdkKeyArgument[part]> };

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

export const keyArgument = (key: Omit<VerificationKey, 'circuit' | 'provenance' | 'hash'>): KeyArgument =>
  encodeKey(affineKey(key)) as KeyArgument;

export type { ProvenanceArgument } from '@tacit/sdk';
export type Metadata = CircuitMetadata;
export const metadataOf = (circuit: Circuit): Metadata => circuitMetadata(circuit);

export const DEVELOPMENT = provenanceArgument({ kind: 'development' });
/** Of no ceremony: contracts cannot tell. */
export const CEREMONY = provenanceArgument({
  kind: 'ceremony',
  transcriptHash: keccak256('0x01'),
  transcriptCid: keccak256('0x02'),
});

/** The id that a client expects, from its own copy of everything. */
export const expectedCircuitId = (
  { hash, statementBases }: VerificationKey,
  metadata: CircuitMetadata,
  provenance: ProvenanceArgument = DEVELOPMENT,
): Hex => circuitIdOf({ keyHash: hash, statementSignals: statementBases.length - 1, metadata, provenance });
