import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { loadDigits8x8 } from '../../../../test/support/datasets.ts';
import { centreDigit, DIGIT_SIDE, fitPicture, fitSheet, type Raster, resample } from './image-values.ts';

const load = createRequire(import.meta.url);
const PIXELS = DIGIT_SIDE ** 2;

/** The first image of a digit as the data set has it. */
function scanned(digit: number): Raster {
  const { data } = load(`mnist/src/digits/${digit}.json`) as { data: readonly number[] };
  return { width: DIGIT_SIDE, height: DIGIT_SIDE, pixels: Float64Array.from(data.slice(0, PIXELS)) };
}

/** On a sheet of 280 x 280, somewhere else and twice or so as large. */
function onSheet({ pixels }: Raster, { factor, left, top }: { factor: number; left: number; top: number }): Raster {
  const out = new Float64Array(280 * 280);
  for (let y = 0; y < DIGIT_SIDE * factor; y++) {
    for (let x = 0; x < DIGIT_SIDE * factor; x++) {
      const [row, column] = [top + y, left + x];
      if (row < 0 || column < 0 || row >= 280 || column >= 280) continue;
      out[row * 280 + column] = pixels[Math.floor(y / factor) * DIGIT_SIDE + Math.floor(x / factor)] as number;
    }
  }
  return { width: 280, height: 280, pixels: out };
}

const distance = (one: Float64Array, other: Float64Array): number =>
  Math.sqrt(one.reduce((sum, value, i) => sum + (value - (other[i] as number)) ** 2, 0) / one.length);

describe('images as values', () => {
  it('shrinks digits exactly as the training data was shrunk', () => {
    const { train } = loadDigits8x8({ train: 10, test: 0 });
    for (let digit = 0; digit < 10; digit++) {
      const { pixels } = resample(scanned(digit), 8, 8);
      pixels.forEach((value, i) => assert.ok(Math.abs(value - (train.inputs[digit]?.[i] as number)) < 1e-12));
    }
  });

  it('keeps the mean of an image, whatever the sizes', () => {
    const image = { width: 7, height: 5, pixels: Float64Array.from({ length: 35 }, (_, i) => (i * 13) % 11) };
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    for (const [width, height] of [
      [3, 2],
      [7, 5],
      [14, 15],
      [1, 1],
    ] as const) {
      assert.ok(Math.abs(mean(resample(image, width, height).pixels) - mean(image.pixels)) < 1e-9);
    }
  });

  it('brings a digit back to where the data set has it, wherever and however large it was drawn', () => {
    for (let digit = 0; digit < 10; digit++) {
      const whole = scanned(digit);
      for (const place of [
        { factor: 4, left: 30, top: 90 },
        { factor: 7, left: 60, top: 20 },
      ]) {
        const { pixels } = centreDigit(onSheet(whole, place));
        assert.ok(distance(pixels, whole.pixels) < 1e-9, `${digit}: ${distance(pixels, whole.pixels)}`);
      }
    }
  });

  it('leaves an empty sheet empty', () => {
    const empty = { width: 280, height: 280, pixels: new Float64Array(280 * 280) };
    const shape = { channels: 1, width: 8, height: 8 };
    assert.deepEqual([...fitSheet(empty, shape, { centre: true })], new Array(64).fill(0));
  });

  it('takes the middle of a picture, and paper for what is transparent', () => {
    const [black, white, clear] = [
      [0, 0, 0, 255],
      [255, 255, 255, 255],
      [0, 0, 0, 0],
    ] as const;
    const row = [white, black, clear, white];
    const picture = { width: 4, height: 2, data: [...row, ...row].flat() };
    const shape = { channels: 1, width: 2, height: 2 };
    assert.deepEqual(fitPicture(picture, shape, { invert: false, centre: false }), [0, 1, 0, 1]);
    assert.deepEqual(fitPicture(picture, shape, { invert: true, centre: false }), [1, 0, 1, 0]);
  });

  it('keeps three colours apart', () => {
    const data = [255, 0, 51, 255];
    const picture = { width: 1, height: 1, data };
    const shape = { channels: 3, width: 1, height: 1 };
    assert.deepEqual(fitPicture(picture, shape, { invert: false, centre: false }), [1, 0, 0.2]);
  });
});
