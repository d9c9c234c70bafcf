// How much error evaluation adds, as variances in slots (in units of a scale). From SEAL's algorithms: plaintexts are
// rounded to whole coefficients, errors have a deviation of 3.2, secret keys are ternary.
import type { ParameterName } from '../parameters.ts';
import { primesOf } from '../primes.ts';
import type { Stage, StageLayout, StageLevels } from './stage.ts';

const DEGREE = 8192;
const ERROR_VARIANCE = 3.2 * 3.2;
/** A slot's real part sums half of what all coefficients have. */
const SLOTS = DEGREE / 2;

/** Of a plaintext, in units of its scale. */
export const ROUNDING = SLOTS / 12;
/** Of a division by a prime. */
const DIVISION = (SLOTS / 12) * (1 + (2 * DEGREE) / 3);
export const FRESH = SLOTS * ERROR_VARIANCE + ROUNDING;

/** Of a rotation or relinearisation with `level` primes left. */
export function switching(name: ParameterName, level: number): number {
  const primes = primesOf(name).coefficients.map(Number);
  const special = primes.at(-1) as number;
  let sum = 0;
  for (const prime of primes.slice(0, level)) sum += ((prime / special) * (prime / special)) / 3;
  return SLOTS * DEGREE * ERROR_VARIANCE * sum + DIVISION;
}

export interface Noise {
  /** On the values that a stage takes. */
  readonly taken: number;
  /** On those that it gives. */
  readonly given: number;
}

type Scales = Pick<Stage, 'inScale' | 'weightScale' | 'outScale'>;

/** `energy`: of the values that an output is summed from, all squares together. */
export function noiseOf(name: ParameterName, stage: StageLayout & StageLevels, scales: Scales, energy: number): Noise {
  const { inScale, weightScale, outScale } = scales;
  const product = inScale * weightScale;
  const turns = stage.late
    ? switching(name, stage.inLevel) / (product * product)
    : switching(name, stage.outLevel) / (outScale * outScale);
  const division = stage.rescales ? DIVISION / (outScale * outScale) : 0;
  const rounding = (ROUNDING * energy) / (weightScale * weightScale) + ROUNDING / (outScale * outScale);
  switch (stage.method) {
    case 'square': {
      const squares = inScale * inScale;
      return { taken: 0, given: switching(name, stage.inLevel) / (squares * squares) + division };
    }
    case 'diagonals': {
      const blocks = stage.slots / (stage.input.stride * stage.input.period);
      const taken = ((stage.babies - 1) / 2) * (switching(name, stage.inLevel) / (inScale * inScale));
      const sums = stage.giants * blocks;
      return { taken, given: rounding + division * (stage.late ? 1 : sums) + turns * (sums - 1) };
    }
    case 'rows': {
      const blocks = stage.output.stride / stage.input.stride;
      return { taken: 0, given: rounding + division * (stage.late ? 1 : blocks) + turns * (blocks - 1) };
    }
    case 'kernels':
      return { taken: 0, given: rounding + division * (stage.late ? 1 : stage.copies) + turns * (stage.copies - 1) };
  }
}
