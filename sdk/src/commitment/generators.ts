import { hashToG1 } from './hash-to-curve.ts';
import type { G1Point } from './points.ts';

/** As RFC 9380, section 3.1 recommends: application, version, suite. */
const TAG = 'TACIT-V01-CS01-with-BN254G1_XMD:SHA-256_SVDW_RO_';

export interface Generators {
  /** Carries the value. */
  readonly G: G1Point;
  /** Carries the blinding. */
  readonly H: G1Point;
}

let generators: Generators | undefined;

/**
 * The bases of commitments for people: hashes of the ASCII messages `pedersen value` and `pedersen blinding` under TAG.
 *
 * Binding needs that nobody knows log_G H, which hashing H gives. G is hashed as well, though EIP-196's (1, 2) would
 * bind as well and cost as much: keys and ephemeral points elsewhere in Tacit are multiples of (1, 2), so with it a
 * keyholder's public key would be a commitment to its secret key with blinding 0, and a proof of one a proof of the
 * other. Under these bases nobody's key opens anything.
 */
export function pedersenGenerators(): Generators {
  generators ??= { G: hashToG1(ascii('pedersen value'), TAG), H: hashToG1(ascii('pedersen blinding'), TAG) };
  return generators;
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
