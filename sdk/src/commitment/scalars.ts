import { commitmentError } from '../errors/index.ts';
import { FIELD_ORDER } from '../hashing/index.ts';

const HALF = (FIELD_ORDER - 1n) / 2n;

/** Returns the scalar if it lies in [0, r). Nothing is reduced silently: 5 and r + 5 would open the same commitment. */
export function checkScalar(scalar: bigint, what: string): bigint {
  if (typeof scalar !== 'bigint' || scalar < 0n || scalar >= FIELD_ORDER) {
    throw commitmentError('SCALAR_INVALID', `${what} must be a whole number from 0 to r - 1`);
  }
  return scalar;
}

/** Reads a scalar: decimal without leading zeros, or 0x and lower-case hex. */
export function parseScalar(text: unknown, what: string): bigint {
  if (typeof text !== 'string' || !/^(0|[1-9][0-9]{0,76}|0x[0-9a-f]{1,64})$/.test(text)) {
    throw commitmentError('SCALAR_INVALID', `${what} must be a string of decimal digits or lower-case 0x-hex, below r`);
  }
  return checkScalar(BigInt(text), what);
}

/**
 * A signed integer as a scalar: v for v >= 0, r - |v| below. Sums stay right as long as no sum leaves
 * -(r - 1) / 2 .. (r - 1) / 2. Explicit, because a verifier who expects plain numbers would read r - 5 as huge.
 */
export function encodeSigned(value: bigint): bigint {
  if (typeof value !== 'bigint' || value > HALF || value < -HALF) {
    throw commitmentError('SCALAR_INVALID', 'a signed value must lie within half of the scalar field');
  }
  return value < 0n ? FIELD_ORDER + value : value;
}

/** The integer that `encodeSigned` made a scalar of. */
export function decodeSigned(scalar: bigint): bigint {
  checkScalar(scalar, 'a scalar');
  return scalar > HALF ? scalar - FIELD_ORDER : scalar;
}
