import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  type BlobStore,
  fetchModel,
  keyholders,
  memoryStore,
  modelRoot,
  openSealed,
  rawCid,
  takeSealed,
  training,
} from '@tacit/sdk';
import type { Hex } from './state.ts';
import {
  passDeadline,
  roundOf,
  type Scenario,
  scenarioFor,
  settleDown,
  startKeyholder,
  startRound,
  submit,
  taskOf,
  until,
} from './test-support.ts';

const finalised = (scenario: Scenario, round: number) =>
  until(scenario, `round ${round} is finalised`, async () => (await roundOf(scenario, round)).status === 'finalised');

/** As a trainer fetches it: from where the chain says that it is. */
async function fetchPresent(scenario: Scenario, round: number) {
  const { stage, task, store } = scenario;
  const place = { chainId: Number(stage.chainId), contract: task.contracts.training.address, task: task.id };
  const initialRoot = modelRoot(task.artifacts.circuit.format, scenario.model, 0n);
  const options = { ...place, round: BigInt(round), artifacts: task.artifacts, store, initialRoot };
  return await fetchModel(stage.client, options);
}

function* filesIn(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesIn(path);
    else yield path;
  }
}

describe('three keyholders and a task of two honest rounds', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 101 });
  const updates: Awaited<ReturnType<typeof submit>>[] = [];

  it('check every share as it comes, and find it right', async () => {
    for (const keyholder of scenario.committee) await startKeyholder(scenario, keyholder);
    await startRound(scenario);
    for (const trainer of scenario.trainers) updates.push(await submit(scenario, trainer, { round: 1 }));
    await settleDown(scenario);
    for (const { said } of scenario.running) assert.equal(said.counts.get('tacit_keyholder_shares_checked_total'), 3);
  });

  it('freeze, post their sums, and finalise', async () => {
    await passDeadline(scenario, 1, 'training');
    await settleDown(scenario);
    await passDeadline(scenario, 1, 'share-complaints');
    await finalised(scenario, 1);
    await settleDown(scenario);
    const round = await roundOf(scenario, 1);
    assert.deepEqual(training.indicesOf(round.posted), [0, 1, 2]);
    assert.equal((await taskOf(scenario)).root, round.rootAfter);
    assert.notEqual(round.rootAfter, modelRoot(scenario.task.artifacts.circuit.format, scenario.model, 0n));
  });

  it('leave the model where the chain says that it is', async () => {
    const { source, root } = await fetchPresent(scenario, 1);
    assert.deepEqual([source, root], ['announced', (await roundOf(scenario, 1)).rootAfter]);
  });

  it('look after the next round before the last one is settled, and settle both', async () => {
    const { weights: model } = await fetchPresent(scenario, 1);
    await startRound(scenario);
    for (const trainer of scenario.trainers) await submit(scenario, trainer, { round: 2, model });
    await settleDown(scenario);
    assert.equal((await roundOf(scenario, 1)).settled, false);
    await passDeadline(scenario, 1, 'sum-complaints');
    await until(scenario, 'the first is settled', async () => (await roundOf(scenario, 1)).settled);
    await passDeadline(scenario, 2, 'share-complaints');
    await finalised(scenario, 2);
    await settleDown(scenario);
    await passDeadline(scenario, 2, 'sum-complaints');
    await until(scenario, 'the second is settled', async () => (await roundOf(scenario, 2)).settled);
  });

  it('close the task that has ended, so that their stakes are free (INV-50)', async () => {
    await until(scenario, 'the task is closed', async () => (await taskOf(scenario)).status === 'closed');
    const { stage, contracts, id } = scenario.task;
    for (const { address: owner } of scenario.committee) {
      const lock = { locker: contracts.training.address, terms: id, owner };
      const { amount } = await keyholders.readLock(stage.client, contracts.keyholders.address, lock);
      assert.equal(amount, 0n);
    }
  });

  it('have posted each sum once, finalised each round once, and failed at nothing', () => {
    const total = (name: string) =>
      scenario.running.reduce((sum, { said }) => sum + (said.counts.get(`tacit_keyholder_${name}_total`) ?? 0), 0);
    assert.deepEqual(
      [total('sums_posted'), total('rounds_finalised'), total('errors'), total('demands')],
      [6, 2, 0, 0],
    );
  });

  it('have told nobody a key or a share, and written none down (INV-23)', () => {
    const secrets = scenario.committee.map(({ keys }) => keys.secretKey);
    const spellings = secrets.flatMap((secret) => [secret.toString(), secret.toString(16)]);
    const length = scenario.task.artifacts.verificationKey.committedBases.length;
    const words = updates.flatMap(({ submission, envelope }) =>
      scenario.committee.flatMap(({ index, keys: { secretKey } }) => {
        const ciphertext = takeSealed(envelope, { submission, index, length });
        return openSealed({ submission, ciphertext, index, length, secretKey });
      }),
    );
    assert.equal(words.length, 9 * length);
    const raw = [...secrets, ...words].map((secret) => Buffer.from(secret.toString(16).padStart(64, '0'), 'hex'));
    const texts = scenario.running.flatMap(({ said }) => said.lines.map((line) => JSON.stringify(line, stringify)));
    assert.ok(texts.length > 20);
    for (const text of texts) assert.ok(!spellings.some((spelling) => text.includes(spelling)));
    const files = [...filesIn(scenario.folder)];
    assert.ok(files.length > 10);
    for (const file of files) {
      const bytes = readFileSync(file);
      assert.ok(!raw.some((secret) => bytes.includes(secret)));
      assert.ok(!spellings.some((spelling) => bytes.includes(spelling)));
      // Envelopes, sums, a model: all by their CIDs, all public; and the records of what was released.
      assert.match(file, /(blobs[\\/]baf[a-z2-7]+|releases[\\/][0-9a-fx-]+\.json)$/);
    }
  });
});

