import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BlobStore } from '@tacit/sdk';
import {
  passDeadline,
  roundOf,
  type Scenario,
  scenarioFor,
  settleDown,
  startKeyholder,
  startRound,
  submit,
  until,
} from './test-support.ts';

/** Gives what it has, and takes nothing: it does not even say no. */
const hanging = ({ store }: Scenario): BlobStore => ({
  name: 'hanging',
  getBlock: store.getBlock,
  put: (_, { signal } = {}) =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true })),
});

describe('a store that never answers', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 612, trainers: 2 });

  it('does not make a keyholder absent: its sum is posted before the deadline (INV-50)', async () => {
    const [first] = scenario.committee;
    assert.ok(first);
    const { said } = await startKeyholder(scenario, first, { store: hanging(scenario), fetchMs: 300, finality: 0 });
    await startRound(scenario);
    for (const trainer of scenario.trainers) await submit(scenario, trainer, { round: 1 });
    await settleDown(scenario);
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'it is frozen', async () => (await roundOf(scenario, 1)).status === 'frozen');
    await until(scenario, 'it was tried in vain', () => said.events('action-failed') > 0);
    assert.equal((await roundOf(scenario, 1)).posted, 0);
    const { aggregationEnds } = await roundOf(scenario, 1);
    await scenario.stage.moveTo(BigInt(aggregationEnds) - 10n);
    await until(scenario, 'it is posted', async () => (await roundOf(scenario, 1)).posted === 0b1);
    assert.equal(said.events('sum-not-stored'), 1);
  });
});
