// The same network on plain numbers: what encrypted evaluation is compared with, and what a creator runs on a tail.
import { encryptedError } from '../errors/index.ts';
import { checkNetwork, checkSample, outputSize } from './network.ts';
import type { ConvolutionLayer, DenseLayer, Layer, Network } from './types.ts';

function dense({ inputs, outputs, weights, bias }: DenseLayer, values: readonly number[]): number[] {
  return Array.from({ length: outputs }, (_, output) => {
    let sum = bias[output] as number;
    for (let i = 0; i < inputs; i++) sum += (weights[output * inputs + i] as number) * (values[i] as number);
    return sum;
  });
}

/** Calls back with each weight that an output of a convolution has, and the input that it stands at. */
export function eachTap(
  layer: ConvolutionLayer,
  output: number,
  visit: (weight: number, input: number, tap: number) => void,
): void {
  const { channels, height, width, kernel, stride, padding } = layer;
  const size = outputSize(layer);
  const map = Math.floor(output / (size.height * size.width));
  const top = Math.floor((output % (size.height * size.width)) / size.width) * stride - padding;
  const left = (output % size.width) * stride - padding;
  for (let tap = 0; tap < channels * kernel ** 2; tap++) {
    const channel = Math.floor(tap / kernel ** 2);
    const y = top + Math.floor((tap % kernel ** 2) / kernel);
    const x = left + (tap % kernel);
    if (y < 0 || y >= height || x < 0 || x >= width) continue;
    visit(layer.weights[map * channels * kernel ** 2 + tap] as number, (channel * height + y) * width + x, tap);
  }
}

function convolution(layer: ConvolutionLayer, values: readonly number[]): number[] {
  const { height, width } = outputSize(layer);
  return Array.from({ length: layer.maps * height * width }, (_, output) => {
    let sum = layer.bias[Math.floor(output / (height * width))] as number;
    eachTap(layer, output, (weight, input) => {
      sum += weight * (values[input] as number);
    });
    return sum;
  });
}

function applyLayer(layer: Layer, values: readonly number[]): number[] {
  switch (layer.kind) {
    case 'dense':
      return dense(layer, values);
    case 'convolution':
      return convolution(layer, values);
    case 'square':
      return values.map((value) => value * value);
    case 'polynomial': {
      const [c0, c1, c2] = layer.coefficients;
      return values.map((value) => c0 + value * (c1 + value * c2));
    }
  }
}

/** A network's outputs for one sample. Integers are exact, or refused (PLAN_IMPOSSIBLE). */
export function evaluateNetwork(network: Network, sample: readonly number[]): number[] {
  checkSample(checkNetwork(network), sample);
  const values = network.layers.reduce<readonly number[]>((before, layer) => applyLayer(layer, before), sample);
  if (network.arithmetic === 'integer' && !values.every(Number.isSafeInteger)) {
    throw encryptedError('PLAN_IMPOSSIBLE', 'the outputs of this network are larger than doubles hold exactly');
  }
  return values.map((value) => value + 0);
}
