import { numericError } from '../errors/index.ts';

/** floor(value / 2^bits + 1/2): halves go up, for negatives too. Exact while |value| < 2^52. */
export const roundShift = (value: number, bits: number): number => Math.floor(value / 2 ** bits + 0.5);

/** The same for integers that may be larger than a double holds. */
export const roundShiftWide = (value: bigint, bits: number): bigint =>
  bits === 0 ? value : (value + (1n << BigInt(bits - 1))) >> BigInt(bits);

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** A real number as an integer with `fraction` fractional bits, saturated to `bits` signed bits. */
export function quantise(value: number, bits: number, fraction: number): number {
  if (!Number.isFinite(value)) throw numericError('VALUE_NOT_A_NUMBER', `${value} is not a finite number`);
  const half = 2 ** (bits - 1);
  return clamp(Math.floor(value * 2 ** fraction + 0.5), -half, half - 1);
}
