import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { Rows } from '@tacit/sdk';
import { loadDigits8x8, loadIris } from '../support/datasets.ts';
import { mean } from '../support/training.ts';

const classCounts = ({ targets }: Rows): number[] =>
  (targets[0] as readonly number[]).map((_, label) => targets.filter((row) => row[label] === 1).length);

describe('loadIris', () => {
  it('gives fifty flowers of each species, with four lengths each', () => {
    const iris = loadIris();
    assert.deepEqual(classCounts(iris), [50, 50, 50]);
    assert.deepEqual(iris.inputs[0], [5.1, 3.5, 1.4, 0.2]);
    assert.ok(iris.inputs.every((row) => row.length === 4 && row.every((length) => length > 0 && length < 8)));
    const petal = (from: number) => mean(iris.inputs.slice(from, from + 50).map((row) => row[2] as number));
    assert.deepEqual(
      [petal(0), petal(50), petal(100)].map((length) => length.toFixed(3)),
      ['1.462', '4.260', '5.552'],
    );
  });
});

describe('loadDigits8x8', () => {
  const { train, test } = loadDigits8x8({ train: 300, test: 200 });

  it('gives balanced classes and the same rows every time', () => {
    assert.deepEqual(classCounts(train), new Array(10).fill(30));
    assert.deepEqual(classCounts(test), new Array(10).fill(20));
    assert.deepEqual(loadDigits8x8({ train: 300, test: 200 }), { train, test });
  });

  it('gives brightness from 0 to 1 in 64 cells', () => {
    for (const row of [...train.inputs, ...test.inputs]) {
      assert.equal(row.length, 64);
      assert.ok(row.every((cell) => cell >= 0 && cell <= 1 + 1e-9));
    }
  });

  it('keeps the brightness and the balance of an image', () => {
    const { data } = createRequire(import.meta.url)('mnist/src/digits/0.json') as { data: number[] };
    const image = data.slice(0, 784);
    const small = train.inputs[0] as readonly number[];
    assert.ok(Math.abs(mean(small) - mean(image)) < 1e-9);
    const moment = (pixels: readonly number[], side: number, along: (i: number) => number) =>
      pixels.reduce((sum, pixel, i) => sum + (pixel * (along(i) + 0.5)) / side, 0) / pixels.length;
    const [columns, rows] = [
      (side: number) => (i: number) => i % side,
      (side: number) => (i: number) => Math.floor(i / side),
    ];
    for (const axis of [columns, rows]) {
      assert.ok(Math.abs(moment(small, 8, axis(8)) - moment(image, 28, axis(28))) < 0.003);
    }
  });

  it('shares no image between the two parts', () => {
    const seen = new Set(train.inputs.map((row) => row.join()));
    assert.ok(test.inputs.every((row) => !seen.has(row.join())));
  });

  it('refuses to give more than there are', () => {
    assert.throws(() => loadDigits8x8({ train: 9000, test: 1000 }), RangeError);
  });
});
