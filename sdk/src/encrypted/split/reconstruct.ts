// Reconstruction of a sample from its intermediate by somebody who knows the first layers: He, Zhang and Lee, "Model Inversion
// Attacks Against Collaborative Inference" (ACSAC 2019), section 4, regularised maximum likelihood. Here by Adam, and with the
// likelihood of Gaussian noise, which goes down from far more than there is to what the offer says: so squares, which hide
// signs, are seen through. Of a linear head, the inverse too.
import { type Stage, slopeAt } from './head.ts';
import { invertFirst, stepsToInvert } from './invert-first.ts';
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
  readonly prior: Prior;
}

export interface AttackOptions {
  readonly iterations: number;
  /** Awaited after every iteration: to let others work, or to stop by throwing. */
  readonly pace: (done: number, total: number) => Promise<void>;
}

const [FIRST_DECAY, SECOND_DECAY, TINY] = [0.9, 0.999, 1e-12] as const;
/** Of the range, at the beginning; it falls to nothing along a cosine. */
const RATE = 0.05;
/**
 * Of the intermediate's own size: the noise that the descent begins with. At first the prior alone decides, then the coarsest
 * features of the intermediate, the finest last. Without that, a trained convolution with squares looked well hidden, and was not.
 */
const COARSE = 4;

const clamped = (values: Float64Array, { minimum, maximum }: AttackProblem): Float64Array =>
  values.map((value) => Math.min(maximum, Math.max(minimum, value)));

/** Adam (Kingma and Ba 2015) on miss / deviation^2 + weight * prior, within the range. */
export async function descend(
  problem: AttackProblem,
  {
    weight,
    iterations,
    pace,
  }: { readonly weight: number; readonly iterations: number; readonly pace: () => Promise<void> },
): Promise<Float64Array> {
  const { stages, target, deviation, minimum, maximum, mean, prior } = problem;
  const sample = clamped(mean, problem);
  const coarse = COARSE * Math.sqrt(target.reduce((sum, each) => sum + each * each, 0) / target.length);
  const [first, second] = [new Float64Array(sample.length), new Float64Array(sample.length)];
  for (let k = 1; k <= iterations; k++) {
    await pace();
    const { gradient } = slopeAt(stages, sample, target);
    const noise = deviation * Math.max(1, coarse / deviation) ** (1 - k / iterations);
    for (const [i, each] of gradient.entries()) gradient[i] = each / noise ** 2;
    prior.addSlope(sample, gradient, weight);
    const rate = RATE * (maximum - minimum) * (0.5 + 0.5 * Math.cos((Math.PI * (k - 1)) / iterations));
    const [firstUnit, secondUnit] = [1 - FIRST_DECAY ** k, 1 - SECOND_DECAY ** k];
    for (const [i, slope] of gradient.entries()) {
      first[i] = FIRST_DECAY * (first[i] as number) + (1 - FIRST_DECAY) * slope;
      second[i] = SECOND_DECAY * (second[i] as number) + (1 - SECOND_DECAY) * slope * slope;
      const step = (first[i] as number) / firstUnit / (Math.sqrt((second[i] as number) / secondUnit) + TINY);
      sample[i] = Math.min(maximum, Math.max(minimum, (sample[i] as number) - rate * step));
    }
  }
  return sample;
}

/** Weights of the prior that are tried: as probability has it, and less. */
const WEIGHTS = [1, 0.3, 0.1] as const;

/** How often `reconstruct` descends. */
export const DESCENTS = WEIGHTS.length;

/** Samples that the intermediate may have come from. The same for the same problem. */
export async function reconstruct(
  problem: AttackProblem,
  { iterations, pace }: AttackOptions,
): Promise<Float64Array[]> {
  const inverting = stepsToInvert(problem.stages);
  const total = inverting + iterations * DESCENTS;
  let done = 0;
  const turn = (): Promise<void> => pace(++done, total);
  const inverse = await invertFirst(problem, turn);
  done = inverting;
  const found = inverse ? [clamped(inverse, problem)] : [];
  for (const weight of WEIGHTS) found.push(await descend(problem, { weight, iterations, pace: turn }));
  return found;
}
