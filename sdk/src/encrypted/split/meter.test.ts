import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRejected } from '../../../../test/support/refusals.ts';
import type { Layer } from '../types.ts';
import { blurredValues, blurValues } from './blur.ts';
import { forward, stagesOf } from './head.ts';
import { type Meter, type MeterOptions, meterOf } from './meter.ts';
import { convolution, dense, digits, meanOf, networkOf, SIDE, seededRandomness } from './test-support.ts';

const INPUTS = SIDE * SIDE;
const image = { channels: 1, height: SIDE, width: SIDE };
const samples = digits(1);
const mean = meanOf(digits(40, 10));
const square: Layer = { kind: 'square' };
const WIDE = [dense(INPUTS, INPUTS, 1)];
const WIDE_SQUARE = [dense(INPUTS, INPUTS, 1), square];

const known: Omit<MeterOptions, 'deviation'> = { minimum: 0, maximum: 1, mean, image, effort: 1e8 };

function read(layers: readonly Layer[], sample: readonly number[], deviation: number, more = {}): Promise<Meter> {
  const exact = forward(stagesOf(layers), Float64Array.from(sample));
  const blur = { clip: 100, deviation };
  const seen = deviation === 0 ? exact : blurredValues(blurValues(exact, blur, seededRandomness(9)));
  return meterOf(networkOf(INPUTS, layers), { sample, seen }, { ...known, deviation, ...more });
}

async function averages(layers: readonly Layer[], deviation: number) {
  const meters: Meter[] = [];
  for (const digit of [2, 3, 5, 8]) meters.push(await read(layers, samples[digit] as number[], deviation));
  const of = (value: (meter: Meter) => number) => meters.reduce((sum, each) => sum + value(each), 0) / meters.length;
  return { mse: of(({ mse }) => mse), guess: of(({ guess }) => guess), verdicts: meters.map(({ verdict }) => verdict) };
}

describe('the attack on intermediates', () => {
  it('sees the whole sample in a wide linear layer without a blur', async () => {
    for (const sample of samples.slice(2, 5)) {
      const { psnr, ssim, verdict } = await read(WIDE, sample, 0);
      assert.ok(psnr > 30 && (ssim as number) > 0.95, `${psnr} dB, similarity ${ssim}`);
      assert.equal(verdict, 'open');
    }
  });

  it('sees most of it through squares, a convolution, and without knowing that it is an image', async () => {
    const sample = samples[3] as number[];
    const heads = [
      WIDE_SQUARE,
      [convolution({ ...image, kernel: 5, stride: 2, padding: 1, maps: 5 }, 2), square],
      [dense(INPUTS, 2 * INPUTS, 3), { kind: 'polynomial', coefficients: [0.1, 0.5, 0.3] }] as const,
    ];
    for (const layers of heads) {
      const { psnr, guess, mse, verdict } = await read(layers, sample, 0);
      assert.ok(psnr > 30 && mse < guess / 4, `${psnr} dB`);

      assert.equal(verdict, 'open');
    }
    const plain = await read(WIDE, sample, 0, { image: undefined, mean: undefined });
    assert.ok(plain.psnr > 30 && plain.ssim === undefined, `${plain.psnr} dB`);
  });

  it('tries the image that a convolution gives away, or that a square number of inputs may be', async () => {
    for (const layers of [
      WIDE_SQUARE,
      [convolution({ ...image, kernel: 5, stride: 2, padding: 1, maps: 5 }, 2), square],
    ]) {
      const told = await read(layers, samples[3] as number[], 0.2);
      const tried = await read(layers, samples[3] as number[], 0.2, { image: undefined, effort: 2e8 });
      assert.ok(tried.mse <= told.mse, `${tried.mse}, ${told.mse}`);
    }
  });

  it('sees through squares of zero-mean filters, as training makes them', async () => {
    const { weights, ...layer } = convolution({ ...image, kernel: 5, stride: 2, padding: 1, maps: 5 }, 2);
    const mean = (at: number) => weights.subarray(25 * at, 25 * at + 25).reduce((sum, each) => sum + each / 25, 0);
    const trained = { ...layer, weights: weights.map((each, i) => (each - mean(Math.floor(i / 25))) / 2) };
    const { mse, guess } = await averages([trained, square], 0);
    assert.ok(mse < guess / 2, `${mse} of ${guess}`);
  });

  it('sees less through a narrow layer, and less still behind a second', async () => {
    const narrow = await averages([dense(INPUTS, 32, 4)], 0);
    const deeper = await averages([dense(INPUTS, 32, 4), square, dense(32, 8, 5)], 0);
    const wide = await averages(WIDE, 0);
    assert.ok(wide.mse < narrow.mse / 4 && narrow.mse < deeper.mse, `${wide.mse} ${narrow.mse} ${deeper.mse}`);
  });

  it('is no better than a guess behind a strong blur', async () => {
    for (const layers of [WIDE, WIDE_SQUARE]) {
      const { mse, guess, verdicts } = await averages(layers, 10);
      assert.ok(mse > 0.95 * guess, `${mse} of ${guess}`);
      assert.deepEqual(new Set(verdicts), new Set(['hidden']));
    }
  });

  it('sees less the greater the deviation is', async () => {
    let before = 0;
    for (const deviation of [0, 0.1, 0.5, 2.5]) {
      const { mse } = await averages(WIDE, deviation);
      assert.ok(mse > before, `${mse} at ${deviation}, after ${before}`);
      before = mse;
    }
  });

  it('reads the same twice', async () => {
    const [one, other] = [
      await read(WIDE_SQUARE, samples[7] as number[], 0.1),
      await read(WIDE_SQUARE, samples[7] as number[], 0.1),
    ];
    assert.deepEqual(one, other);
  });

  it('tells its progress, and stops when its pace throws', async () => {
    const seen: [number, number][] = [];
    const onProgress = (done: number, total: number) => seen.push([done, total]);
    await read(WIDE_SQUARE, samples[1] as number[], 0.1, { effort: 1e7, onProgress });
    assert.ok(seen.every(([done, total], i) => done <= total && done >= (seen[i - 1]?.[0] ?? 0)));
    assert.equal(seen.at(-1)?.[0], seen.at(-1)?.[1]);
    let turns = 0;
    const pace = async () => {
      if (++turns === 5) throw new Error('enough');
    };
    await assert.rejects(read(WIDE, samples[1] as number[], 0.1, { pace }), /enough/);
    assert.equal(turns, 5);
  });

  it('refuses samples and ranges that are none', async () => {
    const sample = samples[0] as number[];
    const bad: Partial<MeterOptions>[] = [
      { maximum: 0 },
      { maximum: Number.POSITIVE_INFINITY },
      { image: { ...image, height: 3 } },
      { mean: [0] },
      { effort: 0 },
      { deviation: -1 },
      { deviation: Number.NaN },
    ];
    for (const more of bad) await assertRejected('SAMPLE_INVALID', read(WIDE, sample, 0, more));
    const options = { ...known, deviation: 0 };
    const seen = new Float64Array(INPUTS);
    for (const none of [sample.slice(1), [...sample.slice(1), Number.NaN]]) {
      await assertRejected('SAMPLE_INVALID', meterOf(networkOf(INPUTS, WIDE), { sample: none, seen }, options));
    }
    const short = { sample, seen: seen.subarray(1) };
    await assertRejected('SAMPLE_INVALID', meterOf(networkOf(INPUTS, WIDE), short, options));
  });
});
