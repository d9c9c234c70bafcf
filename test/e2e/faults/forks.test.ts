// A chain that takes blocks back, and a disk that forgets: neither makes a keyholder release a second sum.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { modelRoot, training } from '@tacit/sdk';
import { FINALITY } from '../../../scripts/network/network.ts';
import {
  assertFinalised,
  dumpOf,
  fork,
  lead,
  member,
  openFaults,
  openRound,
  passShares,
  roundOf,
  said,
  startAgain,
  startModel,
  until,
} from './support/fault-network.ts';
import { type Player, planFor, reader, submit, takePart, upload } from './support/players.ts';

const MEMBERS = [1, 2, 3];

const network = await openFaults({ keyholders: 3, threshold: 2, players: 4, rounds: 5 });
const { chain, committee, contracts, gate, ledger, players, task } = network;
const honest = players.slice(0, 3);
const passing = players[3] as Player;
let model = startModel(network);

const folderOf = (index: number): string => committee[index - 1]?.folder as string;
const releasesOf = (index: number): string => join(folderOf(index), 'key.sealed.released');
const recordsOf = (index: number): string[] => (existsSync(releasesOf(index)) ? readdirSync(releasesOf(index)) : []);

/** Until every keyholder has seen the newest block, and has nothing to do. */
async function settleDown(): Promise<void> {
  await until(network, 'all keyholders are idle', async () => {
    const newest = await chain.client.getBlockNumber({ cacheTime: 0 });
    const states = await Promise.all(network.keyholders.map((worker) => worker.health('keyholder')));
    return states.every((health) => Number(health?.facts.block) >= Number(newest) && health?.facts.idle === true);
  });
}

const posted = async (round: number): Promise<number[]> =>
  training.indicesOf((await roundOf(network, round)).posted).map((i) => i + 1);

const allPosted = (round: number): Promise<void> =>
  until(network, 'all have posted', async () => (await posted(round)).length === MEMBERS.length);

/** Over all forks, the present one included. */
async function assertOneSumEach(round: number): Promise<void> {
  await ledger.collect();
  assert.deepEqual(
    MEMBERS.map((index) => ledger.posted(round, index).length),
    [1, 1, 1],
    dumpOf(network),
  );
  for (const index of MEMBERS) assert.deepEqual(await ledger.strays(index), []);
}

const reorganisations = (index: number): number => said(member(network, index), 'chain-reorganised').length;

describe('a chain that is re-organised', () => {
  it('loses an update that comes no more, and takes the others in another order (INV-39, INV-43)', async () => {
    await openRound(network);
    const plans = new Map<Player, Awaited<ReturnType<typeof planFor>>>();
    for (const player of players) plans.set(player, await planFor(network, player, { model }));
    const send = async (player: Player) => {
      const plan = plans.get(player) as Awaited<ReturnType<typeof planFor>>;
      await upload(player, plan.envelope);
      await submit(network, player, plan);
    };
    const [first, second, third] = honest as [Player, Player, Player];
    await send(first);
    const takeBack = await fork(network);
    for (const player of [second, third, passing]) await send(player);
    await settleDown();
    await takeBack();
    for (const player of [third, second]) await send(player);
    await lead(network, { round: 1, updates: 3 });
    model = await assertFinalised(network, 1, { model, included: honest });
    await allPosted(1);
    await assertOneSumEach(1);
    assert.deepEqual(MEMBERS.map(reorganisations), [1, 1, 1]);
  });

  it('takes back a freeze before it is final, and nobody has released anything (INV-54)', async () => {
    await openRound(network);
    for (const player of honest) await takePart(network, player, { model });
    const takeBack = await fork(network);
    await takePart(network, passing, { model });
    await settleDown();
    await passShares(network, 2);
    await settleDown();
    assert.equal(training.includedOf(await roundOf(network, 2)).length, 4);
    assert.deepEqual(await posted(2), []);
    assert.deepEqual(
      MEMBERS.map((index) => recordsOf(index).length),
      [1, 1, 1],
    );
    await ledger.collect();
    await takeBack();
    await lead(network, { round: 2, updates: 3 });
    model = await assertFinalised(network, 2, { model, included: honest });
    await allPosted(2);
    await assertOneSumEach(2);
  });

  it('takes back a whole finalised round, and gets the same sums and the same model again (INV-44, INV-54)', async () => {
    await openRound(network);
    for (const player of honest) await takePart(network, player, { model });
    await lead(network, { round: 3, updates: 3, until: (phase) => phase === 'share-complaints' });
    const takeBack = await fork(network);
    await lead(network, { round: 3, updates: 3 });
    await allPosted(3);
    const { rootAfter } = await roundOf(network, 3);
    await ledger.collect();
    await takeBack();
    await lead(network, { round: 3, updates: 3 });
    await allPosted(3);
    model = await assertFinalised(network, 3, { model, included: honest });
    assert.equal((await roundOf(network, 3)).rootAfter, rootAfter);
    await assertOneSumEach(3);
    const recorded = said(member(network, 1), 'sum-posted').filter(({ round }) => round === 3);
    assert.deepEqual(
      recorded.map((line) => line.recorded),
      ['new', 'again'],
    );
  });
});

