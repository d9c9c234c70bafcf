import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryStore, rawCid, toHex, training } from '@tacit/sdk';
import { sumBytes } from '../../../test/contracts/support/training-committee.ts';
import { spoilShare } from '../../../test/contracts/support/training-updates.ts';
import {
  passDeadline,
  roundOf,
  type Scenario,
  scenarioFor,
  settleDown,
  startKeyholder,
  startRound,
  storeEnvelope,
  submit,
  type Trainer,
  taskOf,
  until,
} from './test-support.ts';

const statusOf = async (scenario: Scenario): Promise<string> => (await roundOf(scenario, 1)).status;
const finalised = (scenario: Scenario) =>
  until(scenario, 'the round is finalised', async () => (await statusOf(scenario)) === 'finalised');

async function startAll(scenario: Scenario, from = 0): Promise<void> {
  for (const keyholder of scenario.committee.slice(from)) await startKeyholder(scenario, keyholder);
}

describe('a trainer that seals a bad share to one member', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 201 });

  it('is complained about by that member alone, and excluded (INV-29)', async () => {
    await startAll(scenario);
    await startRound(scenario);
    for (const trainer of scenario.trainers) {
      await submit(scenario, trainer, { round: 1, ...(trainer === scenario.trainers[1] && { tamper: spoilShare(2) }) });
    }
    await settleDown(scenario);
    // Found while training goes on, and not told before it is over.
    assert.deepEqual(
      scenario.running.map(({ said }) => said.events('complaint-due')),
      [0, 1, 0],
    );
    assert.equal((await roundOf(scenario, 1)).excluded, 0n);
    await passDeadline(scenario, 1, 'training');
    await until(scenario, 'the trainer is excluded', async () => (await roundOf(scenario, 1)).excluded === 0b010n);
    await settleDown(scenario);
    assert.deepEqual(
      scenario.running.map(({ said }) => said.events('trainer-excluded')),
      [0, 1, 0],
    );
  });

  it('is in no sum, and the round ends without it', async () => {
    await passDeadline(scenario, 1, 'share-complaints');
    await finalised(scenario);
    await settleDown(scenario);
    const { included, posted } = await roundOf(scenario, 1);
    assert.deepEqual([included, training.indicesOf(posted)], [2, [0, 1, 2]]);
  });
});

describe('an envelope that two members cannot get', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 202 });

  it('is demanded by each, shown by the third, and its shares are right', async () => {
    const [first, ...others] = scenario.committee;
    assert.ok(first);
    // The first alone has it: from a store that the others do not know.
    const own = memoryStore();
    await startKeyholder(scenario, first, { readers: [own] });
    for (const keyholder of others) await startKeyholder(scenario, keyholder);
    await startRound(scenario);
    for (const trainer of scenario.trainers) {
      await submit(scenario, trainer, { round: 1, store: trainer === scenario.trainers[0] ? own : scenario.store });
    }
    await passDeadline(scenario, 1, 'training');
    await until(scenario, 'both demands are answered', () => {
      const count = (name: string) =>
        scenario.running.reduce((sum, { said }) => sum + (said.counts.get(`tacit_keyholder_${name}_total`) ?? 0), 0);
      return count('demands') === 2 && count('answers') === 2;
    });
    await settleDown(scenario);
    assert.equal((await roundOf(scenario, 1)).openDemands, 0);
    await passDeadline(scenario, 1, 'share-complaints');
    await finalised(scenario);
    await settleDown(scenario);
    const { included, posted } = await roundOf(scenario, 1);
    assert.deepEqual([included, training.indicesOf(posted)], [3, [0, 1, 2]]);
  });
});

describe('an envelope that nobody has', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 203 });

  it('is demanded, and its trainer excluded when nobody shows it (INV-49)', async () => {
    await startAll(scenario);
    await startRound(scenario);
    for (const trainer of scenario.trainers) {
      await submit(scenario, trainer, { round: 1, ...(trainer === scenario.trainers[2] && { store: false }) });
    }
    await passDeadline(scenario, 1, 'training');
    await until(scenario, 'all have demanded it', async () => (await roundOf(scenario, 1)).openDemands === 3);
    await settleDown(scenario);
    await passDeadline(scenario, 1, 'share-answers');
    await until(scenario, 'it is excluded, and all bonds are back', async () => {
      const { excluded, openDemands } = await roundOf(scenario, 1);
      return excluded === 0b100n && openDemands === 0;
    });
    await passDeadline(scenario, 1, 'share-complaints');
    await finalised(scenario);
    assert.equal((await roundOf(scenario, 1)).included, 2);
  });
});

