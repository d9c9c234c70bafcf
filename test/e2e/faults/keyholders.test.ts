// Keyholders that die: in every phase, between any two instructions that matter, and for good.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyholders, modelRoot, readEvents, training, trainingAbi } from '@tacit/sdk';
import { FINALITY } from '../../../scripts/network/network.ts';
import { closeTask } from '../../../scripts/network/payday.ts';
import {
  assertFinalised,
  dumpOf,
  lead,
  member,
  openFaults,
  openRound,
  roundOf,
  said,
  startAgain,
  startModel,
  until,
} from './support/fault-network.ts';
import { reader, takePart } from './support/players.ts';

const MEMBERS = [1, 2, 3, 4, 5];
const PHASES: readonly training.RoundPhase[] = [
  'training',
  'share-demands',
  'share-answers',
  'share-complaints',
  'aggregation',
];

const network = await openFaults({ keyholders: 5, threshold: 3, players: 3, rounds: 4 });
const { chain, committee, contracts, gate, ledger, players, task } = network;
const addressOf = (index: number) => committee[index - 1]?.address as `0x${string}`;
let model = startModel(network);

async function train(): Promise<void> {
  await openRound(network);
  for (const player of players) await takePart(network, player, { model });
}

/** One digest for each member that posted, whatever happened to its process; and nothing else in the store. */
async function assertOneSumEach(round: number, members: readonly number[]): Promise<void> {
  await ledger.collect();
  const posted = MEMBERS.map((index) => ledger.posted(round, index).length);
  assert.deepEqual(
    posted,
    MEMBERS.map((index) => Number(members.includes(index))),
    dumpOf(network),
  );
  for (const index of MEMBERS) assert.deepEqual(await ledger.strays(index), []);
}

const sumsOf = async (round: number) => training.indicesOf((await roundOf(network, round)).posted).map((i) => i + 1);

const owedTo = (index: number): Promise<bigint> =>
  training.readOwed(reader(network), contracts.training, addressOf(index));

const stakeOf = async (index: number) => {
  const { stake, locked } = await keyholders.readMember(reader(network), contracts.keyholders, addressOf(index));
  return { stake, locked };
};

const isSettled = async (round: number) => (await roundOf(network, round)).settled;

/** Past all that can still be said of a round's sums. */
async function passDisputes(round: number): Promise<void> {
  const id = { task: task.id, round: BigInt(round) };
  const { complaints } = await training.readSumDeadlines(reader(network), contracts.training, id);
  await chain.moveTo(Number(complaints) + 1);
}

async function eventsOf(name: string) {
  const source = { abi: trainingAbi, address: contracts.training };
  const { events } = await readEvents(reader(network), source, { fromBlock: 0n });
  return events.filter(({ eventName }) => eventName === name);
}

