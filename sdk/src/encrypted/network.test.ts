import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '../errors/index.ts';
import { convolutionLayer, denseLayer, floatNetwork, SQUARE } from './layers/test-support.ts';
import { checkNetwork, checkSample, NETWORK_LIMITS, sizesOf } from './network.ts';
import type { Layer, Network } from './types.ts';

const one = (): number => 1;
const dense = denseLayer(4, 3, one);
const IMAGE = { channels: 1, height: 5, width: 4, kernel: 3, stride: 1, padding: 1, maps: 2 };
const convolution = convolutionLayer(IMAGE, one);
const polynomial: Layer = { kind: 'polynomial', coefficients: [0.5, 0, 2] };

const changed = (changes: object): Network => ({ ...floatNetwork(4, [dense]), ...changes }) as Network;
const withDense = (changes: object): Network => changed({ layers: [{ ...dense, ...changes }] });
const withConvolution = (changes: object): Network => floatNetwork(20, [{ ...convolution, ...changes } as Layer]);
const withNumber = (value: number, arithmetic: 'float' | 'integer' = 'float'): Network => ({
  ...withDense({ weights: dense.weights.with(5, value) }),
  arithmetic,
});

describe('a network', () => {
  it('may have every kind of layer, and says how many values are between them', () => {
    const layers = [convolution, SQUARE, denseLayer(40, 3, one), polynomial];
    assert.deepEqual(sizesOf(checkNetwork(floatNetwork(20, layers))), [20, 40, 40, 3, 3]);
    checkNetwork(withNumber(0.5));
    checkNetwork(withNumber(-(2 ** 32), 'integer'));
  });

  const invalid: readonly (readonly [string, unknown])[] = [
    ['nothing', null],
    ['no object', 'network'],
    ['another arithmetic', changed({ arithmetic: 'double' })],
    ['no inputs', changed({ inputs: 0 })],
    ['half an input', changed({ inputs: 4.5 })],
    ['inputs as text', changed({ inputs: '4' })],
    ['more inputs than may be', changed({ inputs: NETWORK_LIMITS.values + 1 })],
    ['no range', changed({ range: 0 })],
    ['a range below zero', changed({ range: -1 })],
    ['a range that is NaN', changed({ range: Number.NaN })],
    ['an infinite range', changed({ range: Number.POSITIVE_INFINITY })],
    ['a range that is not whole for integers', changed({ arithmetic: 'integer', range: 0.5 })],
    ['no layers', changed({ layers: [] })],
    ['layers that are no list', changed({ layers: { length: 1, 0: dense } })],
    ['too many layers', changed({ layers: new Array(NETWORK_LIMITS.layers + 1).fill(SQUARE) })],
    ['a layer that is none', changed({ layers: [null] })],
    ['a layer of another kind', changed({ layers: [{ kind: 'relu' }] })],
    ['a layer of an inherited kind', changed({ layers: [{ kind: 'constructor' }] })],
    ['a layer that does not fit', changed({ layers: [dense, dense] })],
    ['a layer without outputs', withDense({ outputs: 0, weights: new Float64Array(0), bias: new Float64Array(0) })],
    ['a layer with weights too few', withDense({ weights: new Float64Array(11) })],
    ['a layer with weights too many', withDense({ weights: new Float64Array(13) })],
    ['a layer with a bias too long', withDense({ bias: new Float64Array(4) })],
    ['weights as a list', withDense({ weights: Array.from(dense.weights) })],
    ['weights as other floats', withDense({ weights: new Float32Array(12) })],
    ['a weight that is NaN', withNumber(Number.NaN)],
    ['an infinite weight', withNumber(Number.NEGATIVE_INFINITY)],
    ['a weight beyond all bounds', withNumber(2 ** 32 + 1)],
    ['a weight of -0', withNumber(-0)],
    ['half a weight for integers', withNumber(0.5, 'integer')],
    ['a bias that is NaN', withDense({ bias: Float64Array.of(0, Number.NaN, 0) })],
    ['a kernel larger than its image', withConvolution({ kernel: 7 })],
    ['a kernel of no size', withConvolution({ kernel: 0 })],
    ['a stride of none', withConvolution({ stride: 0 })],
    ['as much padding as kernel', withConvolution({ padding: 3 })],
    ['padding below zero', withConvolution({ padding: -1 })],
    ['an image of another size', withConvolution({ height: 6 })],
    ['maps without weights', withConvolution({ maps: 3 })],
    ['two coefficients', changed({ layers: [{ kind: 'polynomial', coefficients: [1, 2] }] })],
    ['a coefficient that is NaN', changed({ layers: [{ kind: 'polynomial', coefficients: [1, 2, Number.NaN] }] })],
    ['a coefficient as text', changed({ layers: [{ kind: 'polynomial', coefficients: [1, 2, '3'] }] })],
    ['coefficients that are not whole', changed({ arithmetic: 'integer', layers: [polynomial] })],
    [
      'more weights in all than may be',
      floatNetwork(
        2048,
        [1, 2, 3].map(() => denseLayer(2048, 2048, one)),
      ),
    ],
    [
      'a small kernel with very much to do',
      floatNetwork(65536, [
        convolutionLayer({ ...IMAGE, height: 256, width: 256, kernel: 127, padding: 63, maps: 1 }, one),
      ]),
    ],
  ];
  for (const [what, network] of invalid) {
    it(`is refused with ${what}`, () => {
      assert.throws(
        () => checkNetwork(network as Network),
        (error) => errorCode(error) === 'NETWORK_INVALID',
      );
    });
  }
});

describe('a sample', () => {
  const floats = floatNetwork(3, [denseLayer(3, 1, one)], 2);
  const integers: Network = { ...floats, arithmetic: 'integer' };

  it('may reach the ends of the range', () => {
    checkSample(floats, [-2, 2, 0.1]);
    checkSample(integers, [-2, 2, 0]);
  });

  const refused: readonly (readonly [string, Network, unknown])[] = [
    ['too short', floats, [1, 2]],
    ['too long', floats, [1, 2, 0, 0]],
    ['no list', floats, Float64Array.of(1, 2, 0)],
    ['out of range', floats, [1, 2.0000001, 0]],
    ['NaN', floats, [1, Number.NaN, 0]],
    ['text', floats, [1, '1', 0]],
    ['all holes', floats, new Array<number>(3)],
    ['not whole', integers, [1, 0.5, 0]],
  ];
  for (const [what, network, sample] of refused) {
    it(`is refused if it is ${what}`, () => {
      assert.throws(
        () => checkSample(network, sample as number[]),
        (error) => errorCode(error) === 'SAMPLE_INVALID',
      );
    });
  }
});
