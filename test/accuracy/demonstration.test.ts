import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  computeFinalisation,
  computeStep,
  learningRateOf,
  meanMultiplier,
  multiplierOf,
  nearestLearningRate,
  zeroWeights,
} from '@tacit/sdk';
import { loadData, type PreparedShard, prepareShard, standardise } from '../../scripts/demo/dataset.ts';
import { averageInFloats, scoreFloat } from '../../scripts/demo/float-training.ts';
import { type DemoOptions, defaultRate, readOptions } from '../../scripts/demo/options.ts';
import { scoreModel } from '../../scripts/demo/report.ts';
import { seededRandomness } from '../../scripts/support/seeded-randomness.ts';
import { mean } from '../support/training.ts';

/*
 * What `npm start` trains, without proofs and chain: batches are drawn from a generator in the place of blocks' hashes.
 */
async function prepare(seed: number, args: readonly string[] = []) {
  const options = readOptions([...args, '--seed', String(seed)]) as DemoOptions;
  const data = await loadData(options, seededRandomness(seed));
  const shards = data.shards.map((shard, i) => prepareShard(data, shard, seededRandomness(seed + i)));
  const multiplier = multiplierOf(data.format, nearestLearningRate(data.format, defaultRate(options, false)));
  return { options, data, shards, multiplier };
}

type Prepared = Awaited<ReturnType<typeof prepare>>;

/** Accuracy on the held-out rows: the circuit's integers, and floats on the same batches. */
function train({ options, data, shards, multiplier }: Prepared, draw: number): { exact: number; float: number } {
  const { format, shape } = data;
  const random = seededRandomness(1000 + draw);
  let model: readonly number[] = zeroWeights(format);
  const rounds = [];
  for (let round = 0; round < options.rounds; round++) {
    const sum = model.map(() => 0);
    const trainers = shards.map(({ rows, batches }: PreparedShard) => {
      const steps = Array.from({ length: options.steps }, () => Math.floor(random.next() * batches.length));
      const after = steps.reduce<readonly number[]>(
        (weights, step) => computeStep(format, weights, batches[step] as PreparedShard['batches'][0], multiplier).after,
        model,
      );
      after.forEach((weight, i) => {
        sum[i] = (sum[i] as number) + weight - (model[i] as number);
      });
      return { rows, steps };
    });
    rounds.push({ trainers });
    model = computeFinalisation(format, model, sum, meanMultiplier(shards.length)).after;
  }
  const weights = averageInFloats(shape, rounds, learningRateOf(format, multiplier));
  const test = standardise(data, data.test);
  return { exact: scoreModel(data, model), float: scoreFloat(shape, weights, test) };
}

const draws = (prepared: Prepared, count: number) => Array.from({ length: count }, (_, draw) => train(prepared, draw));

describe('the demonstration', () => {
  it('learns iris to 0.90 on its default split, within one flower of floats, whatever batches are drawn', async (t) => {
    const { seed } = readOptions([]) as DemoOptions;
    const prepared = await prepare(seed);
    const results = draws(prepared, 100);
    const flower = 1 / prepared.data.test.inputs.length;
    for (const { exact, float } of results) {
      assert.ok(exact >= 0.9, `${exact}`);
      assert.ok(Math.abs(exact - float) <= flower + 1e-9, `${exact}, floats ${float}`);
    }
    t.diagnostic(`default split: ${mean(results.map(({ exact }) => exact)).toFixed(4)}`);
  });

  it('is as good as floats on other splits of iris', async (t) => {
    const results = [];
    for (let seed = 1; seed <= 20; seed++) results.push(...draws(await prepare(seed), 10));
    const [exact, float] = [mean(results.map((one) => one.exact)), mean(results.map((one) => one.float))];
    t.diagnostic(`20 splits, 10 draws each: ${exact.toFixed(4)}, floats ${float.toFixed(4)}`);
    assert.ok(Math.abs(exact - float) < 0.01);
  });

  it('learns digits to 0.80, within a point of floats', async (t) => {
    const prepared = await prepare(1, ['--data', 'digits']);
    const results = draws(prepared, 10);
    for (const { exact, float } of results) {
      assert.ok(exact >= 0.8, `${exact}`);
      assert.ok(Math.abs(exact - float) <= 0.01, `${exact}, floats ${float}`);
    }
    t.diagnostic(results.map(({ exact, float }) => `${exact.toFixed(3)} (${float.toFixed(3)})`).join(', '));
  });
});