describe('keyholders that are killed', () => {
  it('go on where they were, in every phase of a round (INV-43, INV-44, INV-54)', async () => {
    await train();
    const restart = async (index: number) => {
      await member(network, index).kill();
      await startAgain(network, index);
    };
    for (const [i, phase] of PHASES.entries()) {
      await lead(network, { round: 1, updates: 3, final: false, until: (now) => now === phase });
      await restart(MEMBERS[i] as number);
    }
    await lead(network, { round: 1, updates: 3 });
    model = await assertFinalised(network, 1, { model, included: players });
    await until(network, 'all have posted', async () => (await sumsOf(1)).length === 5);
    for (const index of [1, 2]) await restart(index);
    await passDisputes(1);
    await Promise.all([3, 4, 5].map(restart));
    await until(network, 'the round is settled', () => isSettled(1));
    await assertOneSumEach(1, MEMBERS);
    assert.ok(network.keyholders.every((worker) => worker.isRunning()));
    assert.deepEqual(await eventsOf('MemberSlashed'), []);
  });

  it('post the sum that they recorded, whether or not the chain has heard of it (INV-54)', async () => {
    await train();
    await lead(network, { round: 2, updates: 3, final: false, until: (phase) => phase === 'aggregation' });
    const [unheard, unanswered] = [1, 2].map((index) => gate.hold({ call: 'postSum', from: addressOf(index) }));
    const race = gate.hold({ call: 'finalise' });
    await chain.mine(FINALITY);
    await Promise.all([unheard?.arrived, unanswered?.arrived]);
    await Promise.all([1, 2].map((index) => member(network, index).kill()));
    unheard?.drop();
    await unanswered?.forward();
    await until(network, 'four have posted', async () => (await sumsOf(2)).length === 4);
    assert.ok(!(await sumsOf(2)).includes(1));
    await Promise.all([1, 2].map((index) => startAgain(network, index)));
    await until(network, 'all have posted', async () => (await sumsOf(2)).length === 5);
    const toldBy = (index: number) =>
      said(member(network, index), 'sum-posted').map(({ round, recorded }) => `${round} ${recorded}`);
    await until(network, 'the one that was not heard says so', () => toldBy(1).length === 2);
    assert.deepEqual([toldBy(1), toldBy(2)], [['1 new', '2 again'], ['1 new']]);
    await until(network, 'two want to finalise', () => race.senders.size >= 2);
    const racers = MEMBERS.filter((index) => race.senders.has(addressOf(index)));
    const before = await Promise.all(racers.map(owedTo));
    await race.forward();
    const after = await Promise.all(racers.map(owedTo));
    const gains = after.map((owed, i) => owed - (before[i] as bigint));
    assert.deepEqual(
      gains.filter((gain) => gain > 0n),
      [task.terms.amounts.finaliserReward],
    );
  });

  it('finalise a round once, however many of them prove it at a time (INV-44, INV-45)', async () => {
    model = await assertFinalised(network, 2, { model, included: players });
    const ended = (await eventsOf('RoundFinalised')).filter(({ args }) => 'round' in args && args.round === 2n);
    assert.equal(ended.length, 1);
    const cameSecond = (index: number): boolean =>
      said(member(network, index), 'action-not-needed').some(
        ({ action, code }) => action === 'finalise' && code === 'ROUND_NOT_IN_STATUS',
      );
    await until(network, 'whoever came second has seen it', () => MEMBERS.some(cameSecond));
    await passDisputes(2);
    await until(network, 'the round is settled', () => isSettled(2));
    assert.ok(network.keyholders.every((worker) => worker.isRunning()));
    await assertOneSumEach(2, MEMBERS);
  });
});

describe('keyholders that never come back', () => {
  it('are not missed while t are left, and pay for their absence (INV-50, INV-51)', async () => {
    const gone = [4, 5];
    const before = await Promise.all(gone.map(stakeOf));
    await openRound(network);
    await Promise.all(gone.map((index) => member(network, index).kill()));
    for (const player of players) await takePart(network, player, { model });
    await lead(network, { round: 3, updates: 3 });
    model = await assertFinalised(network, 3, { model, included: players });
    await passDisputes(3);
    await until(network, 'the round is settled', () => isSettled(3));
    await assertOneSumEach(3, [1, 2, 3]);
    const { absencePenalty } = task.terms.amounts;
    assert.deepEqual(
      (await Promise.all(gone.map(stakeOf))).map(({ stake }) => stake),
      before.map(({ stake }) => stake - absencePenalty),
    );
  });

  it('stop a task when fewer than t are left: the model stays, and every wei is returned (INV-44, INV-50)', async () => {
    await train();
    await member(network, 3).kill();
    await lead(network, { round: 4, updates: 3 });
    await until(network, 'the round is burned', async () => (await roundOf(network, 4)).status === 'burned');
    assert.deepEqual(await sumsOf(4), [1, 2]);
    assert.equal((await roundOf(network, 3)).rootAfter, modelRoot(network.artifacts.circuit.format, model, 0n));
    const { root, status } = await training.readTask(reader(network), contracts.training, task.id);
    assert.deepEqual([root, status], [(await roundOf(network, 3)).rootAfter, 'ended']);
    await closeTask(
      network,
      players.map(({ address }) => address),
    );
    await assertOneSumEach(4, [1, 2]);
    for (let account = 0; account < 1 + MEMBERS.length + players.length; account++) {
      const clients = chain.clientsOf(account);
      const { address } = clients.walletClient.account;
      if ((await training.readOwed(reader(network), contracts.training, address)) === 0n) continue;
      await training.withdraw(clients, contracts.training, address);
    }
    assert.equal(await chain.client.getBalance({ address: contracts.training }), 0n);
    assert.deepEqual(
      (await Promise.all(MEMBERS.map(stakeOf))).map(({ locked }) => locked),
      MEMBERS.map(() => 0n),
    );
  });
});
