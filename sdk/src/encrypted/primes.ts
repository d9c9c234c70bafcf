// What SEAL chooses for each set. Plans depend on them to the last bit, also where SEAL is not loaded.
import type { ParameterName } from './parameters.ts';

interface Primes {
  /** The last one is for key switching alone. */
  readonly coefficients: readonly bigint[];
  /** bfv: modulo which slots are counted. */
  readonly plain?: bigint;
}

const PRIMES: Readonly<Record<ParameterName, Primes>> = {
  'dense-8192': {
    coefficients: [1152921504606748673n, 1099511480321n, 68719230977n, 1152921504606830593n],
  },
  'deep-8192': {
    coefficients: [1125899906629633n, 536543233n, 536608769n, 536641537n, 536690689n, 1125899906826241n],
  },
  'exact-8192': {
    coefficients: [1152921504606683137n, 1152921504606748673n, 1152921504606830593n],
    plain: 8589852673n,
  },
};

export const primesOf = (name: ParameterName): Primes => PRIMES[name];

/** Primes of a fresh ciphertext at most. */
export const topLevelOf = (name: ParameterName): number => PRIMES[name].coefficients.length - 1;
