import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../../test/support/refusals.ts';
import {
  blurredValues,
  blurValues,
  checkBlur,
  checkNoise,
  decodeBlurred,
  encodeBlurred,
  gridOf,
  LEAST_NOISE_RATIO,
} from './blur.ts';
import { GAUSSIAN_END, gaussians } from './gaussian.ts';
import { seededRandomness } from './test-support.ts';

const BLUR = { clip: 4, deviation: 0.5 };
const moment = (values: ArrayLike<number>, power: number): number =>
  Array.from(values).reduce((sum, value) => sum + value ** power, 0) / values.length;

describe('Gaussian noise', () => {
  const many = gaussians(200_001, seededRandomness(1));

  it('has the moments of a Gaussian', () => {
    // Each within five deviations of what so many values give.
    for (const [power, expected, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const) {
      const distance = Math.abs(moment(many, power) - expected);
      assert.ok(distance < 5 * Math.sqrt(variance / many.length), `moment ${power}: ${distance}`);
    }
  });

  it('lies below its distribution function where a Gaussian does', () => {
    // Abramowitz and Stegun, table 26.1.
    for (const [end, probability] of [
      [-2, 0.0227501],
      [-1, 0.1586553],
      [0, 0.5],
      [0.5, 0.6914625],
      [1.5, 0.9331928],
    ] as const) {
      const below = many.filter((value) => value < end).length / many.length;
      assert.ok(Math.abs(below - probability) < 5 * Math.sqrt((probability * (1 - probability)) / many.length));
    }
  });

  it('is independent from one value to the next', () => {
    for (const lag of [1, 2, 3]) {
      const products = Array.from(
        { length: many.length - lag },
        (_, i) => (many[i] as number) * (many[i + lag] as number),
      );
      assert.ok(Math.abs(moment(products, 1)) < 5 / Math.sqrt(products.length), `lag ${lag}`);
    }
  });

  it('is finite for every random byte', () => {
    for (const byte of [0, 255]) {
      const [value] = gaussians(1, { bytes: (length) => new Uint8Array(length).fill(byte) });
      assert.ok(Number.isFinite(value) && Math.abs(value as number) < GAUSSIAN_END);
    }
  });
});

describe('a blur', () => {
  it('adds noise of its deviation to clipped values', () => {
    const values = Array.from({ length: 50_000 }, (_, i) => (i % 2 === 0 ? 1 : 100));
    const seen = blurredValues(blurValues(values, BLUR, seededRandomness(2)));
    const errors = seen.map((value, i) => value - (i % 2 === 0 ? 1 : BLUR.clip));
    assert.ok(Math.abs(moment(errors, 1)) < (5 * BLUR.deviation) / Math.sqrt(errors.length));
    assert.ok(Math.abs(moment(errors, 2) / BLUR.deviation ** 2 - 1) < 5 * Math.sqrt(2 / errors.length) + 1e-3);
  });

  it('shows a value’s step of the grid, and nothing below it', () => {
    const grid = gridOf(BLUR);
    const near = [0, 0.4, -0.49].map((part) => (17 + part) * grid);
    const shown = near.map((value) => [...blurValues([value], BLUR, seededRandomness(3)).steps]);
    assert.deepEqual(shown[1], shown[0]);
    assert.deepEqual(shown[2], shown[0]);
    assert.notDeepEqual([...blurValues([17.6 * grid], BLUR, seededRandomness(3)).steps], shown[0]);
  });

  it('has a grid that is a power of two, 16 to 32 steps a deviation', () => {
    for (const deviation of [1, 0.5, 0.999999, 3, 2 ** -40, 1e10, 1 - 2 ** -53]) {
      const grid = gridOf({ clip: 1, deviation });
      assert.ok(deviation / grid >= 16 && deviation / grid < 32 && Number.isInteger(Math.log2(grid)), `${deviation}`);
    }
  });

  it('never has the same noise twice', () => {
    const randomness = seededRandomness(4);
    const [one, other] = [
      blurValues(new Array(8).fill(0), BLUR, randomness),
      blurValues(new Array(8).fill(0), BLUR, randomness),
    ];
    assert.notDeepEqual(one.steps, other.steps);
  });

  it('travels as four bytes a value', () => {
    const blurred = blurValues([-4, 0, 1, 3.9], BLUR, seededRandomness(5));
    const bytes = encodeBlurred(blurred);
    assert.equal(bytes.length, 16);
    assert.deepEqual(decodeBlurred(bytes, 4, BLUR), blurred);
  });

  it('is refused in another length, or where no noise reaches', () => {
    const bytes = encodeBlurred(blurValues([-4, 0, 1, 3.9], BLUR, seededRandomness(5)));
    assertRefused('HANDOVER_REFUSED', () => decodeBlurred(bytes.subarray(1), 4, BLUR));
    assertRefused('HANDOVER_REFUSED', () => decodeBlurred(bytes, 3, BLUR));
    const grid = gridOf(BLUR);
    const most = Math.ceil(BLUR.clip / grid) + Math.ceil((GAUSSIAN_END * BLUR.deviation) / grid) + 1;
    for (const [step, fine] of [
      [most, true],
      [-most, true],
      [most + 1, false],
      [-most - 1, false],
      [-(2 ** 31), false],
    ] as const) {
      const read = () => decodeBlurred(encodeBlurred({ steps: Int32Array.of(step), grid }), 1, BLUR);
      if (fine) assert.equal(read().steps[0], step);
      else assertRefused('HANDOVER_REFUSED', read);
    }
  });

  it('is refused where it is none', () => {
    const none = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** -101, 1e40];
    for (const bad of none) {
      assertRefused('HANDOVER_REFUSED', () => checkBlur({ ...BLUR, clip: bad }));
      assertRefused('HANDOVER_REFUSED', () => checkBlur({ ...BLUR, deviation: bad }));
    }
    assertRefused('HANDOVER_REFUSED', () => checkBlur({ clip: 1, deviation: 2 ** -40 }));
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      assertRefused('HANDOVER_REFUSED', () => blurValues([bad], BLUR, seededRandomness(6)));
    }
  });

  it('must exceed the error of decryptions many times', () => {
    checkNoise(BLUR, 0);
    checkNoise(BLUR, BLUR.deviation / LEAST_NOISE_RATIO);
    for (const error of [(BLUR.deviation / LEAST_NOISE_RATIO) * 1.001, Number.POSITIVE_INFINITY, Number.NaN]) {
      assertRefused('PLAN_IMPOSSIBLE', () => checkNoise(BLUR, error));
    }
  });
});
