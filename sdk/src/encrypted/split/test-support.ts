import { createRequire } from 'node:module';
import { seededRandomness } from '../../../../scripts/support/seeded-randomness.ts';
import type { ConvolutionLayer, DenseLayer, Layer, Network } from '../types.ts';
import { gaussians } from './gaussian.ts';
import type { JobScope } from './sealing.ts';

export { seededRandomness };

export const SCOPE: JobScope = { chainId: 31337, market: `0x${'11'.repeat(20)}`, job: `0x${'22'.repeat(32)}` };

/** Weights of a layer fresh from its initialisation. */
export function dense(inputs: number, outputs: number, seed: number): DenseLayer {
  const randomness = seededRandomness(seed);
  const weights = gaussians(inputs * outputs, randomness).map((each) => each / Math.sqrt(inputs));
  return { kind: 'dense', inputs, outputs, weights, bias: gaussians(outputs, randomness).map((each) => each / 10) };
}

export function convolution(size: Omit<ConvolutionLayer, 'kind' | 'weights' | 'bias'>, seed: number): ConvolutionLayer {
  const randomness = seededRandomness(seed);
  const count = size.maps * size.channels * size.kernel ** 2;
  const weights = gaussians(count, randomness).map((each) => each / size.kernel);
  return { kind: 'convolution', ...size, weights, bias: gaussians(size.maps, randomness).map((each) => each / 10) };
}

export const networkOf = (inputs: number, layers: readonly Layer[]): Network => ({
  arithmetic: 'float',
  inputs,
  range: 1,
  layers,
});

export const SIDE = 14;

/** Handwritten digits of 14 x 14 from 0 to 1: each pixel the mean of four of MNIST's. */
export function digits(perClass: number, first = 0): number[][] {
  const mnist = createRequire(import.meta.url)('mnist') as { get(index: number): number[] }[];
  return Array.from({ length: 10 * perClass }, (_, k) => {
    const image = mnist[k % 10]?.get(first + Math.floor(k / 10)) ?? [];
    return Array.from({ length: SIDE * SIDE }, (_each, at) => {
      const corner = 56 * Math.floor(at / SIDE) + 2 * (at % SIDE);
      return [0, 1, 28, 29].reduce((sum, offset) => sum + (image[corner + offset] as number) / 4, 0);
    });
  });
}

export function meanOf(samples: readonly (readonly number[])[]): number[] {
  const sum = new Array<number>(samples[0]?.length ?? 0).fill(0);
  for (const sample of samples) for (const [i, value] of sample.entries()) sum[i] = (sum[i] as number) + value;
  return sum.map((value) => value / samples.length);
}
