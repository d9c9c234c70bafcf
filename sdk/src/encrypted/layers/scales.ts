// Which scale each place of a plan has: of all that leave room for the values, those with the least error at the end.
import type { ParameterName } from '../parameters.ts';
import { primesOf } from '../primes.ts';
import { eachWeight, type Lowered } from './lower.ts';
import { boundOf, powerOf, type Spread, squared } from './magnitudes.ts';
import { FRESH, noiseOf } from './noise.ts';
import type { StageLayout, StageLevels, StageScales } from './stage.ts';

/** Scales are chosen among these powers of two; before a first square also between them. */
const LEAST_BITS = 10;
const MOST_BITS = 90;
/** A sign, and as much again: sums on their way to a bound may pass it. */
const ROOM = 4;
/** Between two outputs of a layer by rows stand parts of either. */
const RUBBISH = 2;

export interface ScaledStages {
  readonly inputScale: number;
  readonly scales: readonly StageScales[];
  /** Variance of the error of an output, before the output's own affine map. */
  readonly variance: number;
}

interface State {
  readonly bits: number;
  readonly scale: number;
  readonly variance: number;
  readonly inputScale: number;
  readonly path: readonly StageScales[];
}

/** How much the error of a uniform unit of noise weighs in the mean variance of all outputs: before each operation, and last. */
export function sensitivitiesOf(lowered: Lowered, spreads: readonly Spread[]): number[] {
  let weights = new Float64Array(lowered.outputs).fill(1 / lowered.outputs);
  const sums = [1];
  for (let at = lowered.operations.length - 1; at >= 0; at--) {
    const operation = lowered.operations[at] as Lowered['operations'][number];
    const before = spreads[at] as Spread;
    if (operation.kind === 'square') {
      const { shift } = operation;
      weights = weights.map(
        (weight, i) => 4 * weight * (squared((before.mean[i] as number) + shift) + (before.variance[i] as number)),
      );
    } else {
      const next = new Float64Array(operation.map.inputs);
      for (let output = 0; output < operation.map.outputs; output++) {
        eachWeight(operation.map, output, (weight, input) => {
          next[input] = (next[input] as number) + weight * weight * (weights[output] as number);
        });
      }
      weights = next;
    }
    sums.unshift(weights.reduce((sum, weight) => sum + weight, 0));
  }
  return sums;
}

/** Squares of all values that an output is summed from. */
export function energyOf(lowered: Lowered, at: number, before: Spread): number {
  const operation = lowered.operations[at];
  if (operation?.kind !== 'linear') return 0;
  const { convolution, inputs } = operation.map;
  return powerOf(before) * (convolution ? convolution.channels * convolution.kernel * convolution.kernel : inputs);
}

export interface ScaleQuestion {
  readonly name: ParameterName;
  readonly stages: readonly (StageLayout & StageLevels)[];
  readonly lowered: Lowered;
  readonly spreads: readonly Spread[];
  readonly sensitivities: readonly number[];
  /** Values this many deviations from what is expected still fit; any at all if infinite. */
  readonly deviations: number;
}

/** Undefined if no scales leave room. */
export function chooseScales(question: ScaleQuestion): ScaledStages | undefined {
  const { name, stages, lowered, spreads, sensitivities } = question;
  const primes = primesOf(name).coefficients.map(Number);
  const modulus = (level: number): number => primes.slice(0, level).reduce((product, prime) => product * prime, 1);
  const fits = (bound: number, scale: number, level: number): boolean => bound * scale * ROOM <= modulus(level);
  const startLevel = stages[0]?.inLevel ?? 1;
  const peaks = peaksOf(question);

  let states: State[] = [];
  // Squares double whatever is between two powers of two.
  const parts = stages[0]?.method === 'square' ? 16 : 1;
  for (let part = LEAST_BITS * parts; part <= MOST_BITS * parts; part++) {
    const bits = Math.floor(part / parts);
    const scale = 2 ** bits * (1 + (part % parts) / parts);
    if (!fits(peaks[0] as number, scale, startLevel)) break;
    const variance = (FRESH / (scale * scale)) * (sensitivities[0] as number);
    states.push({ bits, scale, variance, inputScale: scale, path: [] });
  }
  stages.forEach((stage, at) => {
    const energy = energyOf(lowered, at, spreads[at] as Spread);
    const prime = stage.rescales ? (primes[stage.inLevel - 1] as number) : 1;
    const step = (state: State, weightScale: number, outScale: number, bits: number): State => {
      const scales = { inScale: state.scale, weightScale, outScale };
      const { taken, given } = noiseOf(name, stage, scales, energy);
      const added = taken * (sensitivities[at] as number) + given * (sensitivities[at + 1] as number);
      return { ...state, bits, scale: outScale, variance: state.variance + added, path: [...state.path, scales] };
    };
    const peak = peaks[at + 1] as number;
    const weight = largestWeight(stage);
    const next: State[] = [];
    if (stage.method === 'square') {
      for (const state of states) {
        const product = state.scale * state.scale;
        if (fits(peak, product, stage.inLevel)) next.push(step(state, 1, product / prime, state.bits));
      }
    } else {
      for (let bits = LEAST_BITS; bits <= MOST_BITS; bits++) {
        const product = 2 ** bits * prime;
        if (!fits(peak, product, stage.inLevel)) break;
        const best = leastOf(
          states
            .filter(({ scale }) => product / scale >= 2 && fits(weight, product / scale, stage.inLevel))
            .map((state) => step(state, product / state.scale, 2 ** bits, bits)),
        );
        if (best) next.push(best);
      }
    }
    states = next;
  });
  const best = leastOf(states);
  return best && { inputScale: best.inputScale, scales: best.path, variance: best.variance };
}

function leastOf(states: readonly State[]): State | undefined {
  let best: State | undefined;
  for (const state of states) if (state.variance < (best?.variance ?? Number.POSITIVE_INFINITY)) best = state;
  return best;
}

/** What slots may hold at each place, those without a meaning included. */
function peaksOf({ stages, lowered, spreads, deviations }: ScaleQuestion): number[] {
  let rubbish = 1;
  return spreads.map((spread, at) => {
    const stage = stages[at - 1];
    const operation = lowered.operations[at - 1];
    if (stage?.method === 'rows') rubbish = RUBBISH;
    else if (stage?.method === 'square') rubbish *= rubbish;
    else rubbish = 1;
    // Sums on their way have not met their bias yet, which may be what makes them small.
    const bias = operation?.kind === 'linear' ? largest(operation.map.bias) : 0;
    // SEAL wants room for the scale itself, however small the values are.
    return Math.max(1, rubbish * (boundOf(spread, deviations) + bias));
  });
}

function largestWeight(stage: StageLayout): number {
  if (stage.method === 'square') return 1;
  return Math.max(1, largest(stage.map.matrix ?? stage.map.convolution?.weights ?? new Float64Array(0)));
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
