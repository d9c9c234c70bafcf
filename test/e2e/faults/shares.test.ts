// Trainers whose shares nobody can use, each in another way, all in one round: whoever is honest is in the model, nobody else.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import * as dagCbor from '@ipld/dag-cbor';
import {
  cidFromDigest,
  errorCode,
  generateKeyPair,
  hashCiphertext,
  hashDeal,
  MAX_BLOCK_BYTES,
  readEvents,
  readRoundView,
  readSubmissions,
  shownSubmission,
  toHex,
  toWord,
  training,
  trainingAbi,
  type UpdatePlan,
} from '@tacit/sdk';
import {
  assertFinalised,
  dumpOf,
  lead,
  openFaults,
  openRound,
  roundOf,
  said,
  startModel,
  until,
} from './support/fault-network.ts';
import { openLyingGateway } from './support/lying-gateway.ts';
import { type Player, placeOf, planFor, reader, sealedIn, spoil, submit, takePart, upload } from './support/players.ts';

const gateway = await openLyingGateway();
after(() => gateway.stop());
const network = await openFaults({ keyholders: 3, threshold: 2, players: 10, rounds: 1, gateways: [gateway.url] });
const { chain, contracts, players, task, trainerAccount } = network;
const MEMBERS = [1, 2, 3];
const model = startModel(network);

const roles = ['corrupted', 'foreign', 'truncated', 'oversized', 'absent', 'another', 'shown'] as const;
type RoleName = (typeof roles)[number];
const honest = players.slice(0, 3);
const playing = (role: RoleName): Player => players[honest.length + roles.indexOf(role)] as Player;

const cidOf = ({ submission }: UpdatePlan): string => cidFromDigest(submission.cidDigest).toString();

