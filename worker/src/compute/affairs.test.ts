import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BlobStore, inference, nameBlob } from '@tacit/sdk';
import type { Player } from '../../../test/contracts/support/market-stage.ts';
import {
  ask,
  events,
  jobOf,
  panelOf,
  playedEvaluation,
  reaches,
  type Scenario,
  scenarioFor,
  startWorker,
  startWorkers,
  until,
} from './scenario/test-support.ts';
import { playedThread } from './test-support.ts';

const RESULT = Uint8Array.of(7, 7, 7);

const planOf = ({ offer }: Scenario) => {
  const { network: _, ...plan } = offer.plan;
  return plan;
};
const playing = (scenario: Scenario) => ({ threadEntry: playedEvaluation(planOf(scenario), [RESULT]) });
const isDrawable = async ({ stage }: Scenario, { address }: Player): Promise<boolean> =>
  (await inference.readWorker(stage.client, stage.market, address)).drawable;

describe('a worker’s stake', { concurrency: 1 }, () => {
  const scenario = scenarioFor();
  const [first] = [0];

  it('is asked for where there is none, once, with what to do', async () => {
    const player = scenario.stage.workers[first] as Player;
    const worker = await startWorker(scenario, player, { stake: undefined });
    await until(scenario, 'it says so', () => events(worker, 'stake-missing').length > 0);
    await scenario.stage.mine(3);
    await until(scenario, 'it has looked again', () => worker.role.health().facts.waiting === 'stake');
    assert.equal(worker.role.health().ok, false);
    const [said, ...more] = events(worker, 'stake-missing');
    assert.match(String(said?.advice), /compute join/);
    assert.deepEqual(more, []);
    // Its operator does, and that is all it takes.
    await inference.join(player, scenario.stage.market, { stake: 10n ** 18n });
    await until(scenario, 'it is well', () => worker.role.health().ok);
  });

  it('is drawn on again after a pause, unless its operator wants the pause', async () => {
    const [worker] = scenario.running;
    assert.ok(worker);
    await inference.pause(worker.player, scenario.stage.market);
    await until(scenario, 'it has resumed', () => isDrawable(scenario, worker.player));
    const other = await startWorker(scenario, scenario.stage.workers[1] as Player, { resume: false });
    await until(scenario, 'it has joined', () => events(other, 'joined').length === 1);
    await inference.pause(other.player, scenario.stage.market);
    await until(scenario, 'it says so', () => events(other, 'paused').length === 1);
    assert.deepEqual([await isDrawable(scenario, other.player), other.role.health().ok], [false, true]);
  });

  it('is not drawn on while nobody is there: a worker that stops pauses first', async () => {
    const [worker] = scenario.running;
    assert.ok(worker);
    await worker.role.stop();
    assert.equal(await isDrawable(scenario, worker.player), false);
  });
});

describe('a worker that is told to stop', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('gives back the seat that it works for, at once, and takes no more', async () => {
    const plan = JSON.stringify(planOf(scenario));
    const threadEntry = playedThread(`
      if (request.kind === 'plan') parentPort.postMessage({ kind: 'planned', plan: ${plan}, cache });
      else for (;;);
    `);
    const [worker] = await startWorkers(scenario, 1, { threadEntry });
    assert.ok(worker);
    const { job } = await ask(scenario);
    await until(scenario, 'it evaluates', () => worker.said.value('tacit_compute_cache_total', 'keys,miss') === 1);
    const started = performance.now();
    await worker.role.stop();
    assert.ok(performance.now() - started < 8000);
    assert.deepEqual(
      events(worker, 'seat-given-back').map(({ reason }) => reason),
      ['STOPPING'],
    );
    assert.deepEqual(
      (await panelOf(scenario, job)).map(({ status }) => status),
      ['declined'],
    );
    assert.equal(await isDrawable(scenario, worker.player), false);
  });
});

describe('an evaluation that does not end', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('costs its seat, and not the next one', async () => {
    const plan = JSON.stringify(planOf(scenario));
    const threadEntry = playedThread(`
      if (request.kind === 'plan') parentPort.postMessage({ kind: 'planned', plan: ${plan}, cache });
      else if (request.input.length > ${scenario.offer.plan.requestBytes}) for (;;);
      else reply(new Uint8Array([7, 7, 7]));
    `);
    const [worker] = await startWorkers(scenario, 1, { threadEntry, jobSeconds: 1 });
    assert.ok(worker);
    const slow = await ask(scenario, { samples: 2 });
    await until(scenario, 'it has given up', () => events(worker, 'seat-given-back').length === 1);
    assert.equal(events(worker, 'seat-given-back')[0]?.reason, 'EVALUATION_TOO_SLOW');
    const { job } = await ask(scenario);
    await reaches(scenario, job, 'contestable');
    assert.equal((await jobOf(scenario, job)).result, (await nameBlob(RESULT)).digest);
    assert.equal((await jobOf(scenario, slow.job)).outcome, 'open');
    assert.equal(worker.said.value('tacit_compute_threads_total', 'started,dense-8192'), 2);
  });
});

describe('a result that no store takes', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('is not committed to before one does: what nobody can fetch is of no use', async () => {
    const gate = { open: false };
    const { store } = scenario;
    const moody: BlobStore = {
      name: 'moody',
      getBlock: store.getBlock,
      put: (dag, options) =>
        gate.open ? store.put(dag, options) : Promise.reject(Object.assign(new Error('no'), { name: 'TimeoutError' })),
    };
    const [worker] = await startWorkers(scenario, 1, { ...playing(scenario), store: moody, patienceMs: 60_000 });
    assert.ok(worker);
    const { job } = await ask(scenario);
    await until(scenario, 'it was tried in vain', () => events(worker, 'step-waits').length > 1);
    assert.equal((await jobOf(scenario, job)).phase, 'committing');
    gate.open = true;
    await reaches(scenario, job, 'contestable');
  });
});

describe('earnings', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('are taken out once they are more than was said, and only then', async () => {
    const [worker] = await startWorkers(scenario, 1, { ...playing(scenario), claimAbove: 1500n });
    assert.ok(worker);
    const { market, user, client } = scenario.stage;
    const claimable = () => inference.readClaimable(client, market, worker.player.address);
    for (const expected of [1000n, 0n]) {
      const { job } = await ask(scenario);
      await reaches(scenario, job, 'contestable');
      await inference.accept(user, market, job);
      await until(scenario, `${expected} are left`, async () => (await claimable()) === expected);
      await until(scenario, 'it has seen that', async () => {
        return worker.role.health().facts.block === (await client.getBlockNumber({ cacheTime: 0 }));
      });
    }
    assert.equal(events(worker, 'earnings-claimed').length, 1);
  });
});
