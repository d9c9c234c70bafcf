import { bn254 } from '@noble/curves/bn254.js';
import { commitmentError } from '../errors/index.ts';
import { COORDINATE_ORDER, fromWord, toWord } from '../hashing/index.ts';
import { type Fq2, type G1Point, type G2Point, g1FromAffine, g1ToAffine, g2FromAffine, g2ToAffine } from './points.ts';

/*
 * x in big-endian with the sign of y in the two bits that a modulus of 254 bits leaves free, as gnark-crypto
 * writes it (ecc/bn254/marshal.go). gnark's 0b01 (identity) and 0b00 (uncompressed) are refused: here a
 * compressed point is a proper point, and has one spelling.
 */
const SMALLER = 0b10 << 6;
const LARGER = 0b11 << 6;
const FLAGS = 0b11 << 6;

export const G1_COMPRESSED_BYTES = 32;
export const G2_COMPRESSED_BYTES = 64;

export function compressG1(point: G1Point): Uint8Array {
  const { x, y } = g1ToAffine(point);
  return withFlags(toWord(x), isLarger(y));
}

export function decompressG1(bytes: Uint8Array): G1Point {
  const { x, larger } = readFlags('G1', bytes, G1_COMPRESSED_BYTES);
  const X = readCoordinate(x, 0);
  const y = solve<bigint>('G1', bn254.G1.Point, X);
  return g1FromAffine({ x: X, y: isLarger(y) === larger ? y : bn254.fields.Fp.neg(y) });
}

export function compressG2(point: G2Point): Uint8Array {
  const { x, y } = g2ToAffine(point);
  const bytes = new Uint8Array(G2_COMPRESSED_BYTES);
  bytes.set(toWord(x.c1), 0);
  bytes.set(toWord(x.c0), 32);
  return withFlags(bytes, isLarger2(y));
}

export function decompressG2(bytes: Uint8Array): G2Point {
  const { x, larger } = readFlags('G2', bytes, G2_COMPRESSED_BYTES);
  const X = { c1: readCoordinate(x, 0), c0: readCoordinate(x, 32) };
  const y = solve<Fq2>('G2', bn254.G2.Point, X);
  return g2FromAffine({ x: X, y: isLarger2(y) === larger ? y : bn254.fields.Fp2.neg(y) });
}

/** y > -y, as integers below the modulus. */
const isLarger = (y: bigint): boolean => y > COORDINATE_ORDER / 2n;

/** The imaginary part decides, the real part when there is none (gnark-crypto, internal/fptower/e2.go). */
const isLarger2 = (y: Fq2): boolean => isLarger(y.c1 === 0n ? y.c0 : y.c1);

function withFlags(bytes: Uint8Array, larger: boolean): Uint8Array {
  bytes[0] = (bytes[0] ?? 0) | (larger ? LARGER : SMALLER);
  return bytes;
}

function readFlags(group: string, bytes: Uint8Array, expected: number): { x: Uint8Array; larger: boolean } {
  if (bytes.length !== expected) {
    throw commitmentError('POINT_INVALID', `a compressed ${group} point has ${expected} bytes, not ${bytes.length}`);
  }
  const first = bytes[0] ?? 0;
  const flags = first & FLAGS;
  if (flags !== SMALLER && flags !== LARGER) {
    throw commitmentError('POINT_INVALID', `a compressed ${group} point must carry the sign of y in its top two bits`);
  }
  const x = Uint8Array.from(bytes);
  x[0] = first & ~FLAGS;
  return { x, larger: flags === LARGER };
}

function readCoordinate(bytes: Uint8Array, offset: number): bigint {
  const value = fromWord(bytes, offset);
  if (value < COORDINATE_ORDER) return value;
  throw commitmentError('POINT_INVALID', "a compressed coordinate must lie below the field's modulus");
}

interface Curve<F> {
  readonly Fp: { sqr(a: F): F; mul(a: F, b: F): F; add(a: F, b: F): F; sqrt(a: F): F };
  CURVE(): { readonly b: F };
}

/** Either square root of x^3 + b. */
function solve<F>(group: string, { Fp, CURVE }: Curve<F>, x: F): F {
  try {
    return Fp.sqrt(Fp.add(Fp.mul(Fp.sqr(x), x), CURVE().b));
  } catch {
    throw commitmentError('POINT_INVALID', `no point of ${group} has this coordinate`);
  }
}
