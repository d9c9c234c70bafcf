// The inversion of an intermediate to its sample by somebody who knows the first layers: He, Zhang and Lee, "Model Inversion
// Attacks Against Collaborative Inference" (ACSAC 2019), section 4, regularised maximum likelihood. Here by Adam, and with the
// likelihood of Gaussian noise, which goes down from far more than there is to what the offer says: so squares, which hide
// signs, are seen through. Of a linear head, the inverse too.
import type { AttackProblem } from './attack-problem.ts';
import { slopeAt } from './head.ts';
import { invertFirst, stepsToInvert } from './invert-first.ts';
import type { Prior } from './prior.ts';

export interface AttackOptions {
  readonly iterations: number;
  /** Awaited after every iteration: to let others work, or to stop by throwing. */
  readonly pace: (done: number, total: number) => Promise<void>;
}

const [FIRST_DECAY, SECOND_DECAY, TINY] = [0.9, 0.999, 1e-12] as const;
/** Of the range, at the beginning; it falls to nothing along a cosine. */
const RATE = 0.05;

interface Run {
  readonly prior: Prior;
  /**
   * Of the intermediate's own size: the noise that the descent begins with. At first the prior alone decides, then the coarsest
   * features of the intermediate, the finest last. Without that, trained convolutions with squares look well hidden, and are not.
   */
  readonly coarse: number;
  /** Of the prior; what samples are really like differs from one kind of data to the next. */
  readonly weight: number;
}

/** Each gets stuck somewhere; on trained networks it was rarely the same place for all. */
const RUNS: readonly Omit<Run, 'prior'>[] = [
  { coarse: 4, weight: 0.3 },
  { coarse: 4, weight: 0.03 },
  { coarse: 1, weight: 0.3 },
  { coarse: 1, weight: 0.03 },
  { coarse: 0.3, weight: 0.3 },
];
/** Where all end, if there is less noise than that: finer noise is a thicket. */
const FINE = 0.01;

const clamped = (values: Float64Array, { minimum, maximum }: AttackProblem): Float64Array =>
  values.map((value) => Math.min(maximum, Math.max(minimum, value)));

/** Adam (Kingma and Ba 2015) on miss / deviation^2 + weight * prior, within the range. */
async function descend(
  problem: AttackProblem,
  {
    prior,
    weight,
    iterations,
    pace,
    ...run
  }: Run & { readonly iterations: number; readonly pace: () => Promise<void> },
): Promise<Float64Array> {
  const { stages, target, deviation, minimum, maximum, mean } = problem;
  const sample = clamped(mean, problem);
  const size = Math.sqrt(target.reduce((sum, each) => sum + each * each, 0) / target.length);
  const fine = Math.max(deviation, FINE * size);
  const coarse = Math.max(fine, run.coarse * size);
  const [first, second] = [new Float64Array(sample.length), new Float64Array(sample.length)];
  for (let k = 1; k <= iterations; k++) {
    await pace();
    const { gradient } = slopeAt(stages, sample, target);
    const noise = coarse * (fine / coarse) ** (k / iterations);
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

/** How often `invert` descends for each prior. */
export const DESCENTS = RUNS.length;

/** Samples that the intermediate may have come from, the mean among them. The same for the same problem. */
export async function invert(problem: AttackProblem, { iterations, pace }: AttackOptions): Promise<Float64Array[]> {
  const inverting = stepsToInvert(problem.stages);
  const total = inverting + iterations * DESCENTS * problem.priors.length;
  let done = 0;
  const turn = (): Promise<void> => pace(++done, total);
  const inverse = await invertFirst(problem, turn);
  done = inverting;
  const found = [problem.mean, ...(inverse ? [clamped(inverse, problem)] : [])];
  for (const prior of problem.priors) {
    for (const run of RUNS) found.push(await descend(problem, { ...run, prior, iterations, pace: turn }));
  }
  return found;
}
