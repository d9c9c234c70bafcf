import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BlobStore, training } from '@tacit/sdk';
import { enrolTrainer } from '../../../test/contracts/support/training.ts';
import type { Wallet } from '../../../test/contracts/support/training-stage.ts';
import { spoilShare } from '../../../test/contracts/support/training-updates.ts';
import {
  passDeadline,
  type RunningKeyholder,
  restart,
  roundOf,
  type Scenario,
  scenarioFor,
  settleDown,
  startKeyholder,
  startRound,
  submit,
  type Trainer,
  until,
} from './test-support.ts';

type TestClient = Awaited<ReturnType<Scenario['stage']['viem']['getTestClient']>>;
const testClientOf = ({ stage }: Scenario): Promise<TestClient> => stage.viem.getTestClient();

/** What a store has taken, in order. */
function watched(store: BlobStore): BlobStore & { readonly taken: string[] } {
  const taken: string[] = [];
  return {
    name: store.name,
    taken,
    put: async (dag, options) => {
      taken.push(dag.root.toString());
      await store.put(dag, options);
    },
    getBlock: (cid, options) => store.getBlock(cid, options),
  };
}

const recordsOf = ({ state }: RunningKeyholder): string[] => {
  try {
    return readdirSync(join(state, 'releases'));
  } catch {
    return [];
  }
};

describe('a freeze that is not final', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 301 });

  it('has nothing released, nor written down, until it has so many blocks on top', async () => {
    const store = watched(scenario.store);
    const [first] = scenario.committee;
    assert.ok(first);
    const running = await startKeyholder(scenario, first, { finality: 5, store });
    await startRound(scenario);
    for (const trainer of scenario.trainers) await submit(scenario, trainer, { round: 1 });
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'it is frozen', async () => (await roundOf(scenario, 1)).status === 'frozen');
    for (let blocks = 0; blocks < 4; blocks++) {
      await scenario.stage.mine(1);
      await settleDown(scenario);
      assert.match(String(running.role.health().facts.waiting), /finality/);
    }
    assert.deepEqual([store.taken, recordsOf(running), (await roundOf(scenario, 1)).posted], [[], [], 0]);
    await scenario.stage.mine(1);
    await until(scenario, 'the sum is posted', async () => (await roundOf(scenario, 1)).posted === 1);
    assert.deepEqual([store.taken.length, recordsOf(running).length], [1, 1]);
  });
});

/** To the block before the freeze, with three shares right; a member whose chain forgets what it was told is final. */
async function playToTheFreeze(scenario: Scenario, changes: Parameters<typeof startKeyholder>[2]) {
  const [first] = scenario.committee;
  assert.ok(first);
  const running = await startKeyholder(scenario, first, changes);
  await startRound(scenario);
  // The third seals junk to the second member, who is away for now.
  for (const trainer of scenario.trainers) {
    const tamper = trainer === scenario.trainers[2] ? { tamper: spoilShare(2) } : {};
    await submit(scenario, trainer, { round: 1, ...tamper });
  }
  await passDeadline(scenario, 1, 'training');
  await settleDown(scenario);
  return running;
}

describe('a re-organisation after the freeze that was said to be final', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 302 });

  it('has the first set released, and the second refused for ever (INV-43)', async () => {
    const store = watched(scenario.store);
    const running = await playToTheFreeze(scenario, { finality: 0, finalise: false, store });
    const chain = await testClientOf(scenario);
    const before = await chain.snapshot();
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'all three are summed', async () => (await roundOf(scenario, 1)).posted === 1);
    const posted = [...store.taken];
    assert.equal(posted.length, 1);
    await running.role.stop();

    await chain.revert({ id: before });
    const second = scenario.committee[1];
    assert.ok(second);
    const other = await startKeyholder(scenario, second, { finality: 0, finalise: false });
    await until(
      scenario,
      'the third is excluded on this fork',
      async () => (await roundOf(scenario, 1)).excluded === 4n,
    );
    await restart(scenario, running, { finality: 0, finalise: false, store });
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'the other has summed two', async () => (await roundOf(scenario, 1)).posted === 2);
    await until(scenario, 'it refuses', () => running.said.events('release-refused') === 1);
    await settleDown(scenario);
    assert.equal(running.said.counts.get('tacit_keyholder_release_conflicts_total'), 1);
    assert.equal(running.role.health().ok, false);
    assert.equal(other.role.health().ok, true);
    assert.deepEqual(store.taken, posted);
    assert.deepEqual(training.indicesOf((await roundOf(scenario, 1)).posted), [1]);
  });

  it('is refused after a restart as well, and while it runs', async () => {
    const [running] = scenario.running as [RunningKeyholder];
    await restart(scenario, running, { finality: 0, finalise: false });
    await until(scenario, 'it refuses again', () => running.said.events('release-refused') === 2);
    // Nor does a record that says nothing any more count as none.
    await running.role.stop();
    for (const name of recordsOf(running)) writeFileSync(join(running.state, 'releases', name), '{');
    await restart(scenario, running, { finality: 0, finalise: false });
    await until(scenario, 'and again', () => running.said.events('release-refused') === 3);
    await sleep(300);
    assert.deepEqual(training.indicesOf((await roundOf(scenario, 1)).posted), [1]);
  });
});

