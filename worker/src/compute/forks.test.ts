import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inference } from '@tacit/sdk';
import {
  ask,
  events,
  jobOf,
  panelOf,
  type RunningWorker,
  reaches,
  scenarioFor,
  startWorkers,
  until,
} from './scenario/test-support.ts';
import { playedThread } from './test-support.ts';

describe('a chain that takes blocks back', { concurrency: 1 }, () => {
  const scenario = scenarioFor();
  const isCommitted = async (job: `0x${string}`) =>
    (await panelOf(scenario, job)).some(({ status }) => status === 'committed');

  it('has the commitment again, and the same reveal', async () => {
    const { network: _, ...plan } = scenario.offer.plan;
    const threadEntry = playedThread(`
      if (request.kind === 'plan') {
        parentPort.postMessage({ kind: 'planned', plan: ${JSON.stringify(plan)}, cache });
      } else setTimeout(() => reply(new Uint8Array([7, 7, 7])), 700);
    `);
    const [worker] = (await startWorkers(scenario, 1, { threadEntry })) as [RunningWorker];
    const test = await scenario.stage.viem.getTestClient();
    // Two seats, and one worker: the panel waits for another, with one commitment.
    const { job } = await ask(scenario, { trust: { workers: 2, agreeing: 2 } });
    await until(scenario, 'it is drawn', async () => (await panelOf(scenario, job)).length === 1);
    const before = await test.snapshot();
    await until(scenario, 'it has committed', () => isCommitted(job));
    const [first] = await panelOf(scenario, job);
    await test.revert({ id: before });
    assert.equal(await isCommitted(job), false);
    await until(scenario, 'it has committed again', () => isCommitted(job));
    const [second] = await panelOf(scenario, job);
    assert.equal(second?.commitment, first?.commitment);
    assert.ok(worker.said.value('tacit_compute_reorganisations_total') > 0);
    // It had the result already.
    assert.equal(events(worker, 'step-evaluated').length, 1);
  });

  it('forgets a job that is gone, and ends what is evaluated for it', async () => {
    const [worker] = scenario.running as [RunningWorker];
    const test = await scenario.stage.viem.getTestClient();
    const before = await test.snapshot();
    const { job } = await ask(scenario);
    await until(scenario, 'it is evaluated', () => worker.said.value('tacit_compute_load') === 1);
    await test.revert({ id: before });
    await until(scenario, 'nothing is evaluated', () => worker.said.value('tacit_compute_load') === 0);
    await until(scenario, 'it is well', () => worker.role.health().ok);
    await assert.rejects(jobOf(scenario, job));
    assert.ok(!events(worker, 'result-committed').some((fields) => fields.job === job));
    const { job: next } = await ask(scenario, { samples: 2 });
    await reaches(scenario, next, 'contestable');
    assert.ok(inference.isUnderWay(await jobOf(scenario, next)));
  });
});
