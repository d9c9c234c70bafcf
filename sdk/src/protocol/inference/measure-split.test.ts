import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateNetwork, type Layer, leastEffort, type Network } from '../../encrypted/index.ts';
import { planOf } from '../../encrypted/plan.ts';
import { dense as generic } from '../../encrypted/split/test-support.ts';
import { errorCode } from '../../errors/index.ts';
import { type Randomness, systemRandomness } from '../../hashing/index.ts';
import { measureHandOver, measureSamples } from './measure-split.ts';
import { OFFER, REQUEST, word } from './test-support.ts';
import type { InputDescription, SplitDescription } from './types.ts';

const INPUTS = 16;
const values = (count: number, by: number) =>
  Float64Array.from({ length: count }, (_, i) => ((i * by) % 13) / 8 - 0.75);
const dense = (outputs: number): Layer => ({
  ...{ kind: 'dense', inputs: INPUTS, outputs, weights: values(INPUTS * outputs, 5), bias: values(outputs, 3) },
});
const NARROW: Network = { arithmetic: 'float', inputs: INPUTS, range: 1, layers: [dense(4), { kind: 'square' }] };

/** The attack begins at the mean that this offer names, and gets no further: all is noise. */
const DROWNED: SplitDescription['blur'] = { clip: 64, deviation: 1e6 };

function offerOf(input: Partial<InputDescription>, blur = DROWNED, network = NARROW) {
  const described = { count: INPUTS, minimum: -1, maximum: 1, scale: 1, ...input };
  const split = { creatorKey: word(2), width: 4, blur };
  const document = { ...OFFER, input: described, output: { count: 2, scale: 1, kind: 'values' } as const, split };
  return { chainId: 1, market: REQUEST.market, document, plan: planOf(network) };
}
const flat = (value: number): number[] => new Array<number>(INPUTS).fill(value);
/** Nearly +0.6 in the first half, and -0.6 in the second. */
const typical = Array.from({ length: INPUTS }, (_, i) => (i < INPUTS / 2 ? 0.6 : -0.6));
const SAMPLE = typical.map((value, i) => value + ((i * 5) % 7) / 60);
const seen = { seen: [new Float64Array(4)] };
const measured = (input: Partial<InputDescription>, more = {}) =>
  measureHandOver(offerOf(input), seen, { index: 0, sample: SAMPLE, effort: 1e6, ...more });
const near = (one: number, other: number) => assert.ok(Math.abs(one - other) < 1e-9, `${one}, ${other}`);

const meanSquare = (one: readonly number[], other: ArrayLike<number>): number =>
  one.reduce((sum, value, i) => sum + (value - (other[i] as number)) ** 2, 0) / one.length;

describe('what a creator could see of a sample', () => {
  it('is held against what inputs are on average, where the offer says it', async () => {
    const own = await measured({});
    near(own.guess, meanSquare(SAMPLE, flat(SAMPLE.reduce((sum, value) => sum + value, 0) / INPUTS)));
    near((await measured({ mean: typical })).guess, meanSquare(SAMPLE, typical));
    near((await measured({}, { mean: typical })).guess, meanSquare(SAMPLE, typical));
  });

  it('never reads hidden at a distance above a guess’s', async () => {
    // Far from the middle of the range, where an attack would begin that knows nothing.
    const sample = SAMPLE.map((value) => 0.8 + value / 10);
    const { mse, guess } = await measured({}, { sample });
    assert.ok(mse <= guess, `${mse} of ${guess}`);
  });

  /** As it would be without a blur. */
  const exactly = (network: Network, inputs: readonly number[]) => ({
    seen: [Float64Array.from(evaluateNetwork(network, inputs))],
  });

  it('is open where it is seen, also of a sample that is the same everywhere', async () => {
    // Its own mean is all there is to know of it: held against that, nothing would ever be open.
    const network: Network = { ...NARROW, layers: [generic(INPUTS, INPUTS, 1)] };
    const sharp = { clip: 64, deviation: 2 ** -10 };
    const read = (input: Partial<InputDescription>, sample: readonly number[]) =>
      measureHandOver(offerOf(input, sharp, network), exactly(network, flat(0.5)), { index: 0, sample, effort: 1e8 });
    const { verdict, guess } = await read({ mean: flat(0) }, flat(0.5));
    near(guess, 0.25);
    assert.equal(verdict, 'open');
    // The mean of features, in units of the deviation: zero.
    const features = typical.map((mean) => ({ mean: 100 * mean, deviation: 40 }));
    const raw = features.map(({ mean, deviation }) => mean + deviation / 2);
    const standardised = await read({ features }, raw);
    near(standardised.guess, 0.25);
    assert.equal(standardised.verdict, 'open');
  });

  it('is not made to look better by a mean that is far from the data', async () => {
    const open = { clip: 64, deviation: 0.05 };
    const read = (input: Partial<InputDescription>) =>
      measureHandOver(offerOf(input, open), exactly(NARROW, SAMPLE), { index: 0, sample: SAMPLE, effort: 1e8 });
    const honest = await read({});
    const lied = await read({ mean: typical.map((value) => -value) });
    assert.ok(lied.mse / lied.guess <= honest.mse / honest.guess);
  });
});

