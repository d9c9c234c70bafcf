// What updates cost. Their proofs are made from the trapdoor of the circuit's development key: in milliseconds, and the
// same in every run. To the verifier they are as snarkjs' are, and that they cost the same is measured as well.
import assert from 'node:assert/strict';
import { type Hex, hexToBytes } from 'viem';
import {
  type PreparedUpdate,
  prepareUpdate,
  relayUpdates,
  submitUpdate,
} from '../../test/contracts/support/training-updates.ts';
import { endProver, realProver } from '../../test/support/real-proofs.ts';
import { openScenario, type Scenario } from './scenario.ts';

const SMALL = 'logistic-4x3-b8';
const LARGE = 'logistic-64x10-b16';
const RELAYED = 32;
const STEPS = 8;

type Costs = Record<string, number>;

async function prepareAll({ task, trainers, model }: Scenario): Promise<PreparedUpdate[]> {
  const updates: PreparedUpdate[] = [];
  for (const trainer of trainers) updates.push(await prepareUpdate(task, trainer, { model, round: 1 }));
  return updates;
}

/** Runs something and takes it back. */
async function tentatively<T>({ task }: Scenario, act: () => Promise<T>): Promise<T> {
  const testClient = await task.stage.viem.getTestClient();
  const id = await testClient.snapshot();
  const result = await act();
  await testClient.revert({ id });
  return result;
}

/** Of 32 updates by a relayer, one has cost. */
async function relay({ task, relayer }: Scenario, updates: readonly PreparedUpdate[]): Promise<number> {
  assert.equal(updates.length, RELAYED);
  return Math.ceil(Number(await relayUpdates(task, relayer, updates)) / RELAYED);
}

async function measureSmall(): Promise<Costs> {
  const scenario = await openScenario({ circuit: SMALL, steps: 1, trainers: RELAYED + 2 });
  const { task, costs, relayer } = scenario;
  const { stage, contracts, id } = task;
  const updates = await prepareAll(scenario);
  const [first, second, ...others] = updates as [PreparedUpdate, PreparedUpdate, ...PreparedUpdate[]];
  const drawSeed = () => stage.send(relayer, contracts.training, 'drawSeed', [id]);
  return {
    ...Object.fromEntries(Object.entries(costs).map(([name, gas]) => [name, Number(gas)])),
    drawSeed: Number((await tentatively(scenario, drawSeed)).gasUsed),
    'submitUpdates.32.first': await tentatively(scenario, () => relay(scenario, others)),
    'submitUpdate.first': Number(await submitUpdate(task, first)),
    'submitUpdate.steps1': Number(await submitUpdate(task, second)),
    'submitUpdates.32': await relay(scenario, others),
  };
}

async function measureSteps(): Promise<Costs> {
  const scenario = await openScenario({ circuit: SMALL, steps: STEPS, trainers: 2 });
  const [first, second] = (await prepareAll(scenario)) as [PreparedUpdate, PreparedUpdate];
  await submitUpdate(scenario.task, first);
  const gas = Number(await submitUpdate(scenario.task, second));
  return { [`submitUpdate.steps${STEPS}`]: Math.ceil(gas / STEPS) };
}

/** What the bytes of the last transaction have cost, zero bytes being cheaper (EIP-2028). */
async function dataCost({ task }: Scenario): Promise<number> {
  const { transactions } = await task.stage.client.getBlock();
  const { input } = await task.stage.client.getTransaction({ hash: transactions[0] as Hex });
  return hexToBytes(input).reduce((cost, byte) => cost + (byte === 0 ? 4 : 16), 0);
}

/** The second update of a round of a larger model; and the same from snarkjs, which must cost the same to execute. */
async function measureAgainstSnarkjs(circuit: string): Promise<number> {
  const scenario = await openScenario({ circuit, steps: 1, trainers: 2 });
  const [first, second] = (await prepareAll(scenario)) as [PreparedUpdate, PreparedUpdate];
  await submitUpdate(scenario.task, first);
  const measure = async (update: PreparedUpdate) => {
    const gas = Number(await submitUpdate(scenario.task, update));
    return { gas, executed: gas - (await dataCost(scenario)) };
  };
  const simulated = await tentatively(scenario, () => measure(second));
  const task = { ...scenario.task, prover: realProver };
  const real = await measure(await prepareUpdate(task, second.trainer, { model: scenario.model, round: 1 }));
  assert.equal(real.executed, simulated.executed, `${circuit}: a proof of snarkjs costs something else`);
  return simulated.gas;
}

export async function measureUpdates(): Promise<Costs> {
  const costs = { ...(await measureSmall()), ...(await measureSteps()) };
  for (const circuit of [SMALL, LARGE]) costs[`submitUpdate.steps1, ${circuit}`] = await measureAgainstSnarkjs(circuit);
  await endProver();
  return costs;
}
