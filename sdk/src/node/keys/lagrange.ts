import { FIELD_ORDER } from '../../hashing/index.ts';

/** 5 generates the field's multiplicative group, as ffjavascript's FFT takes it; r - 1 = 2^28 * odd. */
const GENERATOR = 5n;
const TWO_ADICITY = 28;

export function powMod(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = base % FIELD_ORDER, e = exponent; e > 0n; e >>= 1n, b = (b * b) % FIELD_ORDER) {
    if (e & 1n) result = (result * b) % FIELD_ORDER;
  }
  return result;
}

export const invertMod = (value: bigint): bigint => powMod(value, FIELD_ORDER - 2n);

export function rootOfUnity(logSize: number): bigint {
  return powMod(GENERATOR, (FIELD_ORDER - 1n) >> BigInt(logSize));
}

/** Montgomery's trick: one inversion for all. */
function invertAll(values: readonly bigint[]): bigint[] {
  const prefix = new Array<bigint>(values.length);
  let product = 1n;
  values.forEach((value, i) => {
    prefix[i] = product;
    product = (product * value) % FIELD_ORDER;
  });
  let inverse = invertMod(product);
  const inverses = new Array<bigint>(values.length);
  for (let i = values.length - 1; i >= 0; i--) {
    inverses[i] = (inverse * (prefix[i] as bigint)) % FIELD_ORDER;
    inverse = (inverse * (values[i] as bigint)) % FIELD_ORDER;
  }
  return inverses;
}

/** All Lagrange polynomials of a domain of 2^logSize at one point: L_i(t) = w^i (t^n - 1) / (n (t - w^i)). */
export function lagrangeAt(point: bigint, logSize: number): bigint[] {
  if (logSize > TWO_ADICITY) throw new RangeError('the domain is larger than the field allows');
  const size = 2 ** logSize;
  const root = rootOfUnity(logSize);
  const vanishing = (powMod(point, BigInt(size)) - 1n + FIELD_ORDER) % FIELD_ORDER;
  const factor = (vanishing * invertMod(BigInt(size))) % FIELD_ORDER;
  const numerators = new Array<bigint>(size);
  const denominators = new Array<bigint>(size);
  for (let i = 0, power = 1n; i < size; i++, power = (power * root) % FIELD_ORDER) {
    numerators[i] = (factor * power) % FIELD_ORDER;
    denominators[i] = (point - power + FIELD_ORDER) % FIELD_ORDER;
  }
  return invertAll(denominators).map((inverse, i) => (inverse * (numerators[i] as bigint)) % FIELD_ORDER);
}
