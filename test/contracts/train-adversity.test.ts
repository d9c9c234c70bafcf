import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  type BlobStore,
  blockDag,
  encodeModel,
  fetchModel,
  hashHex,
  memoryStore,
  modelRoot,
  storageError,
  training,
  zeroWeights,
} from '@tacit/sdk';
import { temporaryFolder } from '../support/temporary.ts';
import { endRound, finaliseNow, freezeRound, openNextRound, postSums } from './support/played-committee.ts';
import { codeOf, openTrainerStage, type Running } from './support/trainer-stage.ts';

/* What goes wrong around a trainer: time, forks, files, stores. In each case it sends one update of a round at most. */
const world = await openTrainerStage(816);
const { stage, client, chainId, contract, artifacts, store, folder } = world;
const { helper, makeTask, walletOf, openState, start } = world;
const { format, name } = artifacts.circuit;

/** Takes nothing, ever. */
const away: BlobStore = {
  ...store,
  name: 'away',
  put: () => Promise.reject(storageError('STORE_UNREACHABLE', 'it is away')),
};
const ask = (method: string, ...params: unknown[]): Promise<unknown> => client.request({ method, params } as never);
const all = <kind extends 'submitted' | 'enrolled'>(running: readonly Running[], kind: kind) =>
  Promise.all(running.map(({ seen }) => seen(kind)));
const hashesIn = ({ events }: Running): string[] =>
  events.flatMap((event) => (event.kind === 'planned' || event.kind === 'submitted' ? [event.sharesHash] : []));

