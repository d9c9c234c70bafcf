import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gaussians } from './gaussian.ts';
import { imagePrior, meanPrior, type Prior } from './prior.ts';
import { seededRandomness } from './test-support.ts';

const shape = { channels: 2, height: 3, width: 4 };
const sample = gaussians(24, seededRandomness(1));
const smooth = (difference: number) => Math.sqrt(difference ** 2 + 0.02 ** 2);

/** Total variation by its definition: each pair of neighbours once, and none over an edge or from channel to channel. */
function variation(image: Float64Array): number {
  let sum = 0;
  const at = (channel: number, y: number, x: number) => image[(channel * 3 + y) * 4 + x] as number;
  for (let channel = 0; channel < 2; channel++) {
    for (let y = 0; y < 3; y++) {
      for (let x = 0; x < 4; x++) {
        if (x < 3) sum += smooth(at(channel, y, x) - at(channel, y, x + 1));
        if (y < 2) sum += smooth(at(channel, y, x) - at(channel, y + 1, x));
      }
    }
  }
  return sum / 0.2;
}

function checkSlope(prior: Prior, cost: (image: Float64Array) => number): void {
  const slope = new Float64Array(24).fill(1);
  prior.addSlope(sample, slope, 3);
  for (const i of sample.keys()) {
    const at = (step: number) => {
      const moved = sample.slice();
      moved[i] = (moved[i] as number) + step;
      return cost(moved);
    };
    const expected = 1 + (3 * (at(1e-6) - at(-1e-6))) / 2e-6;
    assert.ok(Math.abs((slope[i] as number) - expected) < 1e-5, `place ${i}: ${slope[i]}, ${expected}`);
  }
}

describe('what an attacker knows of samples', () => {
  it('is that neighbours in an image are alike', () => checkSlope(imagePrior(shape, 2), variation));

  it('is their mean, and how far from it they lie', () => {
    const mean = gaussians(24, seededRandomness(2));
    const cost = (image: Float64Array) =>
      image.reduce((sum, value, i) => sum + (value - (mean[i] as number)) ** 2, 0) / (2 * 0.6 ** 2);
    checkSlope(meanPrior(mean, 2), cost);
  });
});
