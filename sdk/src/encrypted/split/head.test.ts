import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Layer } from '../types.ts';
import { gaussians } from './gaussian.ts';
import { forward, slopeAt, stagesOf } from './head.ts';
import { convolution, dense, seededRandomness } from './test-support.ts';

const small = { channels: 2, height: 5, width: 4, kernel: 3, stride: 2, padding: 1, maps: 3 };
const heads: Readonly<Record<string, readonly Layer[]>> = {
  dense: [dense(40, 7, 1)],
  convolution: [convolution(small, 2)],
  'dense, square, dense': [dense(40, 6, 3), { kind: 'square' }, dense(6, 3, 4)],
  'convolution, polynomial, dense': [
    convolution(small, 5),
    { kind: 'polynomial', coefficients: [0.1, 0.5, 0.25] },
    dense(18, 4, 6),
  ],
};
const input = gaussians(40, seededRandomness(7));

describe('a head in floating point', () => {
  it('computes a convolution as its definition says', () => {
    const layer = convolution(small, 2);
    const output = forward(stagesOf([layer]), input);
    assert.equal(output.length, 3 * 3 * 2);
    for (let map = 0; map < 3; map++) {
      for (let row = 0; row < 3; row++) {
        for (let column = 0; column < 2; column++) {
          let sum = layer.bias[map] as number;
          for (let channel = 0; channel < 2; channel++) {
            for (let dy = 0; dy < 3; dy++) {
              for (let dx = 0; dx < 3; dx++) {
                const [y, x] = [2 * row + dy - 1, 2 * column + dx - 1];
                if (y < 0 || y >= 5 || x < 0 || x >= 4) continue;
                const weight = layer.weights[((map * 2 + channel) * 3 + dy) * 3 + dx] as number;
                sum += weight * (input[(channel * 5 + y) * 4 + x] as number);
              }
            }
          }
          assert.ok(Math.abs((output[(map * 3 + row) * 2 + column] as number) - sum) < 1e-12);
        }
      }
    }
  });

  for (const [name, layers] of Object.entries(heads)) {
    it(`has the slopes that differences have: ${name}`, () => {
      const stages = stagesOf(layers);
      const target = forward(stages, gaussians(40, seededRandomness(8)));
      const { miss, gradient } = slopeAt(stages, input, target);
      const half = forward(stages, input).reduce((sum, each, i) => sum + (each - (target[i] as number)) ** 2 / 2, 0);
      assert.ok(Math.abs(miss - half) < 1e-9 * half);
      const scale = Math.max(...gradient.map(Math.abs));
      for (const i of input.keys()) {
        const at = (step: number) => {
          const moved = input.slice();
          moved[i] = (moved[i] as number) + step;
          return slopeAt(stages, moved, target).miss;
        };
        const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
        assert.ok(Math.abs((gradient[i] as number) - difference) < 1e-5 * scale, `input ${i}`);
      }
    });
  }
});
