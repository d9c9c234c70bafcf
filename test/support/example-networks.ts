import type { ConvolutionLayer, DenseLayer, Network } from '@tacit/sdk';
import { seededRandomness } from '../../scripts/support/seeded-randomness.ts';

type Next = () => number;

const values = (count: number, most: number, next: Next): Float64Array =>
  Float64Array.from({ length: count }, () => most * (2 * next() - 1));

const dense = (inputs: number, outputs: number, next: Next): DenseLayer => ({
  kind: 'dense',
  inputs,
  outputs,
  weights: values(inputs * outputs, 1.7 / Math.sqrt(inputs), next),
  bias: values(outputs, 0.1, next),
});

const convolution = (next: Next): ConvolutionLayer => ({
  kind: 'convolution',
  channels: 1,
  height: 28,
  width: 28,
  kernel: 5,
  stride: 2,
  padding: 1,
  maps: 5,
  weights: values(125, 0.3, next),
  bias: values(5, 0.1, next),
});

/** Untrained networks with the shapes of real ones; weights by a seed. */
export const EXAMPLE_NETWORKS: Readonly<Record<'dense' | 'convolution' | 'integer', () => Network>> = {
  dense: () => {
    const { next } = seededRandomness(11);
    const layers = [dense(784, 64, next), { kind: 'square' } as const, dense(64, 32, next)];
    return { arithmetic: 'float', inputs: 784, range: 1, layers };
  },
  convolution: () => {
    const { next } = seededRandomness(12);
    const square = { kind: 'square' } as const;
    const layers = [convolution(next), square, dense(845, 100, next), square, dense(100, 10, next)];
    return { arithmetic: 'float', inputs: 784, range: 1, layers };
  },
  integer: () => {
    const { next } = seededRandomness(13);
    // `+ 0`: a network has no -0.
    const whole = (count: number, most: number) => values(count, most, next).map((value) => Math.round(value) + 0);
    const layer = { inputs: 64, outputs: 10, weights: whole(640, 2000), bias: whole(10, 100_000) };
    return { arithmetic: 'integer', inputs: 64, range: 255, layers: [{ kind: 'dense', ...layer }] };
  },
};

/** A sample within the network's range, by a seed. */
export function exampleSample({ arithmetic, inputs, range }: Network, seed: number): number[] {
  const { next } = seededRandomness(seed);
  return Array.from({ length: inputs }, () => {
    const value = range * (2 * next() - 1);
    return arithmetic === 'integer' ? Math.round(value) + 0 : value;
  });
}
