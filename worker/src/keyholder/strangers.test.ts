import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { training, trainingAbi } from '@tacit/sdk';
import {
  type AbiFunction,
  createPublicClient,
  custom,
  decodeFunctionResult,
  encodeFunctionResult,
  toFunctionSelector,
} from 'viem';
import { createTask } from '../../../test/contracts/support/training.ts';
import {
  passDeadline,
  type Scenario,
  scenarioFor,
  settleDown,
  startKeyholder,
  startRound,
  submit,
  until,
} from './test-support.ts';

type Asked = { readonly method: string; readonly params?: unknown };

/** The scenario's node, but for what it answers. */
function lyingNode({ stage }: Scenario, lie: (asked: Asked, answer: unknown) => unknown) {
  const ask = stage.client.request as (given: unknown) => Promise<unknown>;
  const request = async (asked: Asked): Promise<unknown> => lie(asked, await ask(asked));
  const options = { chain: stage.client.chain, pollingInterval: 50, cacheTime: 0 };
  return createPublicClient({ ...options, transport: custom({ request }, { retryCount: 0 }) });
}

const TASK_OF = toFunctionSelector(
  trainingAbi.find((one) => one.type === 'function' && one.name === 'taskOf') as AbiFunction,
);

/** A threshold that is one too large, under which every right share looks like a bad one. */
function raiseThreshold({ method, params }: Asked, answer: unknown): unknown {
  const [call] = (params ?? []) as { data?: string }[];
  if (method !== 'eth_call' || !call?.data?.startsWith(TASK_OF)) return answer;
  const shape = { abi: trainingAbi, functionName: 'taskOf' } as const;
  const told = decodeFunctionResult({ ...shape, data: answer as `0x${string}` });
  return encodeFunctionResult({ ...shape, result: { ...told, threshold: told.threshold + 1 } });
}

describe('tasks of strangers', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 611, trainers: 2 });

  it('that name a keyholder without its consent cost it nothing and do not make it sick', async () => {
    const { stage, task, model } = scenario;
    const { contracts, artifacts, prover, randomness, plan, coordinator, committee } = task;
    const { tasks } = await training.listTasks(stage.client, contracts.training.address, { fromBlock: 0n });
    const circuit = tasks[0]?.terms.circuit;
    assert.ok(circuit);
    const parts = { stage, contracts, artifacts, prover, randomness, plan, coordinator, committee };
    await createTask({ ...parts, circuit, model, salt: `0x${'5a'.repeat(32)}` });
    const [first] = committee;
    assert.ok(first);
    const { role, said } = await startKeyholder(scenario, first);
    await settleDown(scenario);
    assert.equal(role.health().facts.tasks, 1);
    // Nobody accepts it, and its time is over: to close it is its proposer's business.
    await stage.moveTo(task.startsAt + 61n);
    await settleDown(scenario);
    assert.deepEqual([role.health().ok, said.events('task-closed'), said.events('action-failed')], [true, 0, 0]);
  });

  it('are not followed under terms that do not make their id (INV-29)', async () => {
    const { committee } = scenario;
    const [first, second] = committee;
    assert.ok(first && second);
    const [one, other] = [first, second].map(({ address }) => address.slice(2).toLowerCase()) as [string, string];
    // Under another number, a right share looks like junk, and a complaint about it would publish what opens it.
    const swap = (text: string) => text.replaceAll(one, 'mine').replaceAll(other, one).replaceAll('mine', other);
    const publicClient = lyingNode(scenario, ({ method }, answer) =>
      method === 'eth_getLogs'
        ? (answer as { data: string }[]).map((log) => ({ ...log, data: swap(log.data) }))
        : answer,
    );
    const deceived = await startKeyholder(scenario, first, {
      clients: { publicClient, walletClient: first.wallet },
      state: `${scenario.folder}/deceived`,
    });
    await settleDown(scenario);
    assert.equal(deceived.role.health().facts.tasks, 0);
    assert.equal(deceived.said.events('terms-foreign'), 1);
  });

  it('are left alone while the node says something else of them than their terms (INV-29)', async () => {
    const [first] = scenario.committee;
    assert.ok(first);
    const deceived = await startKeyholder(scenario, first, {
      clients: { publicClient: lyingNode(scenario, raiseThreshold), walletClient: first.wallet },
      state: `${scenario.folder}/deceived-again`,
    });
    await startRound(scenario);
    for (const trainer of scenario.trainers) await submit(scenario, trainer, { round: 1 });
    await until(scenario, 'the lie is noticed', () => deceived.said.events('task-not-read') > 2);
    await passDeadline(scenario, 1, 'training');
    const noticed = deceived.said.events('task-not-read');
    await until(scenario, 'it is noticed again', () => deceived.said.events('task-not-read') > noticed + 2);
    assert.deepEqual([deceived.said.events('complaint-due'), deceived.role.health().ok], [0, false]);
  });
});
