import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '../errors/index.ts';
import { cutNetwork } from './cut.ts';
import {
  convolutionLayer,
  denseLayer,
  drawFrom,
  floatNetwork,
  realFrom,
  SQUARE,
  sampleOf,
} from './layers/test-support.ts';
import { evaluateNetwork } from './reference.ts';
import type { Network } from './types.ts';

const draw = drawFrom(11);
const weight = (): number => realFrom(draw, 1);

describe('a network on plain numbers', () => {
  it('is what anybody computes by hand', () => {
    const dense = {
      kind: 'dense',
      inputs: 2,
      outputs: 2,
      weights: Float64Array.of(1, 2, -1, 0.5),
      bias: Float64Array.of(3, 0),
    };
    const network = floatNetwork(
      2,
      [dense as Network['layers'][0], { kind: 'polynomial', coefficients: [1, -2, 0.5] }],
      4,
    );
    // 1*4 + 2*1 + 3 = 9 and -4 + 0.5 = -3.5
    assert.deepEqual(evaluateNetwork(network, [4, 1]), [1 - 18 + 40.5, 1 + 7 + 6.125]);
    assert.deepEqual(
      evaluateNetwork({ ...network, layers: [dense as Network['layers'][0], SQUARE] }, [4, 1]),
      [81, 12.25],
    );
  });

  it('slides kernels over padded images, channel by channel', () => {
    const sizes = { channels: 2, height: 2, width: 3, kernel: 2, stride: 2, padding: 1, maps: 1 };
    const convolution = convolutionLayer(sizes, () => 0);
    convolution.weights.set([1, 10, 100, 1000, 2, 20, 200, 2000]);
    convolution.bias.set([0.5]);
    const network = floatNetwork(12, [convolution], 10);
    // Two rows of three for each channel; windows at -1 and 1 in both directions.
    const image = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 1, 1];
    assert.deepEqual(evaluateNetwork(network, image), [
      0.5 + 1000 * 1 + 2000 * 7,
      0.5 + 100 * 2 + 1000 * 3 + 200 * 8 + 2000 * 9,
      0.5 + 10 * 4 + 20 * 1,
      0.5 + 1 * 5 + 10 * 6 + 2 * 1 + 20 * 1,
    ]);
  });

  it('has exact integers or none', () => {
    const network: Network = { arithmetic: 'integer', inputs: 1, range: 2 ** 20, layers: [SQUARE, SQUARE] };
    assert.deepEqual(evaluateNetwork(network, [2 ** 13]), [2 ** 52]);
    assert.throws(
      () => evaluateNetwork(network, [2 ** 14]),
      (error) => errorCode(error) === 'PLAN_IMPOSSIBLE',
    );
  });

  it('takes samples of its own alone', () => {
    const network = floatNetwork(2, [SQUARE]);
    for (const sample of [[1], [1, 2], [1, Number.NaN]]) {
      assert.throws(
        () => evaluateNetwork(network, sample),
        (error) => errorCode(error) === 'SAMPLE_INVALID',
      );
    }
  });
});

describe('a cut network', () => {
  const network = floatNetwork(7, [
    denseLayer(7, 6, weight),
    SQUARE,
    denseLayer(6, 5, weight),
    { kind: 'polynomial', coefficients: [0.2, 1, 0.3] },
    denseLayer(5, 3, weight),
  ]);

  it('is the whole one, head then tail, wherever it is cut', () => {
    for (let layers = 1; layers < 5; layers++) {
      const { head, tail } = cutNetwork(network, layers);
      assert.equal(head.layers.length + tail.layers.length, 5);
      for (let tries = 0; tries < 20; tries++) {
        const sample = sampleOf(network, draw);
        assert.deepEqual(evaluateNetwork(tail, evaluateNetwork(head, sample)), evaluateNetwork(network, sample));
      }
    }
  });

  it('has a tail whose range holds whatever the head makes of any corner', () => {
    const { head, tail } = cutNetwork(network, 3);
    for (let corner = 0; corner < 128; corner++) {
      const sample = Array.from({ length: 7 }, (_, i) => ((corner >> i) & 1 ? 1 : -1));
      for (const value of evaluateNetwork(head, sample)) assert.ok(Math.abs(value) <= tail.range);
    }
  });

  it('leaves a layer on either side', () => {
    for (const layers of [0, 5, 6, 1.5, Number.NaN]) {
      assert.throws(
        () => cutNetwork(network, layers),
        (error) => errorCode(error) === 'NETWORK_INVALID',
      );
    }
  });
});
