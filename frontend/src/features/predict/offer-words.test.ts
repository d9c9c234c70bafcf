import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InputDescription, OutputDescription } from '@tacit/sdk';
import { imageShapeOf, inputWords, isOfDigits, labelOf, outputWords, titleOf } from './offer-words.ts';

const input = (more: Partial<InputDescription>): InputDescription => ({
  ...{ count: 4, minimum: 0, maximum: 1, scale: 1 },
  ...more,
});
const output = (more: Partial<OutputDescription>): OutputDescription => ({
  ...{ count: 3, scale: 1, kind: 'classes' },
  ...more,
});

describe('an offer in words', () => {
  it('names what goes in and what comes out', () => {
    const flower = {
      input: input({ names: ['sepal length', 'sepal width', 'petal length', 'petal width'] }),
      output: output({ labels: ['setosa', 'versicolor', 'virginica'] }),
    };
    assert.equal(titleOf(flower), 'Setosa, versicolor or virginica?');
    assert.equal(inputWords(flower), 'sepal length, sepal width, petal length and petal width');
    assert.equal(labelOf(flower, 1), 'versicolor');
  });

  it('knows digits by their ten classes, and images by their square', () => {
    const digits = { input: input({ count: 64 }), output: output({ count: 10 }) };
    const shape = imageShapeOf(digits);
    assert.deepEqual(shape, { channels: 1, width: 8, height: 8 });
    assert.ok(isOfDigits(digits, shape));
    assert.equal(inputWords(digits), 'a handwritten digit, 8 × 8 pixels');
    const moods = { ...digits, output: output({ count: 10, labels: [...'abcdefghij'] }) };
    assert.equal(isOfDigits(moods, shape), false);
    assert.equal(inputWords(moods), 'an image of 8 × 8 pixels');
  });

  it('takes no named values, and no small square, for an image', () => {
    assert.equal(imageShapeOf({ input: input({ count: 25 }) }), undefined);
    assert.equal(imageShapeOf({ input: input({ count: 65 }) }), undefined);
    const names = Array.from({ length: 64 }, (_, i) => `gene ${i}`);
    assert.equal(imageShapeOf({ input: input({ count: 64, names }) }), undefined);
  });

  it('shortens what is long, and says of numbers that they are', () => {
    const labels = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    assert.equal(outputWords({ input: input({}), output: output({ count: 7, labels }) }), 'a, b, c, d and 3 more');
    const price = { input: input({}), output: output({ count: 1, kind: 'values' }) };
    assert.equal(titleOf(price), 'One number, estimated');
    assert.equal(outputWords({ input: input({}), output: output({ count: 1 }) }), 'one of 2 classes');
  });
});
