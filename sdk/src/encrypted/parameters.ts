// The sets of encryption parameters, by name. A worker knows these and no others: nobody's parameters are ever loaded.

export const PARAMETER_NAMES = ['dense-8192', 'deep-8192', 'exact-8192'] as const;
export type ParameterName = (typeof PARAMETER_NAMES)[number];

export interface ParameterSet {
  readonly name: ParameterName;
  /** `ckks` computes with approximate reals, `bfv` with integers modulo a prime, exactly. */
  readonly scheme: 'ckks' | 'bfv';
  /** Of the polynomials; half as many slots make a row. */
  readonly degree: number;
  /** Bits of the primes, the last of which is for key switching alone. Together within SEAL's bound for 128 bits. */
  readonly primeBits: readonly number[];
  /** ckks: the scale of a fresh ciphertext is 2^scaleBits where no plan says another. */
  readonly scaleBits?: number;
  /** bfv: bits of the prime modulo which slots are counted. */
  readonly plainBits?: number;
}

const SETS: Readonly<Record<ParameterName, Omit<ParameterSet, 'name'>>> = {
  // Three multiplications: dense, square, dense.
  'dense-8192': { scheme: 'ckks', degree: 8192, primeBits: [60, 40, 36, 60], scaleBits: 36 },
  // Five: convolution or dense, square, dense, square, dense.
  'deep-8192': { scheme: 'ckks', degree: 8192, primeBits: [50, 29, 29, 29, 29, 50], scaleBits: 29 },
  // One dense layer over integers, without any error.
  'exact-8192': { scheme: 'bfv', degree: 8192, primeBits: [60, 60, 60], plainBits: 33 },
};

export const parameterSet = (name: ParameterName): ParameterSet => ({ name, ...SETS[name] });

/** Of one row. */
export const slotsOf = ({ degree }: ParameterSet): number => degree / 2;

/** Left rotations by powers of two: one set of keys serves every plan of a parameter set. */
export function rotationsOf(parameters: ParameterSet): number[] {
  const steps: number[] = [];
  for (let step = 1; step < slotsOf(parameters); step *= 2) steps.push(step);
  return steps;
}
