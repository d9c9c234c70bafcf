// What the room gives to the rest. Everything that travels is bytes of a length that the plan fixes.
import type { ParameterName, ParameterSet } from './parameters.ts';

export interface DenseLayer {
  readonly kind: 'dense';
  readonly inputs: number;
  readonly outputs: number;
  /** `weights[output * inputs + input]` */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/** Over an image `channels x height x width`, rows after rows; its output is `maps x outHeight x outWidth`. */
export interface ConvolutionLayer {
  readonly kind: 'convolution';
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly maps: number;
  /** `weights[((map * channels + channel) * kernel + y) * kernel + x]` */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

export interface SquareLayer {
  readonly kind: 'square';
}

/** c0 + c1 x + c2 x^2 of every value. */
export interface PolynomialLayer {
  readonly kind: 'polynomial';
  readonly coefficients: readonly [number, number, number];
}

export type Layer = DenseLayer | ConvolutionLayer | SquareLayer | PolynomialLayer;

export interface Network {
  /** `integer`: inputs, weights and biases are whole numbers, and so are the outputs, exactly. */
  readonly arithmetic: 'float' | 'integer';
  readonly inputs: number;
  /** Inputs lie within +-range; the scales of a plan are made for that. */
  readonly range: number;
  readonly layers: readonly Layer[];
}

/** Ciphertexts of one sample at one place of a plan: how many, and what each must be to the byte. */
export interface CiphertextShape {
  readonly count: number;
  /** Primes left, the special one not counted. */
  readonly level: number;
  /** ckks: the exact scale; bfv: 1. */
  readonly scale: number;
  /** As a user sends it: half as long, its other half is a seed. */
  readonly seeded: boolean;
}

export interface OperationCounts {
  readonly rotations: number;
  readonly multiplications: number;
  /** Squares or products of ciphertexts, each with its relinearisation. */
  readonly squares: number;
  readonly rescales: number;
  readonly additions: number;
}

export interface PlanStep {
  /** Layers `from` to `to`, `to` not included. */
  readonly from: number;
  readonly to: number;
  readonly input: CiphertextShape;
  readonly output: CiphertextShape;
  /** For one sample. */
  readonly operations: OperationCounts;
  /** On the machine that docs/BENCHMARKS.md was made on, for one sample: an estimate, and said to be one. */
  readonly seconds: number;
}

export interface PlanOptions {
  /** The smallest set that carries the plan, if not named. */
  readonly parameters?: ParameterName;
  /** Workers evaluate this many layers; all by default. */
  readonly cut?: number;
  /** Longest estimate of one step, for one sample. */
  readonly stepSeconds?: number;
}

/** Follows from network and options alone: whoever has these derives it, and believes nobody's. */
export interface Plan {
  readonly parameters: ParameterSet;
  readonly network: Network;
  /** Layers that workers evaluate. */
  readonly cut: number;
  readonly steps: readonly PlanStep[];
  /** Values that a decrypted output has: the network's outputs, or the cut's. */
  readonly outputs: number;
  /** What the user sends: once, and for each sample. */
  readonly keyBytes: number;
  readonly requestBytes: number;
  /** What comes back for each sample. */
  readonly responseBytes: number;
  readonly seconds: number;
  /** Standard deviation to expect of an output's error; 0 for exact integers. An estimate too. */
  readonly error: number;
  /**
   * No sample in range leads beyond what ciphertexts hold. Otherwise values do that lie far from all that samples with
   * independent values lead to (16 standard deviations at least): such a sample decrypts to nonsense.
   */
  readonly holdsAll: boolean;
}

export interface UserKeys {
  /** Stays with the user. */
  readonly secretKey: Uint8Array;
  /** Relinearisation and rotation keys, for workers: `plan.keyBytes` long. */
  readonly evaluationKeys: Uint8Array;
}

/** Keys that were checked and loaded, of one user. */
export interface LoadedKeys {
  dispose(): void;
}

/** A plan's weights, encoded at their levels. */
export interface PreparedPlan {
  readonly plan: Plan;
  dispose(): void;
}

/** SEAL with one parameter set, in a memory of its own. Use it in a thread that may be killed. */
export interface Encryption {
  readonly parameters: ParameterSet;
  createKeys(): UserKeys;
  /** One block of `plan.requestBytes` for each sample, in order. */
  encrypt(plan: Plan, secretKey: Uint8Array, samples: readonly (readonly number[])[]): Uint8Array;
  /** Values of the last step's output, for each sample. RESULT_REFUSED for bytes that are not of the plan. */
  decrypt(plan: Plan, secretKey: Uint8Array, response: Uint8Array): number[][];
  /** KEYS_REFUSED before SEAL sees a byte of anything that is not exactly what it should be. */
  loadKeys(evaluationKeys: Uint8Array): LoadedKeys;
  prepare(plan: Plan): PreparedPlan;
  /** One step for any number of samples; CIPHERTEXT_REFUSED as above. The same bytes everywhere. */
  evaluate(prepared: PreparedPlan, keys: LoadedKeys, step: number, input: Uint8Array): Uint8Array;
  dispose(): void;
}

export interface EncryptionOptions {
  /** SEAL's memory grows up to this and no further. */
  readonly memoryBytes?: number;
}
