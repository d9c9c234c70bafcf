import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { commitmentError } from '../errors/index.ts';
import { decodeG1, encodeG1 } from './evm-encoding.ts';
import type { G1Point } from './points.ts';

/** A commitment as people, JSON and calldata carry it: 0x and the 64 bytes of EIP-196 in lower-case hex. */
export type Commitment = `0x${string}`;

export const formatCommitment = (point: G1Point): Commitment => `0x${bytesToHex(encodeG1(point))}`;

/**
 * Reads a commitment; each has one spelling.
 *
 * The identity is refused. It is the commitment to 0 with blinding 0 and hides nothing, and its bytes are 64 zeros:
 * what a missing field or an unwritten storage slot reads as, so accepting it would make "nothing there" open to 0.
 */
export function parseCommitment(text: unknown): G1Point {
  if (typeof text !== 'string' || !/^0x[0-9a-f]{128}$/.test(text)) {
    throw commitmentError('POINT_INVALID', 'a commitment is 0x followed by 128 lower-case hex digits');
  }
  return decodeG1(hexToBytes(text.slice(2)));
}
