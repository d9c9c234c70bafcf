import { FIELD_ORDER, toField } from '@tacit/sdk';
import { invert } from './constraint-system.ts';

/** constant + sum of coefficient * wire, over wires whose values are open. */
export interface Affine {
  constant: bigint;
  readonly terms: Map<number, bigint>;
}

export const affine = (constant = 0n): Affine => ({ constant, terms: new Map() });

export function addTerm(into: Affine, wire: number, coefficient: bigint): void {
  const sum = ((into.terms.get(wire) ?? 0n) + coefficient) % FIELD_ORDER;
  if (sum === 0n) into.terms.delete(wire);
  else into.terms.set(wire, sum);
}

export function addScaled(into: Affine, part: Affine, factor: bigint): void {
  into.constant = (into.constant + factor * part.constant) % FIELD_ORDER;
  for (const [wire, coefficient] of part.terms) addTerm(into, wire, factor * coefficient);
}

const BITS = 253;
/** +-2^k mod r by residue, for |k| < 253: the exponent and the sign. */
const POWERS = (() => {
  const powers = new Map<bigint, readonly [exponent: number, negative: boolean]>();
  const half = (FIELD_ORDER + 1n) / 2n;
  for (let k = 0, [up, down] = [1n, 1n]; k < BITS; k++) {
    powers.set(up, [k, false]).set(FIELD_ORDER - up, [k, true]);
    powers.set(down, [-k, false]).set(FIELD_ORDER - down, [-k, true]);
    [up, down] = [(up * 2n) % FIELD_ORDER, (down * half) % FIELD_ORDER];
  }
  return powers;
})();

/**
 * The one solution in bits of `equation = 0`, where its coefficients are distinct powers of two up to signs and a
 * common factor and span less than the field: such a number has one binary notation. `none` where the number
 * cannot be written with these bits, `unclear` for any other equation.
 */
export function readBits(equation: Affine): Map<number, bigint> | 'none' | 'unclear' {
  const [first] = equation.terms.values();
  if (first === undefined) return 'unclear';
  const unit = invert(first);
  const digits = new Map<number, { wire: number; negative: boolean }>();
  for (const [wire, coefficient] of equation.terms) {
    const power = POWERS.get(toField(coefficient * unit));
    if (!power || digits.has(power[0])) return 'unclear';
    digits.set(power[0], { wire, negative: power[1] });
  }
  const lowest = Math.min(...digits.keys());
  if (Math.max(...digits.keys()) - lowest >= BITS) return 'unclear';

  // sum of +-2^k bit = rest; a bit with a minus is one minus its complement.
  const scale = invert(lowest < 0 ? invert(1n << BigInt(-lowest)) : 1n << BigInt(lowest));
  let rest = toField(-equation.constant * unit * scale);
  for (const [exponent, { negative }] of digits) if (negative) rest += 1n << BigInt(exponent - lowest);
  rest %= FIELD_ORDER;
  const values = new Map<number, bigint>();
  for (const [exponent, { wire, negative }] of digits) {
    const bit = (rest >> BigInt(exponent - lowest)) & 1n;
    rest -= bit << BigInt(exponent - lowest);
    values.set(wire, negative ? 1n - bit : bit);
  }
  return rest === 0n ? values : 'none';
}
