// One operation of a plan, with everything that its evaluation needs but the encoded weights.
import type { LinearMap } from './lower.ts';
import type { Packing } from './packing.ts';

interface StageBase {
  /** Of the network. */
  readonly layer: number;
  readonly input: Packing;
  readonly output: Packing;
  /** Ciphertexts that it takes: more than `input.ciphertexts` for kernels. */
  readonly takes: number;
  /** Slots that rotations go around. */
  readonly slots: number;
}

export interface DiagonalStage extends StageBase {
  readonly method: 'diagonals';
  readonly map: LinearMap;
  readonly matrix: Float64Array;
  /** Rotations of the input, and of the sums: their product is the number of diagonals. */
  readonly babies: number;
  readonly giants: number;
}

export interface RowStage extends StageBase {
  readonly method: 'rows';
  readonly map: LinearMap;
  readonly matrix: Float64Array;
}

/** A convolution whose patches the user laid out: a ciphertext for each place of the kernel, or for several. */
export interface KernelStage extends StageBase {
  readonly method: 'kernels';
  readonly map: LinearMap;
  /** Places of the kernel in one ciphertext. */
  readonly copies: number;
}

export interface SquareStage extends StageBase {
  readonly method: 'square';
  readonly shift: number;
}

export type StageLayout = DiagonalStage | RowStage | KernelStage | SquareStage;

/** Where a stage stands among the primes. */
export interface StageLevels {
  /** Primes left before and after. */
  readonly inLevel: number;
  readonly outLevel: number;
  /** Whether what it multiplied is divided by a prime again. */
  readonly rescales: boolean;
  /** Only after the sums within the ciphertext: that takes longer, and rotations then add almost no error. */
  readonly late: boolean;
}

export interface StageScales {
  readonly inScale: number;
  /** Of plaintexts that it multiplies by. */
  readonly weightScale: number;
  readonly outScale: number;
}

export type Stage = StageLayout & StageLevels & StageScales;

/** A plaintext of a stage, before it is encoded. */
export interface PlaintextSource {
  readonly name: string;
  readonly use: 'factor' | 'bias' | 'shift';
  slots(): Float64Array;
}
