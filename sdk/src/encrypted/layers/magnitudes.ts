// How large values become. `worst` no input in range exceeds; `expected` is what values are like when inputs are as large
// as they may be and of independent signs.
import type { Network } from '../types.ts';
import { eachWeight, type LinearMap, type Lowered, lower, type Operation } from './lower.ts';

/** Not a power, which engines may round each in their way. */
export const squared = (value: number | undefined): number => (value as number) * (value as number);

/** Of all values at one place. */
export interface Spread {
  readonly least: Float64Array;
  readonly most: Float64Array;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

export function spreadOfInputs({ inputs, range, inputShift }: Lowered): Spread {
  const fill = (value: number): Float64Array => new Float64Array(inputs).fill(value);
  return {
    least: fill(inputShift - range),
    most: fill(inputShift + range),
    mean: fill(inputShift),
    variance: fill(range * range),
  };
}

function afterMap(map: LinearMap, before: Spread): Spread {
  const [least, most, mean, variance] = [0, 1, 2, 3].map(() => new Float64Array(map.outputs)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let output = 0; output < map.outputs; output++) {
    let [low, high, middle, squared] = [map.bias[output], map.bias[output], map.bias[output], 0] as [
      number,
      number,
      number,
      number,
    ];
    eachWeight(map, output, (weight, input) => {
      const one = weight * (before.least[input] as number);
      const other = weight * (before.most[input] as number);
      low += Math.min(one, other);
      high += Math.max(one, other);
      middle += weight * (before.mean[input] as number);
      squared += weight * weight * (before.variance[input] as number);
    });
    least[output] = low;
    most[output] = high;
    mean[output] = middle;
    variance[output] = squared;
  }
  return { least, most, mean, variance };
}

function afterSquare(before: Spread, shift: number): Spread {
  const mean = before.mean.map((value) => value + shift);
  const least = before.least.map((value) => value + shift);
  const most = before.most.map((value) => value + shift);
  return {
    least: least.map((low, i) => (low > 0 ? squared(low) : (most[i] as number) < 0 ? squared(most[i]) : 0)),
    most: most.map((high, i) => Math.max(squared(high), squared(least[i]))),
    mean: mean.map((middle, i) => middle * middle + (before.variance[i] as number)),
    // Of a normal value's square.
    variance: before.variance.map((spread, i) => 2 * spread * spread + 4 * squared(mean[i]) * spread),
  };
}

/** Nothing varies more than between its ends. */
function withinEnds({ least, most, mean, variance }: Spread): Spread {
  return {
    least,
    most,
    mean: mean.map((value, i) => Math.max(least[i] as number, Math.min(most[i] as number, value))),
    variance: variance.map((value, i) => Math.min(value, squared(((most[i] as number) - (least[i] as number)) / 2))),
  };
}

const afterOperation = (operation: Operation, before: Spread): Spread =>
  withinEnds(operation.kind === 'linear' ? afterMap(operation.map, before) : afterSquare(before, operation.shift));

/** Before each operation, and last after all of them. */
export function spreadsOf(lowered: Lowered): Spread[] {
  const spreads = [spreadOfInputs(lowered)];
  for (const operation of lowered.operations) spreads.push(afterOperation(operation, spreads.at(-1) as Spread));
  return spreads;
}

/** The largest value to reckon with: of `deviations` from the mean, or at worst. */
export function boundOf({ least, most, mean, variance }: Spread, deviations: number): number {
  let bound = 0;
  for (let i = 0; i < least.length; i++) {
    const worst = Math.max(-(least[i] as number), most[i] as number);
    const likely = Math.abs(mean[i] as number) + deviations * Math.sqrt(variance[i] as number);
    // Not Math.min: a bound that overflowed must stay one that nothing meets.
    const own = likely < worst ? likely : worst;
    if (!(own <= bound)) bound = own;
  }
  return bound;
}

/** Mean of the squares. */
export function powerOf({ mean, variance }: Spread): number {
  let sum = 0;
  for (let i = 0; i < mean.length; i++) sum += squared(mean[i]) + (variance[i] as number);
  return sum / mean.length;
}

/** Largest output of any sample in range. */
export function magnitudesOf(network: Network): { readonly worst: number } {
  const lowered = lower(network);
  const worst = boundOf(spreadsOf(lowered).at(-1) as Spread, Number.POSITIVE_INFINITY);
  return { worst: Math.abs(lowered.output.scale) * worst + Math.abs(lowered.output.shift) };
}
