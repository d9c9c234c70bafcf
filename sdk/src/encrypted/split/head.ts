// The first layers of a network in floating point, and how their outputs move with their inputs.
import { outputSize } from '../network.ts';
import { eachTap } from '../reference.ts';
import type { ConvolutionLayer, DenseLayer, Layer, PolynomialLayer } from '../types.ts';

export interface Stage {
  /** Whether outputs are a matrix times inputs, plus the bias. */
  readonly linear: boolean;
  readonly multiplications: number;
  forward(input: Float64Array): Float64Array;
  /** How much a sum weighed by `weights` over the outputs changes with each input. */
  backward(weights: Float64Array, input: Float64Array): Float64Array;
}

function denseStage({ inputs, outputs, weights, bias }: DenseLayer): Stage {
  return {
    linear: true,
    multiplications: inputs * outputs,
    forward(input) {
      const output = Float64Array.from(bias);
      for (let o = 0, at = 0; o < outputs; o++) {
        let sum = 0;
        for (let i = 0; i < inputs; i++, at++) sum += (weights[at] as number) * (input[i] as number);
        output[o] = (output[o] as number) + sum;
      }
      return output;
    },
    backward(upper) {
      const lower = new Float64Array(inputs);
      for (let o = 0, at = 0; o < outputs; o++) {
        const factor = upper[o] as number;
        for (let i = 0; i < inputs; i++, at++) lower[i] = (lower[i] as number) + factor * (weights[at] as number);
      }
      return lower;
    },
  };
}

/** Every product of a convolution: which output, which input, and by what. Padding has none. */
function productsOf(layer: ConvolutionLayer, outputs: number): { output: number; input: number; weight: number }[] {
  const products: { output: number; input: number; weight: number }[] = [];
  for (let output = 0; output < outputs; output++) {
    eachTap(layer, output, (weight, input) => products.push({ output, input, weight }));
  }
  return products;
}

function convolutionStage(layer: ConvolutionLayer): Stage {
  const { channels, height, width, maps, bias } = layer;
  const size = outputSize(layer);
  const area = size.height * size.width;
  const products = productsOf(layer, maps * area);
  return {
    linear: true,
    multiplications: products.length,
    forward(input) {
      const output = Float64Array.from({ length: maps * area }, (_, place) => bias[Math.floor(place / area)] as number);
      for (const { output: o, input: i, weight } of products) {
        output[o] = (output[o] as number) + weight * (input[i] as number);
      }
      return output;
    },
    backward(upper) {
      const lower = new Float64Array(channels * height * width);
      for (const { output: o, input: i, weight } of products) {
        lower[i] = (lower[i] as number) + weight * (upper[o] as number);
      }
      return lower;
    },
  };
}

/** Of every value on its own. */
const polynomialStage = ([c0, c1, c2]: PolynomialLayer['coefficients']): Stage => ({
  linear: false,
  multiplications: 0,
  forward: (input) => input.map((x) => c0 + x * (c1 + x * c2)),
  backward: (upper, input) => upper.map((factor, i) => factor * (c1 + 2 * c2 * (input[i] as number))),
});

function stageOf(layer: Layer): Stage {
  switch (layer.kind) {
    case 'dense':
      return denseStage(layer);
    case 'convolution':
      return convolutionStage(layer);
    case 'square':
      return polynomialStage([0, 0, 1]);
    case 'polynomial':
      return polynomialStage(layer.coefficients);
  }
}

export const stagesOf = (layers: readonly Layer[]): Stage[] => layers.map(stageOf);

export const forward = (stages: readonly Stage[], input: Float64Array): Float64Array =>
  stages.reduce((values, stage) => stage.forward(values), input);

export interface Slope {
  /** Half the sum of squares of what the outputs miss. */
  readonly miss: number;
  /** How it changes with each input. */
  readonly gradient: Float64Array;
}

export function slopeAt(stages: readonly Stage[], input: Float64Array, target: Float64Array): Slope {
  const inputs = [input];
  for (const stage of stages) inputs.push(stage.forward(inputs.at(-1) as Float64Array));
  let gradient: Float64Array = (inputs.pop() as Float64Array).map((value, i) => value - (target[i] as number));
  const miss = gradient.reduce((sum, each) => sum + each * each, 0) / 2;
  for (const stage of stages.toReversed()) gradient = stage.backward(gradient, inputs.pop() as Float64Array);
  return { miss, gradient };
}