describe('a re-organisation before finality, while it looks on', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 303 });

  it('is noticed, and its sum is of the set that stays', async () => {
    const store = watched(scenario.store);
    const changes = { finality: 3, finalise: false, store } as const;
    const running = await playToTheFreeze(scenario, changes);
    const chain = await testClientOf(scenario);
    const before = await chain.snapshot();
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'it is frozen', async () => (await roundOf(scenario, 1)).status === 'frozen');
    await settleDown(scenario);
    assert.equal((await roundOf(scenario, 1)).included, 3);
    await chain.revert({ id: before });
    const second = scenario.committee[1];
    assert.ok(second);
    await startKeyholder(scenario, second, { finality: 3, finalise: false });
    await until(
      scenario,
      'the third is excluded on this fork',
      async () => (await roundOf(scenario, 1)).excluded === 4n,
    );
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'it is frozen again', async () => (await roundOf(scenario, 1)).status === 'frozen');
    await scenario.stage.mine(3);
    await until(scenario, 'both have summed two', async () => (await roundOf(scenario, 1)).posted === 0b11);
    assert.ok(running.said.events('chain-reorganised') >= 1);
    assert.equal(store.taken.length, 1);
    assert.equal(recordsOf(running).length, 1);
    assert.equal(running.said.events('release-refused'), 0);
  });
});

describe('a disk that is older than the release', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 304 });

  it('learns from the chain what was released', async () => {
    const store = watched(scenario.store);
    const running = await playToTheFreeze(scenario, { finality: 0, finalise: false, store });
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'the sum is posted', async () => (await roundOf(scenario, 1)).posted === 1);
    await running.role.stop();
    const records = recordsOf(running);
    rmSync(running.state, { recursive: true });
    await restart(scenario, running, { finality: 0, finalise: false, store });
    await until(scenario, 'the record is there again', () => running.said.events('release-adopted') === 1);
    await settleDown(scenario);
    assert.deepEqual(recordsOf(running), records);
    assert.equal(new Set(store.taken).size, 1);
  });
});

describe('a re-organisation that gives trainers other numbers', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 305 });

  it('leaves no number of the old fork behind: sums are of those who are in on the new one (INV-25)', async () => {
    const [first, second] = scenario.committee;
    const [known, other] = scenario.trainers as [Trainer, Trainer];
    assert.ok(first && second);
    const late = scenario.stage.wallets.slice(14, 16) as [Wallet, Wallet];
    for (const keyholder of [first, second]) await startKeyholder(scenario, keyholder);
    const enrol = async (wallet: Wallet) => (await enrolTrainer(scenario.task, wallet, known.batches)).trainer;
    const chain = await testClientOf(scenario);
    const before = await chain.snapshot();
    const one = await enrol(late[0]);
    await enrol(late[1]);
    await startRound(scenario);
    for (const trainer of [known, other, one]) await submit(scenario, trainer, { round: 1 });
    await settleDown(scenario);
    await chain.revert({ id: before });

    await enrol(late[1]);
    const again = await enrol(late[0]);
    await startRound(scenario);
    for (const trainer of [known, other, again]) await submit(scenario, trainer, { round: 1 });
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'it is finalised', async () => (await roundOf(scenario, 1)).status === 'finalised');
    const { included, faulty, submitted } = await roundOf(scenario, 1);
    assert.deepEqual([included, faulty, submitted], [3, 0, 0b10011n]);
    assert.ok(scenario.running.every(({ said }) => said.events('chain-reorganised') > 0));
  });
});
