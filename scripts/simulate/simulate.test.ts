import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { circuitNamed, computeFinalisation, computeStep, meanMultiplier, zeroWeights } from '@tacit/sdk';
import { defaultLocations } from '@tacit/sdk/node';
import hre from 'hardhat';
import { startChain } from '../../test/contracts/support/chain.ts';
import { openStage, type Stage } from '../../test/contracts/support/training-stage.ts';
import { randomBatch, randomWeights, seededRandomness } from '../../test/support/random-step.ts';
import { readPlan, type SimulationPlan, shareOf, UsageError } from './options.ts';
import { averageExactly, trainLocally } from './reference.ts';
import { describeReality, formatTable } from './report.ts';
import { type SimulationRow, simulate } from './simulation.ts';
import { splitCohorts } from './world.ts';

const CIRCUITS = join(defaultLocations().circuits, 'circuits.json');
const plan = (...args: string[]): SimulationPlan => readPlan(args, CIRCUITS) as SimulationPlan;

/** Contracts as tests have them: optimising takes minutes where it was not done before. */
async function openTestStage(accounts: number): Promise<Stage> {
  await startChain();
  return openStage((await hre.network.create({ override: { accounts: { count: accounts } } })).viem);
}

async function run(wanted: SimulationPlan, signal = new AbortController().signal): Promise<SimulationRow[]> {
  const seen: number[] = [];
  const onProgress = (_what: string, fraction: number): void => void seen.push(fraction);
  const rows = await simulate({ plan: wanted, openStage: openTestStage, onProgress, onRow: () => {}, signal });
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  );
  assert.ok(seen.every((fraction) => fraction >= 0 && fraction <= 1));
  return rows;
}

describe('a simulation', () => {
  it('comes to the exact average with trainers that are away and trainers that cheat', async () => {
    const wanted = plan('--trainers', '8', '--rounds', '2', '--steps', '2', '--members', '3', '--threshold', '2');
    const [row] = (await run({ ...wanted, dropouts: 13, cheaters: 25, sample: 1, batch: 4 })) as [SimulationRow];
    assert.equal(row.exact, true);
    // Round 1: 7 of 8 come, 2 of them cheat. Round 2: 5 of the 6 that are left.
    assert.deepEqual(row.tally, { stepsProven: 4, stepsForged: 20, finalisationsProven: 2, excluded: 2, absent: 2 });
    assert.equal(row.losses.length, 2);
    for (const [name, value] of Object.entries(row.measured)) assert.ok((value as number) > 0, name);
    const table = formatTable([row]);
    assert.match(table, /trainers excluded +2\n/);
    assert.ok(describeReality(wanted, [row]).join(' ').includes('4 steps and 2 ends of rounds by snarkjs; 20 steps'));
  });

  it('stops where it is asked to', async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    await assert.rejects(run(plan('--trainers', '4'), interrupt.signal), { name: 'AbortError' });
  });
});

describe('the average that a simulation is held to', () => {
  it("is the SDK's own, for positive and negative sums", () => {
    const random = seededRandomness(7);
    const { format } = circuitNamed('logistic-4x3-b8');
    for (let trainers = 1; trainers <= 40; trainers++) {
      const model = randomWeights(format, random.next, 0.5);
      const results = Array.from({ length: trainers }, () =>
        trainLocally(format, model, { batches: [randomBatch(format, random.next)], multiplier: 7 }),
      );
      const sum = model.map((weight, i) =>
        results.reduce((all, { weights }) => all + (weights[i] as number) - weight, 0),
      );
      const { after } = computeFinalisation(format, model, sum, meanMultiplier(trainers));
      assert.deepEqual(averageExactly(model, results).model, after);
    }
  });

  it('is over steps that follow each other', () => {
    const random = seededRandomness(8);
    const { format } = circuitNamed('linear-16x4-b8');
    const batches = [randomBatch(format, random.next), randomBatch(format, random.next)] as const;
    const first = computeStep(format, zeroWeights(format), batches[0], 3);
    const second = computeStep(format, first.after, batches[1], 3);
    const local = trainLocally(format, zeroWeights(format), { batches, multiplier: 3 });
    assert.deepEqual(local, { weights: second.after, loss: BigInt(first.loss + second.loss) });
  });
});

describe('the options of a simulation', () => {
  it('have defaults, and choose circuits by weights', () => {
    const { circuits, trainers, members, threshold } = plan();
    assert.deepEqual([circuits, members, threshold], [['logistic-4x3-b8'], 5, 3]);
    assert.deepEqual(trainers, [10, 50, 100, 250, 1000]);
    assert.deepEqual(plan('--weights', '15,16,63,69').circuits, [
      'logistic-4x3-b8',
      'logistic-30x2-b32',
      'linear-16x4-b8',
      'logistic-64x10-b16',
    ]);
    assert.equal(readPlan(['--help'], CIRCUITS), undefined);
  });

  it('refuse what makes no simulation', () => {
    for (const args of [
      ['--trainers', '1'],
      ['--trainers', '1001'],
      ['--trainers', '10,x'],
      ['--trainers', '1e2'],
      ['--trainers', ''],
      ['--circuit', 'logistic-9x9-b9'],
      ['--circuit', 'logistic-4x3-b8', '--weights', '15'],
      ['--weights', '651'],
      ['--steps', '9'],
      ['--members', '3', '--threshold', '3'],
      ['--steps', '8', '--batch', '17'],
      ['--trainers', '4', '--dropouts', '50', '--cheaters', '25'],
      ['--rounds', '-1'],
      ['--unknown'],
      ['stray'],
    ]) {
      assert.throws(() => readPlan(args, CIRCUITS), UsageError, args.join(' '));
    }
  });

  it('share out trainers among tasks of at most 256', () => {
    assert.deepEqual(splitCohorts(256), [256]);
    assert.deepEqual(splitCohorts(257), [128, 129]);
    assert.deepEqual(splitCohorts(1000), [250, 250, 250, 250]);
    assert.equal(shareOf(13, 8), 1);
  });
});