describe('trainTask, when things go wrong', { concurrency: 1 }, () => {
  it('misses a round that it is too late for, forgets its deal, and trains in the next one', async () => {
    const played = await makeTask(2);
    let isAway = true;
    const late = await start(played, 2, {
      rounds: 1,
      store: { ...store, put: (...given) => (isAway ? away : store).put(...given) },
    });
    const others = [await start(played, 0, { rounds: 2 }), await start(played, 1, { rounds: 2 })];
    await all([late, ...others], 'enrolled');
    await openNextRound(played);
    await all(others, 'submitted');
    await late.seen('retrying');
    await endRound(played);
    assert.equal((await late.seen('missed', 1n)).why, 'late');
    await late.seen('forgotten', 1n);
    isAway = false;
    await openNextRound(played);
    await Promise.all([late, ...others].map(({ seen }) => seen('submitted', 2n)));
    await endRound(played);
    const { rounds } = await late.ended;
    assert.deepEqual(
      rounds.map(({ round, outcome }) => [round, outcome]),
      [
        [1n, 'missed'],
        [2n, 'finalised'],
      ],
    );
    await Promise.all(others.map(({ ended }) => ended));
  });

  it('sends no second update when the seed changes under one that has left, and plans anew for one that has not (INV-55)', async () => {
    const played = await makeTask(1);
    const first = [await start(played, 0), await start(played, 1), await start(played, 2)] as const;
    await all(first, 'enrolled');
    for (const { stop, ended } of first) {
      stop.abort();
      await codeOf(ended);
    }
    const { times } = await training.readTask(client, contract, played.task);
    await stage.moveTo(BigInt(times.startsAt));
    const snapshot = await ask('evm_snapshot');
    await openNextRound(played);
    // One has told others of its update, one has only planned.
    const sent = await start(played, 0, { store: away });
    await sent.seen('retrying');
    const state = await openState(played.task, 1);
    const planning = await start(played, 1, { onEvent: ({ kind }) => kind === 'planned' && planning.stop.abort() });
    await codeOf(planning.ended);
    assert.ok(await state.read('deal-1'));
    assert.equal(await state.read('sent-1'), undefined);
    sent.stop.abort();
    await codeOf(sent.ended);
    assert.equal(await ask('evm_revert', snapshot), true);
    await stage.mine(1);
    await openNextRound(played);
    const again = [
      await start(played, 0),
      await start(played, 1, { rounds: 1 }),
      await start(played, 2, { rounds: 1 }),
    ];
    const [changed, planned, other] = again as [Running, Running, Running];
    assert.equal((await changed.seen('missed')).why, 'changed');
    await all([planned, other], 'submitted');
    assert.deepEqual(hashesIn(changed), []);
    assert.equal(new Set([...hashesIn(planning), ...hashesIn(planned)]).size, 2);
    await endRound(played);
    await Promise.all([planned.ended, other.ended]);
    changed.stop.abort();
    await codeOf(changed.ended);
  });

  it('sends one update when it is started twice at a time (INV-55)', async () => {
    const played = await makeTask(1);
    const enrolling = [await start(played, 0), await start(played, 1, { rounds: 1 })] as const;
    await all(enrolling, 'enrolled');
    const twins = [enrolling[0], await start(played, 0), await start(played, 0)];
    await openNextRound(played);
    await enrolling[1].seen('submitted');
    const seen = await Promise.all(twins.map((twin) => twin.seen('submitted')));
    assert.equal(new Set(seen.map(({ sharesHash }) => sharesHash)).size, 1);
    assert.equal(twins.flatMap(({ events }) => events.filter(({ kind }) => kind === 'planned')).length, 1);
    await endRound(played);
    await Promise.all(twins.map(({ seen: see }) => see('finalised')));
    for (const { stop, ended } of twins) {
      stop.abort();
      await codeOf(ended);
    }
    await enrolling[1].ended;
  });

  it('says that a round was void, and that one was burned, and forgets both', async () => {
    const played = await makeTask(2);
    const alone = await start(played, 0);
    const other = await start(played, 1);
    await all([alone, other], 'enrolled');
    other.stop.abort();
    await codeOf(other.ended);
    await openNextRound(played);
    await alone.seen('submitted', 1n);
    await freezeRound(played);
    assert.equal((await alone.seen('over', 1n)).outcome, 'void');
    await alone.seen('forgotten', 1n);
    const back = await start(played, 1);
    await openNextRound(played);
    await Promise.all([alone.seen('submitted', 2n), back.seen('submitted', 2n)]);
    await freezeRound(played);
    await alone.seen('forgotten', 2n);
    const { aggregationEnds } = await training.readRound(client, contract, { task: played.task, round: 2n });
    await stage.moveTo(BigInt(aggregationEnds) + 1n);
    await training.burn({ publicClient: client, walletClient: helper }, contract, played.task);
    assert.equal((await alone.seen('over', 2n)).outcome, 'burned');
    const { ended, rounds } = await alone.ended;
    assert.deepEqual([ended, rounds.map(({ outcome }) => outcome)], ['task', ['void', 'burned']]);
    await back.ended;
  });

  it('refuses files that were changed, cut off, exchanged, or are of another wallet', async () => {
    const played = await makeTask(1);
    const running = await start(played, 0, { store: away });
    await running.seen('enrolled');
    const other = await start(played, 1);
    await other.seen('enrolled');
    await openNextRound(played);
    await running.seen('retrying');
    for (const one of [running, other]) {
      one.stop.abort();
      await codeOf(one.ended);
    }
    const own = readdirSync(folder).find(
      (each) => each.includes(played.task) && each.endsWith(walletOf(0).account.address.toLowerCase()),
    );
    const path = (file: string) => join(folder, own as string, file);
    const before = readFileSync(path('deal-1.sealed'));
    const restart = async () => await codeOf((await start(played, 0)).ended);
    for (const bytes of [
      before.with(before.length - 40, 0),
      before.subarray(0, -1),
      readFileSync(path('dataset.sealed')),
    ]) {
      writeFileSync(path('deal-1.sealed'), bytes);
      assert.equal(await restart(), 'SEALED_FILE_INVALID');
    }
    writeFileSync(path('deal-1.sealed'), before);
    const state = await openState(played.task, 0);
    const deal = new TextDecoder().decode(await state.read('deal-1'));
    await state.replace('deal-1', new TextEncoder().encode(deal.replace(/"steps":3/, '"steps":2')));
    assert.equal(await restart(), 'DEAL_INVALID');
    await state.replace('deal-1', new TextEncoder().encode(deal));
    const dataset = (await state.read('dataset')) as Uint8Array;
    const text = new TextDecoder().decode(dataset);
    await state.replace('dataset', new TextEncoder().encode(text.replace(/"secret":"\d/, '"secret":"1')));
    const secretChanged = await restart();
    assert.ok(secretChanged === 'DATASET_MISMATCH', secretChanged);
    await state.replace('dataset', dataset);
    // Another trainer's folder under one's own name.
    const copy = temporaryFolder();
    const address = (i: number) => walletOf(i).account.address.toLowerCase();
    cpSync(join(folder, own as string), join(copy, (own as string).replace(address(0), address(1))), {
      recursive: true,
    });
    assert.equal(await codeOf(openState(played.task, 1, copy)), 'SEALED_FILE_INVALID');
  });
});

describe('fetchModel', { concurrency: 1 }, () => {
  it('passes over hints that lead nowhere or to other bytes, and a store that lies', async () => {
    const played = await makeTask(2);
    const running = [await start(played, 0, { rounds: 1 }), await start(played, 1, { rounds: 1 })];
    await all(running, 'enrolled');
    await openNextRound(played);
    await all(running, 'submitted');
    await freezeRound(played);
    await postSums(played, 2);
    const model = await finaliseNow(played, { keep: false });
    await Promise.all(running.map(({ ended }) => ended));
    const { task } = played;
    const fetch = (from: BlobStore) => fetchModel(client, { chainId, contract, task, artifacts, store: from });
    const announce = async (bytes: Uint8Array) => {
      const dag = await blockDag('raw', bytes);
      const cid = hashHex(BigInt(`0x${Buffer.from(dag.root.multihash.digest).toString('hex')}`));
      await training.announce({ publicClient: client, walletClient: helper }, contract, { task, round: 1n, cid });
      return dag;
    };
    const zeros = zeroWeights(format);
    // A model, and not this one; no model at all; one that nobody has.
    for (const bytes of [encodeModel(name, zeros), new Uint8Array([1, 2, 3])]) await store.put(await announce(bytes));
    const missing = await announce(new Uint8Array([4]));
    const rebuilt = await fetch(store);
    assert.deepEqual([rebuilt.source, rebuilt.weights], ['rebuilt', model]);
    const right = await blockDag('raw', encodeModel(name, model));
    const lying: BlobStore = {
      ...store,
      name: 'liar',
      getBlock: async (cid, options) =>
        cid.equals(missing.root) || cid.equals(right.root) ? encodeModel(name, zeros) : store.getBlock(cid, options),
    };
    assert.equal((await fetch(lying)).source, 'rebuilt');
    assert.equal(await codeOf(fetch(memoryStore())), 'MODEL_UNAVAILABLE');
    // Four hints: anybody may add more, and none of them may make another wait.
    let [asked, most] = [0, 0];
    const slow: BlobStore = {
      ...store,
      getBlock: async (cid, options) => {
        most = Math.max(most, ++asked);
        await new Promise((resolve) => setTimeout(resolve, 50));
        asked--;
        return await store.getBlock(cid, options);
      },
    };
    assert.deepEqual([(await fetch(slow)).source, most], ['rebuilt', 4]);
    await store.put(right);
    const announced = await fetch(store);
    assert.deepEqual([announced.source, announced.weights], ['announced', model]);
    assert.equal(announced.root, modelRoot(format, model, 0n));
    const first = await fetchModel(client, { chainId, contract, task, artifacts, store, round: 0n });
    assert.deepEqual([first.source, first.weights], ['zeros', zeros]);
  });

  it('says so when the first model is nowhere, or the creation of the task is not in reach', async () => {
    const model = zeroWeights(format).with(0, 5);
    const played = await makeTask(1, model);
    const place = { chainId, contract, task: played.task, artifacts, store };
    assert.equal(await codeOf(fetchModel(client, place)), 'MODEL_UNAVAILABLE');
    const { task } = await makeTask(1);
    assert.equal((await fetchModel(client, { ...place, task, fromBlock: 1n << 40n })).source, 'zeros');
    // The id binds the terms: who looks a task up elsewhere finds none.
    assert.equal(await codeOf(fetchModel(client, { ...place, fromBlock: 1n << 40n })), 'MODEL_UNAVAILABLE');
  });
});
