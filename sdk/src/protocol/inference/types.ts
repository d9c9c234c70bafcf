// The two documents of a prediction: what a creator offers, and what a user asks for. Both are public, strict JSON with
// one spelling, and known by the SHA-256 that the chain keeps.
import type { Moments } from '../../data/index.ts';
import type { ParameterName } from '../../encrypted/index.ts';
import type { Hex } from '../arguments.ts';

/** Of the code that evaluates: results of another version have other bytes. */
export const EVALUATION_VERSION = 1;

/**
 * How a person's values become a network's inputs: `clamp(value, minimum, maximum) * scale`, rounded for integers; before that
 * `(value - mean) / deviation`, where there are features.
 */
export interface InputDescription {
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly scale: number;
  readonly names?: readonly string[];
  /** How trainers shifted and scaled each value: people give theirs in real units, and the range is that of the results. */
  readonly features?: readonly Moments[];
  /** What inputs are on average, as people give them. With `features` it is their means, and not said again. */
  readonly mean?: readonly number[];
}

/**
 * How a network's outputs are read: `output / scale`; the greatest is the class, where there are classes. With targets,
 * `output / scale * deviation + mean`: in real units.
 */
export interface OutputDescription {
  readonly count: number;
  readonly scale: number;
  readonly kind: 'classes' | 'values';
  readonly labels?: readonly string[];
  /** Of values alone. */
  readonly targets?: readonly Moments[];
}

export interface SplitDescription {
  /** X25519, raw: whom the intermediate is sealed to (HPKE). */
  readonly creatorKey: Hex;
  /** Values of the intermediate. */
  readonly width: number;
  /** What is done to it before anybody else sees it: clipped to +-clip, then Gaussian noise of this deviation is added. */
  readonly blur: { readonly clip: number; readonly deviation: number };
}

export interface OfferDocument {
  readonly evaluation: typeof EVALUATION_VERSION;
  readonly parameters: ParameterName;
  /** What workers evaluate, to its end: of a split model its first layers. SHA-256 of the root block, and its length. */
  readonly network: Hex;
  readonly networkBytes: number;
  /** The longest estimate of one step, for one sample: what takes longer is several steps of a job. */
  readonly stepSeconds: number;
  readonly input: InputDescription;
  readonly output: OutputDescription;
  readonly split?: SplitDescription;
}

export interface RequestDocument {
  readonly chainId: number;
  readonly market: Hex;
  readonly offer: Hex;
  readonly user: Hex;
  readonly samples: number;
  /** SHA-256 of the root blocks; lengths follow from the plan. */
  readonly keys: Hex;
  readonly input: Hex;
  /** Split: X25519, raw, whom the creator seals its answer to. */
  readonly answerKey?: Hex;
  /** 32 random bytes: no two requests are the same. */
  readonly nonce: Hex;
}
