// What somebody knows who wants a sample back from its intermediate.
import type { Stage } from './head.ts';
import type { Prior } from './prior.ts';

export interface AttackProblem {
  readonly stages: readonly Stage[];
  /** What the attacker has. */
  readonly target: Float64Array;
  /** Of the noise in it. */
  readonly deviation: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Where it starts, and what it falls back to. */
  readonly mean: Float64Array;
  /** What samples may be like: each is tried. */
  readonly priors: readonly Prior[];
}