describe('what a creator could see of a job', () => {
  const blur = { clip: 64, deviation: 2 ** -10 };
  const wide: Network = { ...NARROW, layers: [dense(4)] };
  /** What the layer says everything of: a combination of its rows. And what it says little of. */
  const [rows] = [(wide.layers[0] as { weights: Float64Array }).weights];
  const along = Array.from({ length: INPUTS }, (_, i) => (rows[i] as number) / 2);
  const hidden = Array.from({ length: INPUTS }, (_, i) => (i % 2 ? 0.9 : -0.9) * (((i * 11) % 5) / 5 + 0.1));
  const offer = offerOf({ mean: flat(0) }, blur, wide);

  it('is the most open of its samples, wherever it stands', async () => {
    const options = { effort: 4e9 };
    for (const [samples, most] of [
      [[hidden, hidden, along], 2],
      [[along, hidden, hidden], 0],
    ] as const) {
      const { index, measured: count, mse, guess, verdict } = await measureSamples(offer, samples, options);
      assert.deepEqual([index, count, verdict], [most, 3, 'open']);
      assert.ok(mse < guess / 100);
    }
    const alone = await measureSamples(offer, [hidden], options);
    assert.notEqual(alone.verdict, 'open');
  });

  it('costs a bounded effort, however many samples there are', async () => {
    const samples = Array.from({ length: 1000 }, () => hidden);
    const ticks: number[] = [];
    const onProgress = (done: number, total: number) => ticks.push(done / total);
    const { measured: count } = await measureSamples(offer, samples, { effort: 2 * 9.1e8, onProgress });
    assert.equal(count, 3);
    assert.ok(ticks.every((each, i) => each >= (ticks[i - 1] ?? 0)) && ticks.at(-1) === 1);
    assert.ok(leastEffort(wide) > 0);
    assert.equal((await measureSamples(offer, samples, { effort: 1 })).measured, 1);
  });

  it('draws a blur that is nobody else’s, and none for a job without samples', async () => {
    let drawn = 0;
    const randomness: Randomness = {
      bytes: (count) => {
        drawn += count;
        return systemRandomness.bytes(count);
      },
    };
    await measureSamples(offer, [hidden, along], { effort: 1e9, randomness });
    assert.equal(drawn, 64);
    for (const [of, samples, code] of [
      [offer, [], 'SAMPLE_INVALID'],
      [offer, [flat(0).slice(1)], 'DESCRIPTION_INVALID'],
      [{ ...offer, document: OFFER }, [hidden], 'JOB_MISMATCH'],
    ] as const) {
      await assert.rejects(measureSamples(of, samples), (error) => errorCode(error) === code);
    }
  });

  it('stops when it is told to', async () => {
    const stopped = measureSamples(offer, [hidden], { signal: AbortSignal.abort() });
    await assert.rejects(stopped, { name: 'AbortError' });
  });
});
