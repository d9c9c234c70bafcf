import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BlobStore, rawCid, training } from '@tacit/sdk';
import { createPublicClient, custom } from 'viem';
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
  until,
} from './test-support.ts';

const transactionsOf = ({ said }: RunningKeyholder): number =>
  said.lines.filter(({ fields }) => fields.transaction !== undefined).length;

/** Stops a keyholder and starts it anew after each of its transactions, whatever else it was about to do. */
async function keepCrashing(scenario: Scenario, running: RunningKeyholder, signal: AbortSignal): Promise<number> {
  let restarts = 0;
  while (!signal.aborted) {
    await until(scenario, 'it acts', () => signal.aborted || transactionsOf(running) > restarts, 120_000);
    if (signal.aborted) break;
    restarts++;
    await restart(scenario, running);
  }
  return restarts;
}

describe('a keyholder that dies after each of its actions', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 401, trainers: 4, work: { rounds: 1 } });

  it('does its part of a round with a bad share and a missing one all the same, once', async (t) => {
    for (const keyholder of scenario.committee) await startKeyholder(scenario, keyholder);
    const [victim] = scenario.running as [RunningKeyholder];
    const end = new AbortController();
    const crashing = keepCrashing(scenario, victim, end.signal);
    t.after(() => end.abort());
    await startRound(scenario);
    const [first, second, third, fourth] = scenario.trainers;
    assert.ok(first && second && third && fourth);
    await submit(scenario, first, { round: 1 });
    await submit(scenario, second, { round: 1 });
    await submit(scenario, third, { round: 1, tamper: spoilShare(1) });
    await submit(scenario, fourth, { round: 1, store: false });
    await passDeadline(scenario, 1, 'training');
    await until(scenario, 'one is excluded, one demanded', async () => {
      const { excluded, openDemands } = await roundOf(scenario, 1);
      return excluded === 0b100n && openDemands === 3;
    });
    await passDeadline(scenario, 1, 'share-answers');
    await until(scenario, 'the other is excluded', async () => {
      const { excluded, openDemands } = await roundOf(scenario, 1);
      return excluded === 0b1100n && openDemands === 0;
    });
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'all have posted', async () => (await roundOf(scenario, 1)).posted === 0b111);
    await until(scenario, 'it is finalised', async () => (await roundOf(scenario, 1)).status === 'finalised');
    await passDeadline(scenario, 1, 'sum-complaints');
    await until(scenario, 'it is settled', async () => (await roundOf(scenario, 1)).settled);
    end.abort();
    assert.ok((await crashing) >= 4);
    const { faulty, posted } = await roundOf(scenario, 1);
    assert.deepEqual([faulty, training.indicesOf(posted)], [0, [0, 1, 2]]);
    assert.equal(victim.said.events('release-refused'), 0);
  });
});

/** Takes nothing, and says when somebody tries. */
function deaf(store: BlobStore) {
  const tried: string[] = [];
  const put: BlobStore['put'] = ({ root }, options) => {
    tried.push(root.toString());
    return new Promise((_, reject) => {
      options?.signal?.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')), {
        once: true,
      });
    });
  };
  return { tried, store: { ...store, getBlock: store.getBlock.bind(store), put } };
}

describe('a keyholder that dies between its record and its post', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 402 });

  it('releases the very same sum when it is back', async () => {
    const [first] = scenario.committee;
    assert.ok(first);
    const { tried, store } = deaf(scenario.store);
    const running = await startKeyholder(scenario, first, { store });
    await startRound(scenario);
    for (const trainer of scenario.trainers) await submit(scenario, trainer, { round: 1 });
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'it tries to store its sum', () => tried.length === 1);
    await running.role.stop();
    assert.equal((await roundOf(scenario, 1)).posted, 0);
    await restart(scenario, running);
    await until(scenario, 'it has posted', async () => (await roundOf(scenario, 1)).posted === 1);
    await until(scenario, 'it says so', () => running.said.events('sum-posted') === 1);
    const said = running.said.lines.find(({ event }) => event === 'sum-posted');
    assert.equal(said?.fields.recorded, 'again');
    assert.ok(await scenario.store.getBlock((await cidOfPosted(scenario)).cid));
    assert.equal((await cidOfPosted(scenario)).cid.toString(), tried[0]);
  });
});

async function cidOfPosted({ stage, task }: Scenario) {
  const id = { task: task.id, round: 1n, member: 1 };
  const { cid } = await training.readPostedSum(stage.client, task.contracts.training.address, id);
  return { cid: rawCid(BigInt(cid)) };
}

describe('a keyholder whose node is away', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 403 });

  it('says so, and goes on where it was when the node is back an hour later', async () => {
    const [first] = scenario.committee;
    assert.ok(first);
    let away = false;
    const { stage } = scenario;
    const request = async (asked: { method: string; params?: unknown }): Promise<unknown> => {
      if (away) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      return await (stage.client.request as (one: unknown) => Promise<unknown>)(asked);
    };
    const transport = custom({ request }, { retryCount: 0 });
    const publicClient = createPublicClient({
      chain: stage.client.chain,
      transport,
      pollingInterval: 50,
      cacheTime: 0,
    });
    const running = await startKeyholder(scenario, first, {
      clients: { publicClient, walletClient: first.wallet },
      pollMs: 20,
    });
    await startRound(scenario);
    for (const trainer of scenario.trainers) await submit(scenario, trainer, { round: 1 });
    await settleDown(scenario);
    away = true;
    await until(scenario, 'it is not well', () => !running.role.health().ok);
    assert.equal(running.role.health().facts.lastError, 'NETWORK_UNREACHABLE');
    await passDeadline(scenario, 1, 'training');
    await passDeadline(scenario, 1, 'share-complaints');
    away = false;
    await until(scenario, 'it has posted', async () => (await roundOf(scenario, 1)).posted === 1);
    assert.equal(running.role.health().ok, true);
  });
});