/** As `encodeEnvelope` writes it, which refuses ciphertexts of unequal lengths. */
const envelopeOf = (plan: UpdatePlan, sealed: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(dagCbor.encode({ v: 1, deal: toWord(hashDeal(plan.submission.deal)), sealed: [...sealed] }));

const changed = (sealed: readonly Uint8Array[], member: number, change: (bytes: Uint8Array) => Uint8Array) =>
  sealed.map((bytes, k) => (k === member - 1 ? change(bytes) : bytes));

/** The same plan with another ciphertext for one member. */
function withCiphertext(plan: UpdatePlan, member: number, change: (bytes: Uint8Array) => Uint8Array): UpdatePlan {
  const sealed = changed(sealedIn(network, plan), member, change);
  return spoil(plan, { sealed, envelope: envelopeOf(plan, sealed) });
}

const plans = new Map<Player, UpdatePlan>();
const planned = async (role: RoleName, make: (player: Player) => Promise<UpdatePlan>): Promise<UpdatePlan> => {
  const player = playing(role);
  const plan = await make(player);
  plans.set(player, plan);
  await submit(network, player, plan);
  return plan;
};

/** Shows on chain what every member demanded of a trainer. */
async function answer(player: Player, sealed: readonly Uint8Array[]): Promise<void> {
  const { scope, round } = await readRoundView(reader(network), placeOf(network));
  const range = { fromBlock: round.openedAt };
  const logged = await readSubmissions(reader(network), contracts.training, { scope, log: BigInt(round.log), range });
  const position = logged.findIndex(({ trainer }) => trainer.toLowerCase() === player.address.toLowerCase());
  const shown = shownSubmission(scope, logged, position, sealed.map(hashCiphertext));
  for (const member of MEMBERS) {
    const ciphertext = toHex(sealed[member - 1] as Uint8Array);
    const clients = chain.clientsOf(trainerAccount(player.trainer));
    await training.answerShare(clients, contracts.training, { task: task.id, ...shown, member, ciphertext });
  }
}

async function trainersIn(name: 'TrainerExcluded' | 'ShareDemanded' | 'ComplaintUpheld') {
  const source = { abi: trainingAbi, address: contracts.training };
  const { events } = await readEvents(reader(network), source, { fromBlock: 0n });
  return events.flatMap((event) => {
    if (event.eventName !== name) return [];
    const args = event.args as { readonly trainer: string; readonly member?: bigint; readonly fault?: number };
    const player = players.find(({ address }) => address === args.trainer);
    const role = roles[(player?.trainer ?? -1) - honest.length] ?? 'honest';
    return [{ role, member: Number(args.member), fault: training.FAULTS[args.fault ?? -1] }];
  });
}

describe('trainers whose shares cannot be used', () => {
  it('submit like all others', async () => {
    await openRound(network);
    for (const player of honest) await takePart(network, player, { model });
    await planned('corrupted', async (player) => {
      const plan = withCiphertext(await planFor(network, player, { model }), 2, (bytes) =>
        bytes.map((byte) => byte ^ 1),
      );
      await upload(player, plan.envelope);
      return plan;
    });
    await planned('foreign', async (player) => {
      const stranger = generateKeyPair(player.randomness);
      const sealTo = (keys: Parameters<NonNullable<Parameters<typeof planFor>[2]['sealTo']>>[0]) =>
        keys.with(0, stranger.publicKey);
      const plan = await planFor(network, player, { model, sealTo });
      await upload(player, plan.envelope);
      return plan;
    });
    await planned('truncated', async (player) => {
      const plan = withCiphertext(await planFor(network, player, { model }), 3, (bytes) => bytes.subarray(32));
      await upload(player, plan.envelope);
      return plan;
    });
    const oversized = await planned('oversized', async (player) => {
      const plan = withCiphertext(await planFor(network, player, { model }), 1, () => new Uint8Array(MAX_BLOCK_BYTES));
      await assert.rejects(upload(player, plan.envelope), (error) => errorCode(error) === 'BLOCK_TOO_LARGE');
      return plan;
    });
    gateway.blocks.set(cidOf(oversized), oversized.envelope);
    await planned('absent', async (player) => planFor(network, player, { model }));
    await planned('another', async (player) => {
      const other = await planFor(network, honest[0] as Player, { model });
      await upload(player, other.envelope);
      return spoil(await planFor(network, player, { model }), { envelope: other.envelope });
    });
    const shown = await planned('shown', async (player) => planFor(network, player, { model }));
    gateway.blocks.set(cidOf(shown), oversized.envelope.subarray(0, shown.envelope.length));
    await lead(network, { round: 1, updates: 10, until: (phase) => phase === 'share-answers' });
    assert.equal(training.indicesOf((await roundOf(network, 1)).submitted).length, 10);
  });

  it('are complained of by the member whose share is bad, and by nobody else (INV-28, INV-29, INV-49)', async () => {
    assert.deepEqual(
      (await trainersIn('ComplaintUpheld')).sort((a, b) => a.member - b.member),
      [
        { role: 'foreign', member: 1, fault: 'share' },
        { role: 'corrupted', member: 2, fault: 'share' },
      ],
    );
  });

  it('are asked by every member for bytes that no store has, or that are others (INV-30, INV-56)', async () => {
    const demanded = await trainersIn('ShareDemanded');
    for (const role of ['truncated', 'oversized', 'absent', 'another', 'shown'] as const) {
      const members = demanded.flatMap((one) => (one.role === role ? [one.member] : [])).sort();
      assert.deepEqual(members, MEMBERS, `${role}\n${dumpOf(network)}`);
    }
    assert.equal(demanded.length, 5 * MEMBERS.length);
    for (const role of ['oversized', 'shown'] as const) {
      assert.ok(gateway.given.has(cidOf(plans.get(playing(role)) as UpdatePlan)));
    }
  });

  it('stay in if they show them on chain and these are right, and go if they do not, or these are wrong (INV-28, INV-49)', async () => {
    const [truncated, shown] = [playing('truncated'), playing('shown')];
    const plan = plans.get(truncated) as UpdatePlan;
    const { sealed } = dagCbor.decode<{ sealed: Uint8Array[] }>(plan.envelope);
    await answer(truncated, sealed);
    await answer(shown, sealedIn(network, plans.get(shown) as UpdatePlan));
    await lead(network, { round: 1, updates: 10 });
    const [, , length, ...others] = await trainersIn('ComplaintUpheld');
    assert.deepEqual([length, others], [{ role: 'truncated', member: 3, fault: 'length' }, []]);
    assert.deepEqual((await trainersIn('TrainerExcluded')).map(({ role }) => role).sort(), [
      'absent',
      'another',
      'corrupted',
      'foreign',
      'oversized',
      'truncated',
    ]);
  });

  it('leave the model to those who are honest, and nobody is owed a demand (INV-39, INV-40, INV-44)', async () => {
    await assertFinalised(network, 1, { model, included: [...honest, playing('shown')] });
    assert.equal((await roundOf(network, 1)).openDemands, 0);
    await until(network, 'all have posted', async () => (await roundOf(network, 1)).posted === 0b111);
    for (const worker of network.keyholders) {
      assert.ok((await worker.health('keyholder'))?.ok, dumpOf(network));
      assert.deepEqual(said(worker, 'sum-wrong'), []);
    }
    const excluded = players.filter((player) => ![...honest, playing('shown')].includes(player));
    for (const { address: trainer } of excluded) {
      const { status } = await training.readEnrolment(reader(network), contracts.training, { task: task.id, trainer });
      assert.equal(status, 'expelled');
    }
  });
});