describe('envelopes that are others than was submitted', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 204 });

  it('are taken from the next store that has the right ones, or demanded', async () => {
    await startAll(scenario);
    await startRound(scenario);
    const [honest, unlucky, liar] = scenario.trainers as [Trainer, Trainer, Trainer];
    await submit(scenario, honest, { round: 1 });
    const update = await submit(scenario, unlucky, { round: 1, store: false });
    // Uploaded only after the members have looked in vain.
    await until(scenario, 'all miss it', () =>
      scenario.running.every(({ said }) => said.events('envelope-missing') > 0),
    );
    await storeEnvelope(scenario.store, update);
    // Bytes that hash to what was submitted, and are no envelope for three members: nobody will ever have better ones.
    await submit(scenario, liar, { round: 1, tamper: (sealed) => sealed.map((one) => one.slice(0, 32)) });
    await passDeadline(scenario, 1, 'training');
    await until(scenario, 'the liar is demanded from', async () => (await roundOf(scenario, 1)).openDemands === 3);
    await settleDown(scenario);
    const counts = (event: string) => scenario.running.map(({ said }) => said.events(event));
    assert.deepEqual(
      [counts('envelope-demanded'), counts('envelope-unusable')],
      [
        [1, 1, 1],
        [1, 1, 1],
      ],
    );
  });
});

describe('a member that posts a wrong sum', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 205 });

  it('does not keep the others from finalising, and is shown to be wrong (INV-51)', async () => {
    const { task, committee } = scenario;
    const [member] = committee;
    assert.ok(member);
    await startAll(scenario, 1);
    await startRound(scenario);
    for (const trainer of scenario.trainers) await submit(scenario, trainer, { round: 1 });
    await settleDown(scenario);
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'the round is frozen', async () => (await statusOf(scenario)) !== 'open');
    const { bytes, cid } = sumBytes(Array.from({ length: (await taskOf(scenario)).elements }, (_, l) => BigInt(l)));
    await scenario.store.put({ root: rawCid(BigInt(cid)), blocks: [{ cid: rawCid(BigInt(cid)), bytes }] });
    const { address } = task.contracts.training;
    const clients = { publicClient: scenario.stage.client, walletClient: member.wallet };
    const frozenLog = await training.readFrozenLog(scenario.stage.client, address, { task: task.id, round: 1n });
    await training.postSum(clients, address, { task: task.id, round: 1n, frozenLog, cid });
    await until(scenario, 'the wrong sum is shown', async () => (await roundOf(scenario, 1)).faulty === 0b001);
    await finalised(scenario);
    await settleDown(scenario);
    assert.equal((await taskOf(scenario)).root, (await roundOf(scenario, 1)).rootAfter);
  });

  it('is paid nothing when the round is settled, and the task closed', async () => {
    await passDeadline(scenario, 1, 'sum-complaints');
    await until(scenario, 'the round is settled', async () => (await roundOf(scenario, 1)).settled);
    const owed = await Promise.all(
      scenario.committee.map(({ address }) =>
        training.readOwed(scenario.stage.client, scenario.task.contracts.training.address, address),
      ),
    );
    assert.equal(owed[0], 0n);
    assert.ok(owed.slice(1).every((amount) => amount > 0n));
  });
});

describe('a member that posts a sum and keeps it to itself', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 206 });

  it('has its sum demanded, once', async () => {
    const { task, committee } = scenario;
    const [member] = committee;
    assert.ok(member);
    await startAll(scenario, 1);
    await startRound(scenario);
    for (const trainer of scenario.trainers) await submit(scenario, trainer, { round: 1 });
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'the round is frozen', async () => (await statusOf(scenario)) !== 'open');
    const { address } = task.contracts.training;
    const clients = { publicClient: scenario.stage.client, walletClient: member.wallet };
    const frozenLog = await training.readFrozenLog(scenario.stage.client, address, { task: task.id, round: 1n });
    const cid = toHex(new Uint8Array(32).fill(7));
    await training.postSum(clients, address, { task: task.id, round: 1n, frozenLog, cid });
    await until(scenario, 'it is demanded', async () => (await roundOf(scenario, 1)).demanded === 0b001);
    await finalised(scenario);
    await settleDown(scenario);
    const demands = scenario.running.map(({ said }) => said.events('sum-demanded'));
    assert.equal(
      demands.reduce((a, b) => a + b),
      1,
    );
  });
});

describe('sums that are nowhere but on their members disks', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 207 });

  it('are shown on chain when they are demanded, and the round is finalised from that', async () => {
    // Everybody reads envelopes from the common store, and writes to one that nobody else reads.
    for (const keyholder of scenario.committee) {
      await startKeyholder(scenario, keyholder, { store: memoryStore(), readers: [scenario.store] });
    }
    await startRound(scenario);
    for (const trainer of scenario.trainers) await submit(scenario, trainer, { round: 1 });
    await passDeadline(scenario, 1, 'share-complaints');
    await finalised(scenario);
    const { answered } = await roundOf(scenario, 1);
    assert.notEqual(answered, 0);
  });

  it('make the next model for members that find it nowhere', async () => {
    await settleDown(scenario);
    const found = (source: string) =>
      scenario.running.filter(({ said }) => said.lines.some(({ fields }) => fields.source === source)).length;
    // Whoever finalised knows it; the others have nothing but what was shown on chain.
    await until(scenario, 'two have made it again', () => found('rebuilt') === 2);
    assert.equal(training.indicesOf((await roundOf(scenario, 1)).answered).length >= 2, true);
  });
});
