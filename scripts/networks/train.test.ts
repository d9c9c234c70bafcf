import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { CLASSES, countOf, imageAt, loadImages, PIXELS } from './images.ts';
import { denseLearner, type Learner, squareLearner } from './layers.ts';
import { networkOf, train } from './train.ts';

const { train: training, test } = loadImages();
const schedule = { epochs: 2, batch: 32, rate: 0.003, decay: 0.01, clip: 1, shift: 1 };

const build = (): Learner[] => {
  const uniform = seededRandomness(7).next;
  return [denseLearner(PIXELS, 8, 0.5, uniform), squareLearner(8, 1e-4), denseLearner(8, CLASSES, 0.5, uniform)];
};
const digest = (image: Float64Array): string => createHash('sha256').update(image).digest('hex');

describe('training in floats', () => {
  it('splits the digits into parts that share no image', () => {
    assert.deepEqual([countOf(training), countOf(test)], [9000, 1000]);
    const seen = new Set(Array.from({ length: 9000 }, (_, i) => digest(imageAt(training, i))));
    for (let i = 0; i < 1000; i++) assert.ok(!seen.has(digest(imageAt(test, i))), `image ${i}`);
    for (const value of test.pixels) assert.ok(value >= 0 && value <= 1);
    assert.equal(new Set(test.labels).size, CLASSES);
  });

  it('learns, and the same from the same seed', () => {
    const images = { pixels: training.pixels.slice(0, 2000 * PIXELS), labels: training.labels.slice(0, 2000) };
    const learn = (seed: number) => {
      const learners = build();
      const losses: number[] = [];
      train(learners, images, schedule, { seed, onEpoch: ({ loss }) => losses.push(loss) });
      return { network: networkOf(learners), losses };
    };
    const [first, again, other] = [learn(1), learn(1), learn(2)];
    assert.deepEqual(first, again);
    assert.notDeepEqual(first.network, other.network);
    assert.equal(first.losses.length, 2);
    assert.ok((first.losses[1] as number) < Math.min(first.losses[0] as number, Math.log(CLASSES)));
  });
});
