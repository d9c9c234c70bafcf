import {
  compressG1,
  compressG2,
  decodeG1,
  decodeG2,
  decompressG1,
  decompressG2,
  encodeG1,
  encodeG2,
  G1_BYTES,
  G1_COMPRESSED_BYTES,
  type G1Point,
  G2_BYTES,
  G2_COMPRESSED_BYTES,
  type G2Point,
} from '../commitment/index.ts';
import { provingError } from '../errors/index.ts';

/** A Groth16 proof (A, B, C); the commitment D that it carries travels beside it. */
export interface Proof {
  readonly a: G1Point;
  readonly b: G2Point;
  readonly c: G1Point;
}

export const PROOF_BYTES = 2 * G1_BYTES + G2_BYTES;
export const PROOF_COMPRESSED_BYTES = 2 * G1_COMPRESSED_BYTES + G2_COMPRESSED_BYTES;

const concat = (parts: readonly Uint8Array[]): Uint8Array => {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

/** A | B | C: 256 bytes as the EVM's precompiles read them (EIP-197 puts a coordinate's imaginary part first). */
export const encodeProof = ({ a, b, c }: Proof): Uint8Array => concat([encodeG1(a), encodeG2(b), encodeG1(c)]);

/** A | B | C with x-coordinates only, 128 bytes; the top two bits of each point say which y. */
export const compressProof = ({ a, b, c }: Proof): Uint8Array => concat([compressG1(a), compressG2(b), compressG1(c)]);

/** Reads either encoding, told apart by its length; points off the curve or outside the group are refused. */
export function decodeProof(bytes: Uint8Array): Proof {
  if (bytes.length === PROOF_BYTES) {
    return {
      a: decodeG1(bytes.subarray(0, G1_BYTES)),
      b: decodeG2(bytes.subarray(G1_BYTES, G1_BYTES + G2_BYTES)),
      c: decodeG1(bytes.subarray(G1_BYTES + G2_BYTES)),
    };
  }
  if (bytes.length === PROOF_COMPRESSED_BYTES) {
    const cAt = G1_COMPRESSED_BYTES + G2_COMPRESSED_BYTES;
    return {
      a: decompressG1(bytes.subarray(0, G1_COMPRESSED_BYTES)),
      b: decompressG2(bytes.subarray(G1_COMPRESSED_BYTES, cAt)),
      c: decompressG1(bytes.subarray(cAt)),
    };
  }
  throw provingError(
    'ENCODING_INVALID',
    `a proof has ${PROOF_BYTES} or ${PROOF_COMPRESSED_BYTES} bytes, not ${bytes.length}`,
  );
}

/** D in either encoding, told apart by its length. */
export function decodeCommitment(bytes: Uint8Array): G1Point {
  if (bytes.length === G1_BYTES) return decodeG1(bytes);
  if (bytes.length === G1_COMPRESSED_BYTES) return decompressG1(bytes);
  throw provingError(
    'ENCODING_INVALID',
    `a commitment has ${G1_BYTES} or ${G1_COMPRESSED_BYTES} bytes, not ${bytes.length}`,
  );
}