describe('a keyholder that is restored from an old backup', () => {
  it('takes what the chain shows of it for what it released (INV-54)', async () => {
    await openRound(network);
    for (const player of honest) await takePart(network, player, { model });
    await lead(network, { round: 4, updates: 3, final: false, until: (phase) => phase === 'aggregation' });
    const kept = ['state', 'key.sealed.released'];
    const backup = join(network.folder, 'backup');
    await member(network, 1).kill();
    for (const name of kept) cpSync(join(folderOf(1), name), join(backup, name), { recursive: true });
    await startAgain(network, 1);
    const finalisers = gate.hold({ call: 'finalise' });
    await chain.mine(FINALITY);
    await allPosted(4);
    const records = recordsOf(1);
    assert.equal(records.length, 4);
    await member(network, 1).kill();
    for (const name of kept) {
      rmSync(join(folderOf(1), name), { recursive: true });
      cpSync(join(backup, name), join(folderOf(1), name), { recursive: true });
    }
    assert.equal(recordsOf(1).length, 3);
    const restored = await startAgain(network, 1);
    await until(network, 'it has adopted its sum', () => said(restored, 'release-adopted').length === 1);
    assert.deepEqual(recordsOf(1), records);
    await finalisers.forward();
    await lead(network, { round: 4, updates: 3 });
    model = await assertFinalised(network, 4, { model, included: honest });
    await assertOneSumEach(4);
  });
});

describe('a chain that breaks its promise of finality', () => {
  it('gets no second sum for another set, also not from a process that starts anew (INV-44, INV-54)', async () => {
    await openRound(network);
    for (const player of honest) await takePart(network, player, { model });
    const takeBack = await fork(network);
    await takePart(network, passing, { model });
    await lead(network, { round: 5, updates: 4 });
    await allPosted(5);
    assert.equal(training.includedOf(await roundOf(network, 5)).length, 4);
    await ledger.collect();
    await takeBack();
    await lead(network, { round: 5, updates: 3, until: (phase) => phase === 'aggregation' });
    assert.equal(training.includedOf(await roundOf(network, 5)).length, 3);
    await chain.mine(FINALITY);
    await settleDown();
    await member(network, 1).kill();
    await startAgain(network, 1);
    await settleDown();
    for (const index of MEMBERS) {
      const health = await member(network, index).health('keyholder');
      assert.deepEqual([health?.ok, health?.facts.waiting], [false, 'release-conflict others'], dumpOf(network));
    }
    await lead(network, { round: 5, updates: 3 });
    await until(network, 'the round is burned', async () => (await roundOf(network, 5)).status === 'burned');
    assert.deepEqual(await posted(5), []);
    await assertOneSumEach(5);
    const { root } = await training.readTask(reader(network), contracts.training, task.id);
    assert.equal(root, modelRoot(network.artifacts.circuit.format, model, 0n));
    assert.ok(network.keyholders.every((worker) => worker.isRunning()));
  });
});
