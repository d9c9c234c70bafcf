import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { convolutionLearner, denseLearner, type Learner, squareLearner } from './layers.ts';

const BATCH = 8;

/** A learner behind a loss: the outputs times fixed factors. */
function probe(learner: Learner, inputs: number) {
  const random = seededRandomness(3).next;
  const factors = Float64Array.from({ length: BATCH * learner.outputs }, () => random() - 0.5);
  const input = Float64Array.from({ length: BATCH * inputs }, () => random() - 0.5);
  const loss = () => learner.forward(input, BATCH).reduce((sum, value, i) => sum + value * (factors[i] as number), 0);
  return { input, factors, loss };
}

/** Slopes of the loss in every tenth or so of the values, measured; against the gradient that was computed. */
function assertSlopes(loss: () => number, values: Float64Array, gradient: Float64Array): void {
  const step = 1e-5;
  assert.equal(values.length, gradient.length);
  const every = Math.max(1, Math.floor(values.length / 11));
  for (let i = 0; i < values.length; i += every) {
    const kept = values[i] as number;
    values[i] = kept + step;
    const above = loss();
    values[i] = kept - step;
    const below = loss();
    values[i] = kept;
    const slope = (above - below) / (2 * step);
    assert.ok(Math.abs(slope - (gradient[i] as number)) < 1e-6, `${i}: ${slope} and ${gradient[i]}`);
  }
}

function assertGradients(learner: Learner, inputs: number, wanted: boolean): void {
  const { input, factors, loss } = probe(learner, inputs);
  loss();
  const back = learner.backward(factors, BATCH, wanted);
  learner.parameters.forEach((values, i) => {
    assertSlopes(loss, values, learner.gradients[i] as Float64Array);
  });
  if (wanted) assertSlopes(loss, input, back as Float64Array);
  else assert.equal(back, undefined);
}

describe('layers that learn', () => {
  const uniform = seededRandomness(1).next;

  it('know the gradients of a dense layer', () => {
    assertGradients(denseLearner(13, 7, 1, uniform), 13, true);
    assertGradients(denseLearner(13, 7, 1, uniform), 13, false);
  });

  it('know the gradients of a convolution, of one channel and of several', () => {
    const shape = { channels: 1, height: 9, width: 8, kernel: 5, stride: 2, padding: 1, maps: 3 };
    assertGradients(convolutionLearner(shape, 1, uniform), 72, false);
    assertGradients(convolutionLearner({ ...shape, channels: 2, kernel: 3, stride: 1 }, 1, uniform), 144, false);
  });

  it('know the gradients of a square, and of its pull towards small values', () => {
    const { input, factors, loss } = probe(squareLearner(6, 0), 6);
    const learner = squareLearner(6, 0.1);
    learner.forward(input, BATCH);
    const pulled = () => loss() + input.reduce((sum, value) => sum + 0.1 * value ** 4, 0);
    assertSlopes(pulled, input, learner.backward(factors, BATCH, true) as Float64Array);
  });

  it('convolve as the definition says', () => {
    const shape = { channels: 2, height: 5, width: 6, kernel: 3, stride: 2, padding: 1, maps: 2 };
    const learner = convolutionLearner(shape, 1, uniform);
    const layer = learner.layer();
    assert.ok(layer.kind === 'convolution');
    const input = Float64Array.from({ length: 60 }, uniform);
    const at = (c: number, y: number, x: number) => (y < 0 || y > 4 || x < 0 || x > 5 ? 0 : input[c * 30 + y * 6 + x]);
    const output = learner.forward(input, 1);
    assert.equal(output.length, 2 * 3 * 3);
    for (const [i, value] of output.entries()) {
      const [map, y, x] = [Math.floor(i / 9), Math.floor((i % 9) / 3) * 2 - 1, (i % 3) * 2 - 1];
      let sum = layer.bias[map] as number;
      for (let tap = 0; tap < 18; tap++) {
        const [c, dy, dx] = [Math.floor(tap / 9), Math.floor((tap % 9) / 3), tap % 3];
        sum += (layer.weights[map * 18 + tap] as number) * (at(c, y + dy, x + dx) as number);
      }
      assert.ok(Math.abs(sum - value) < 1e-12);
    }
  });
});
