// Networks by the seed, and a machine whose ciphertexts are plain slots: what stages do, without SEAL and its errors.
import type { Layer, Network } from '../types.ts';
import type { Machine } from './machine.ts';
import { plaintextsOf } from './run.ts';
import type { Stage } from './stage.ts';

/** Whole numbers from `least` to `most`, the same for the same seed. */
export type Draw = (least: number, most: number) => number;

export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (least, most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return least + Math.floor((state / 2 ** 32) * (most - least + 1));
  };
}

/** Uniform in +-reach. */
export const realFrom = (draw: Draw, reach: number): number => (draw(-(2 ** 24), 2 ** 24) / 2 ** 24) * reach + 0;

export function denseLayer(inputs: number, outputs: number, weight: () => number): Layer & { kind: 'dense' } {
  return {
    kind: 'dense',
    inputs,
    outputs,
    weights: Float64Array.from({ length: inputs * outputs }, weight),
    bias: Float64Array.from({ length: outputs }, weight),
  };
}

type Sizes = Pick<
  Extract<Layer, { kind: 'convolution' }>,
  'channels' | 'height' | 'width' | 'kernel' | 'stride' | 'padding' | 'maps'
>;

export function convolutionLayer(sizes: Sizes, weight: () => number): Layer & { kind: 'convolution' } {
  const { maps, channels, kernel } = sizes;
  return {
    kind: 'convolution',
    ...sizes,
    weights: Float64Array.from({ length: maps * channels * kernel ** 2 }, weight),
    bias: Float64Array.from({ length: maps }, weight),
  };
}

export const SQUARE: Layer = { kind: 'square' };

export const floatNetwork = (inputs: number, layers: readonly Layer[], range = 1): Network => ({
  arithmetic: 'float',
  inputs,
  range,
  layers,
});

/** Any sample of a network. */
export function sampleOf({ arithmetic, inputs, range }: Network, draw: Draw): number[] {
  return Array.from({ length: inputs }, () => (arithmetic === 'integer' ? draw(-range, range) : realFrom(draw, range)));
}

export type Slots = { values: Float64Array };

export function slotMachine(): Machine<Slots> {
  const known = new Map<Stage, Map<string, Float64Array>>();
  const slotsOf = (stage: Stage, name: string): Float64Array | undefined => {
    const own = known.get(stage) ?? new Map([...plaintextsOf(stage)].map((source) => [source.name, source.slots()]));
    known.set(stage, own);
    const slots = own.get(name);
    return slots?.some((value) => value !== 0) ? slots : undefined;
  };
  const combine = (into: Slots, other: Float64Array, with_: (a: number, b: number) => number): void => {
    into.values = into.values.map((value, i) => with_(value, other[i] as number));
  };
  return {
    rotate: ({ values }, steps) => ({ values: values.map((_, i) => values[(i + steps) % values.length] as number) }),
    enter() {},
    accumulate(sum, { values }, stage, name) {
      const slots = slotsOf(stage, name);
      if (slots === undefined) return sum;
      const product: Slots = { values: values.map((value, i) => value * (slots[i] as number)) };
      if (sum === undefined) return product;
      combine(sum, product.values, (a, b) => a + b);
      return sum;
    },
    zero: ({ values }) => ({ values: new Float64Array(values.length) }),
    leave() {},
    rescale() {},
    add: (sum, other) => combine(sum, other.values, (a, b) => a + b),
    addPlain(cipher, stage, name) {
      const slots = slotsOf(stage, name);
      if (slots !== undefined) combine(cipher, slots, (a, b) => a + b);
    },
    square: (cipher) => combine(cipher, cipher.values, (a, b) => a * b),
    // Whoever frees something and uses it again reads nonsense.
    free(cipher) {
      cipher.values = new Float64Array(cipher.values.length).fill(Number.NaN);
    },
  };
}
