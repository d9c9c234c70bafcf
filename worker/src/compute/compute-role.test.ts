import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { blobCid, evaluateNetwork, inference, openResult } from '@tacit/sdk';
import {
  ask,
  events,
  jobOf,
  panelOf,
  reaches,
  restart,
  type Scenario,
  scenarioFor,
  startWorker,
  startWorkers,
  until,
} from './scenario/test-support.ts';

/** The user's last word, and what it reads then. */
async function read(scenario: Scenario, { job, request }: Awaited<ReturnType<typeof ask>>) {
  const { stage, offer, store, user } = scenario;
  await inference.accept(stage.user, stage.market, job);
  return await openResult(stage.client, { offer, request, store, encryption: user.encryption });
}

function assertClose(scenario: Scenario, values: readonly number[][], outputs: readonly (readonly number[])[]): void {
  for (const [k, sample] of values.entries()) {
    for (const [i, value] of evaluateNetwork(scenario.network, sample).entries()) {
      assert.ok(Math.abs(value - (outputs[k]?.[i] as number)) < 1e-3);
    }
  }
}

describe('a worker', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('joins with the stake that it was given, draws, evaluates two samples, commits and reveals', async () => {
    const [worker] = await startWorkers(scenario, 1);
    assert.ok(worker);
    const asked = await ask(scenario, { samples: 2 });
    await reaches(scenario, asked.job, 'contestable');
    const { outputs } = await read(scenario, asked);
    assertClose(scenario, asked.values, outputs);
    for (const event of ['joined', 'job-moved-on', 'step-evaluated', 'result-committed', 'result-revealed']) {
      assert.equal(events(worker, event).length, 1, event);
    }
    assert.equal(worker.said.value('tacit_compute_samples_total'), 2);
    assert.equal(worker.said.value('tacit_compute_errors_total'), 0);
  });

  it('serves the next job of the same user with the keys that it has', async () => {
    const [worker] = scenario.running;
    assert.ok(worker);
    const asked = await ask(scenario);
    await reaches(scenario, asked.job, 'contestable');
    assertClose(scenario, asked.values, (await read(scenario, asked)).outputs);
    assert.equal(worker.said.value('tacit_compute_cache_total', 'keys,hit'), 1);
    assert.equal(worker.said.value('tacit_compute_threads_total', 'started,dense-8192'), 1);
  });

  it('ends what the user does not: the job is served when nobody can contest any more', async () => {
    const { job } = await ask(scenario);
    await reaches(scenario, job, 'contestable');
    await scenario.stage.pass(121);
    await reaches(scenario, job, 'closed');
    assert.equal((await jobOf(scenario, job)).outcome, 'served');
    const { client, market, workers } = scenario.stage;
    const earned = await inference.readClaimable(client, market, workers[0]?.address as `0x${string}`);
    assert.equal(earned, 4n * 1000n);
  });
});

describe('three workers on one panel', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  it('come to the same hash', async () => {
    await startWorkers(scenario, 3);
    const asked = await ask(scenario, { trust: { workers: 3, agreeing: 2 } });
    await reaches(scenario, asked.job, 'contestable');
    const panel = await panelOf(scenario, asked.job);
    assert.deepEqual(
      panel.map(({ status }) => status),
      ['revealed', 'revealed', 'revealed'],
    );
    assert.equal(new Set(panel.map(({ result }) => result)).size, 1);
    assertClose(scenario, asked.values, (await read(scenario, asked)).outputs);
  });
});

describe('a worker that is stopped between commitment and reveal', { concurrency: 1 }, () => {
  const scenario = scenarioFor();

  /** One has committed, and is not running; the panel waits for another. */
  async function committed() {
    const [first] = scenario.running.length > 0 ? scenario.running : await startWorkers(scenario, 1);
    assert.ok(first);
    const asked = await ask(scenario, { trust: { workers: 2, agreeing: 2 } });
    const isCommitted = async () => (await panelOf(scenario, asked.job)).some(({ status }) => status === 'committed');
    await until(scenario, 'one has committed', isCommitted);
    return { first, asked };
  }

  async function forget({ request }: Awaited<ReturnType<typeof ask>>): Promise<void> {
    const { keys, input } = request.document;
    const { plan } = scenario.offer;
    scenario.store.forget(blobCid({ digest: keys, bytes: plan.keyBytes }));
    scenario.store.forget(blobCid({ digest: input, bytes: plan.requestBytes }));
  }

  it('reveals what it committed to, though the bytes are nowhere any more', async () => {
    const { first, asked } = await committed();
    await first.role.stop();
    const other = scenario.stage.workers[1];
    assert.ok(other);
    const second = await startWorker(scenario, other);
    await until(scenario, 'both have committed', async () => (await jobOf(scenario, asked.job)).phase === 'revealing');
    await forget(asked);
    await restart(first, () => rmSync(`${first.config.state}/blobs`, { recursive: true }));
    await reaches(scenario, asked.job, 'contestable');
    const panel = await panelOf(scenario, asked.job);
    assert.equal(new Set(panel.map(({ result }) => result)).size, 1);
    assert.equal(events(second, 'result-revealed').length, 1);
    await inference.accept(scenario.stage.user, scenario.stage.market, asked.job);
  });

  it('evaluates again where it forgot the result, and reveals the same', async () => {
    const [first, second] = scenario.running;
    assert.ok(first && second);
    await Promise.all([first.role.stop(), second.role.stop()]);
    const asked = await ask(scenario, { trust: { workers: 2, agreeing: 2 } });
    await restart(first);
    const isCommitted = async () => (await panelOf(scenario, asked.job)).some(({ status }) => status === 'committed');
    await until(scenario, 'one has committed', isCommitted);
    await restart(first, () => rmSync(`${first.config.state}/results`, { recursive: true }));
    await restart(second);
    await reaches(scenario, asked.job, 'contestable');
    assert.equal(events(first, 'step-evaluated').length, 3);
  });
});