const stringify = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);

/** Says that it has taken a model, and has not. */
const forgetful = (store: BlobStore): BlobStore => ({
  name: store.name,
  put: async (dag, options) => {
    const [block] = dag.blocks;
    if (block && new TextDecoder().decode(block.bytes).startsWith('{"format":"tacit model')) return;
    await store.put(dag, options);
  },
  getBlock: (cid, options) => store.getBlock(cid, options),
});

describe('a model that is not where its finaliser says', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 102 });

  it('is made again by the others, and put there', async () => {
    // In round 1 of three members it is the second that comes first.
    for (const keyholder of scenario.committee) {
      const store = keyholder.index === 2 ? forgetful(scenario.store) : scenario.store;
      await startKeyholder(scenario, keyholder, { store, finaliseStaggerMs: 800 });
    }
    await startRound(scenario);
    for (const trainer of scenario.trainers) await submit(scenario, trainer, { round: 1 });
    await passDeadline(scenario, 1, 'share-complaints');
    await finalised(scenario, 1);
    await until(scenario, 'its finaliser says so', () => scenario.running[1]?.said.events('round-finalised') === 1);
    const said = scenario.running[1]?.said.lines.find(({ event }) => event === 'round-finalised');
    const cid = rawCid(BigInt(said?.fields.cid as Hex));
    await until(scenario, 'it is where it should be', async () => (await scenario.store.getBlock(cid)) !== undefined);
    const restored = () => scenario.running.some(({ said: own }) => own.events('model-restored') === 1);
    await until(scenario, 'another says so', restored);
  });
});

describe('a keyholder with a key that is not its own', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 103 });

  it('says so, and touches nothing', async () => {
    const [first, second] = scenario.committee;
    assert.ok(first && second);
    const { role, said } = await startKeyholder(scenario, first, { keys: second.keys, store: memoryStore() });
    await until(scenario, 'it says so', () => said.events('look-failed') > 0);
    const { ok, facts } = role.health();
    assert.deepEqual([ok, facts.lastError], [false, 'KEY_NOT_REGISTERED']);
  });
});

describe('a keyholder on a node that knows nothing of finality', { concurrency: 1 }, () => {
  const scenario = scenarioFor({ seed: 104 });

  it('releases nothing, and says why; with a number of blocks it does (INV-43)', async () => {
    const [first, second] = scenario.committee;
    assert.ok(first && second);
    const { createPublicClient, custom } = await import('viem');
    const request = async (asked: { method: string; params?: unknown }): Promise<unknown> => {
      if (JSON.stringify(asked.params)?.includes('finalized')) throw Object.assign(new Error('no'), { code: -32602 });
      return await (scenario.stage.client.request as (one: unknown) => Promise<unknown>)(asked);
    };
    const options = { chain: scenario.stage.client.chain, pollingInterval: 50, cacheTime: 0 };
    const publicClient = createPublicClient({ ...options, transport: custom({ request }, { retryCount: 0 }) });
    const blind = await startKeyholder(scenario, first, { clients: { publicClient, walletClient: first.wallet } });
    const counting = { clients: { publicClient, walletClient: second.wallet }, finality: 2, finalise: false };
    await startKeyholder(scenario, second, counting);
    await startRound(scenario);
    for (const trainer of scenario.trainers) await submit(scenario, trainer, { round: 1 });
    await passDeadline(scenario, 1, 'share-complaints');
    await until(scenario, 'it is frozen', async () => (await roundOf(scenario, 1)).status === 'frozen');
    await scenario.stage.mine(3);
    await until(scenario, 'the one that counts has posted', async () => (await roundOf(scenario, 1)).posted === 0b10);
    await settleDown(scenario);
    assert.deepEqual([blind.said.events('finality-unsupported'), blind.role.health().ok], [1, false]);
    assert.equal((await roundOf(scenario, 1)).posted, 0b10);
  });
});
