import { commitmentError } from '../errors/index.ts';
import { fromWord, toWord } from '../hashing/index.ts';
import { type G1Point, type G2Point, g1FromAffine, g1ToAffine, g2FromAffine, g2ToAffine } from './points.ts';

/** As precompiles 6, 7 and 8 take and give it (EIP-196): x, y. */
export const G1_BYTES = 64;
/** As precompile 8 takes it (EIP-197), the imaginary part before the real one: x.c1, x.c0, y.c1, y.c0. */
export const G2_BYTES = 128;

export function encodeG1(point: G1Point): Uint8Array {
  const { x, y } = g1ToAffine(point);
  return joinWords([x, y]);
}

export function decodeG1(bytes: Uint8Array): G1Point {
  checkLength('G1', bytes, G1_BYTES);
  return g1FromAffine({ x: fromWord(bytes, 0), y: fromWord(bytes, 32) });
}

export function encodeG2(point: G2Point): Uint8Array {
  const { x, y } = g2ToAffine(point);
  return joinWords([x.c1, x.c0, y.c1, y.c0]);
}

export function decodeG2(bytes: Uint8Array): G2Point {
  checkLength('G2', bytes, G2_BYTES);
  return g2FromAffine({
    x: { c1: fromWord(bytes, 0), c0: fromWord(bytes, 32) },
    y: { c1: fromWord(bytes, 64), c0: fromWord(bytes, 96) },
  });
}

function joinWords(words: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(32 * words.length);
  for (const [i, word] of words.entries()) bytes.set(toWord(word), 32 * i);
  return bytes;
}

function checkLength(group: string, bytes: Uint8Array, expected: number): void {
  if (bytes.length !== expected) {
    throw commitmentError('POINT_INVALID', `a ${group} point has ${expected} bytes, not ${bytes.length}`);
  }
}
