// A trainer that dies when its update has left it, and a pin node that dies when everybody needs it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { cidFromDigest, readEvents, training, trainingAbi, type UpdatePlan } from '@tacit/sdk';
import type { Hex } from 'viem';
import { loadData, prepareShard } from '../../../scripts/demo/dataset.ts';
import { type DemoOptions, readOptions } from '../../../scripts/demo/options.ts';
import type { TrainerEvent } from '../../../scripts/demo/trainer-events.ts';
import { type RunningTrainer, startTrainer } from '../../../scripts/demo/trainers.ts';
import { FINALITY } from '../../../scripts/network/network.ts';
import { lastWords } from '../../../scripts/network/processes.ts';
import { seededRandomness } from '../../support/random-step.ts';
import {
  assertFinalised,
  lead,
  member,
  openFaults,
  openRound,
  passShares,
  roundOf,
  said,
  startModel,
  startPinNodeAgain,
  until,
} from './support/fault-network.ts';
import { openGate } from './support/node-gate.ts';
import { type Player, reader, takePart } from './support/players.ts';

const SEED = 14;
/** After two that the test plays. */
const TRAINER = 2;
const MEMBERS = [1, 2, 3];
/** What a trainer asks of its node at one look, several times over. */
const MANY = 120;

const network = await openFaults({ keyholders: 3, threshold: 2, players: 2, others: 1, rounds: 3 });
const { chain, contracts, ledger, players } = network;
const gate = await openGate(chain.url);
after(() => gate.stop());
const options = readOptions(['--trainers', '3', '--seed', String(SEED)]) as DemoOptions;
const data = await loadData(options, seededRandomness(SEED));
const { batches } = prepareShard(data, data.shards[TRAINER] as typeof data.test, seededRandomness(SEED + TRAINER));
let model = startModel(network);

const heard: TrainerEvent[] = [];
let trainer = await startAgain();
after(() => trainer.stop());
const { address } = trainer;
await trainer.enrolled;

/** With the files that an earlier process left behind, if there was one. */
async function startAgain(): Promise<RunningTrainer> {
  const nodes = { ...network, chain: { ...chain, url: gate.url } };
  const started = await startTrainer(nodes, data, { trainer: TRAINER, seed: SEED, cheats: false });
  started.listen((event) => void heard.push(event));
  return started;
}

const stepsOf = (round: number): number =>
  heard.filter((event) => event.kind === 'step' && event.round === round).length;

/** The calls of the trainer's updates that are in a round, as the chain has them. */
async function updatesOf(round: number): Promise<Hex[]> {
  const source = { abi: trainingAbi, address: contracts.training };
  const { events } = await readEvents(reader(network), source, { fromBlock: 0n });
  const own = events.filter(
    ({ eventName, args }) =>
      eventName === 'UpdateSubmitted' && args.round === BigInt(round) && args.trainer === address,
  );
  return Promise.all(own.map(async ({ transactionHash: hash }) => (await chain.client.getTransaction({ hash })).input));
}

const isIn = async (round: number): Promise<boolean> =>
  training.indicesOf((await roundOf(network, round)).submitted).length === players.length + 1;

const uploads = (): string[] =>
  said(network.pinNode, 'upload-pinned')
    .filter((line) => String(line.address).toLowerCase() === address.toLowerCase())
    .map(({ cid }) => String(cid));

const check = (): void => assert.ok(trainer.isRunning(), lastWords(trainer));

async function finish(round: number): Promise<void> {
  await lead(network, { round, updates: 3 });
  model = await assertFinalised(network, round, { model, included: [...players, { address, batches }] });
  await until(network, 'all have posted', async () => (await roundOf(network, round)).posted === 0b111);
  await ledger.collect();
  assert.deepEqual(
    MEMBERS.map((index) => ledger.posted(round, index).length),
    [1, 1, 1],
  );
  check();
}

describe('a trainer that dies', () => {
  it('sends the update that it had uploaded, proven once, when it comes back (INV-52, INV-55)', async () => {
    await openRound(network);
    const held = gate.hold({ call: 'submitUpdate', from: address });
    for (const player of players) await takePart(network, player, { model });
    await held.arrived;
    const [cid] = uploads();
    await trainer.kill();
    held.drop();
    assert.equal(await isIn(1), false);
    trainer = await startAgain();
    await until(network, 'its update is in the round', () => isIn(1));
    assert.deepEqual(await updatesOf(1), [held.inputs[0]]);
    assert.equal(stepsOf(1), 1);
    assert.deepEqual([...new Set(uploads())], [cid]);
    await finish(1);
  });

  it('knows its update on the chain again, and sends no other (INV-40, INV-55)', async () => {
    await openRound(network);
    const held = gate.hold({ call: 'submitUpdate', from: address });
    for (const player of players) await takePart(network, player, { model });
    await held.arrived;
    await trainer.kill();
    await held.forward();
    assert.equal(await isIn(2), true);
    trainer = await startAgain();
    const later = gate.hold({ call: 'submitUpdate', from: address });
    const before = gate.asked();
    await until(network, 'it has looked at the round many times', () => gate.asked() > before + MANY);
    await finish(2);
    assert.deepEqual(later.inputs, []);
    later.drop();
    assert.deepEqual(await updatesOf(2), [held.inputs[0]]);
    assert.equal(stepsOf(2), 1);
  });
});

/** Where a pin node was: who asks there is counted, and gets no answer. */
async function openDeadEnd(port: number) {
  let asked = 0;
  const server = createServer((socket) => {
    asked++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { asked: () => asked, stop };
}

const cidOf = ({ submission }: UpdatePlan): string => cidFromDigest(submission.cidDigest).toString();

/** Whether a keyholder has fetched these: what it has on its disk it needs no store for. */
const hasAll = (index: number, cids: readonly string[]): boolean =>
  cids.every((cid) => existsSync(join(network.committee[index - 1]?.folder ?? '', 'state/keyholder/blobs', cid)));

describe('a pin node that is killed', () => {
  it('has everything that it had taken, and whoever could not reach it tries again (INV-50, INV-54)', async () => {
    await openRound(network);
    const first = await takePart(network, players[0] as Player, { model });
    await network.pinNode.kill();
    const deadEnd = await openDeadEnd(Number(new URL(network.pinNode.url).port));
    await until(network, 'the trainer has asked for the model in vain', () => deadEnd.asked() > 0);
    await deadEnd.stop();
    assert.equal(stepsOf(3), 0);
    await startPinNodeAgain(network);
    const second = await takePart(network, players[1] as Player, { model });
    await until(network, 'its update is in the round', () => isIn(3));
    const envelopes = [...[first, second].map(cidOf), uploads().at(-1) as string];
    await until(network, 'every keyholder has every envelope', () =>
      MEMBERS.every((index) => hasAll(index, envelopes)),
    );
    await network.pinNode.kill();
    await passShares(network, 3);
    await chain.mine(FINALITY);
    const failed = (index: number) =>
      said(member(network, index), 'action-failed').map(({ action, code }) => `${action} ${code}`);
    await until(network, 'nobody can store a sum', () =>
      MEMBERS.every((index) => failed(index).includes('release-sum STORE_UNREACHABLE')),
    );
    assert.equal((await roundOf(network, 3)).posted, 0);
    await startPinNodeAgain(network);
    await finish(3);
    for (const index of MEMBERS) assert.deepEqual(said(member(network, index), 'envelope-demanded'), []);
    assert.deepEqual(said(network.pinNode, 'upload-undone'), []);
  });
});
