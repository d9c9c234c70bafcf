// Seconds of what SEAL does, measured once on one core, by primes left: estimates for any other machine.
// Layouts are chosen by these figures, and results are settled by their bytes: whoever changes one makes another evaluation version.
export type Work = 'rotation' | 'product' | 'square' | 'rescale' | 'addition';

/** Milliseconds with 1, 2, 3... primes at degree 8192 (node-seal 7.0.0, AMD EPYC, best of seven). */
const MILLISECONDS: Readonly<Record<Work, readonly number[]>> = {
  rotation: [0.97, 1.9, 3.12, 4.62, 6.38],
  product: [0.1, 0.2, 0.3, 0.4, 0.51],
  /** With its relinearisation. */
  square: [1.11, 2.18, 3.56, 5.24, 7.09],
  rescale: [0, 0.48, 0.72, 1.02, 1.29],
  addition: [0.01, 0.02, 0.03, 0.03, 0.04],
};
/** bfv: to the form in which products are quick and back, for each prime; and adding a plaintext, whatever is left. */
export const TRANSFORM_SECONDS = 0.00023;
export const ADD_INTEGERS_SECONDS = 0.002;

/** Of one piece of work with `level` primes left. */
export const secondsOf = (work: Work, level: number): number => (MILLISECONDS[work][level - 1] as number) / 1000;
