// One's own sum, of the frozen set and no other; and what is done about the sums of others.
import {
  digestSum,
  g1ToAffine,
  gatherParts,
  hashHex,
  ProtocolError,
  rawCid,
  type SumOfShares,
  toHex,
  training,
} from '@tacit/sdk';
import type { Hex } from 'viem';
import type { Deed } from '../duties.ts';
import { isBeforeRecords } from './look.ts';
import { openOwnShares } from './open-own.ts';
import { readSnapshot, type Snapshot } from './read-snapshot.ts';
import type { Scene } from './scene.ts';
import { fetchSums, sumOwn } from './sums.ts';

type ReleaseDeed = Extract<Deed, { readonly frozenLog: Hex }>;
type SumDeed = Extract<Deed, { readonly kind: 'demand-sum' | 'answer-sum' | 'prove-sum-wrong' }>;

const moved = (why: string) => new ProtocolError('CHAIN_MOVED', why);

async function put(scene: Scene, { bytes, digest }: SumOfShares): Promise<void> {
  scene.note({ stage: 'storing' });
  const cid = rawCid(digest);
  await scene.put({ root: cid, blocks: [{ cid, bytes }] });
}

/** The set that was decided about, frozen in a block that the chain cannot take back; and no other. */
function requireSet({ frozenLog, freezeFinal, view }: Snapshot, deed: ReleaseDeed): void {
  if (frozenLog.toLowerCase() !== deed.frozenLog.toLowerCase()) throw moved('another set is frozen than you saw');
  const { status } = view.round;
  const frozen = status === 'frozen' || status === 'finalised' || status === 'burned';
  if (!frozen || !freezeFinal) throw new ProtocolError('FREEZE_NOT_FINAL', 'the freeze of this round is not final yet');
}

/**
 * The only way by which a sum leaves this browser. First the vault, then stores, then the chain: a crash in between costs a
 * repetition, the other order could cost somebody's update.
 */
export async function releaseSum(scene: Scene, deed: ReleaseDeed): Promise<Hex | undefined> {
  const { clients, place, task, round, records } = scene;
  // Asked here, and not only by the page: no button may be the only thing between two places and two sums.
  if (!scene.worksHere) throw new ProtocolError('WORKPLACE_ELSEWHERE', 'nobody said that the key works in this page');
  const snapshot = await readSnapshot(scene);
  requireSet(snapshot, deed);
  const sum = sumOwn(snapshot, await openOwnShares(scene, snapshot));
  const { frozenLog } = snapshot;
  const cid = hashHex(sum.digest);
  const id = { contract: place.training, task, round };
  const isNew = (await records.read(id)) === undefined;
  if (isNew && isBeforeRecords(scene, snapshot) && !deed.acknowledged) {
    throw new ProtocolError('RECORDS_UNKNOWN', 'the key may have released a sum of this round elsewhere');
  }
  scene.note({ stage: 'recording' });
  await records.record(id, { frozenLog, digest: cid });
  await put(scene, sum);
  if (deed.kind === 'publish-sum') return undefined;
  scene.note({ stage: 'wallet' });
  return (await training.postSum(clients, place.training, { task, round, frozenLog, cid })).hash;
}

async function proveWrong(
  scene: Scene,
  { view, logged }: Snapshot,
  id: { readonly member: number; readonly sum: Hex },
): Promise<Hex> {
  const { clients, place, task, round, key } = scene;
  // Goes on where somebody stopped: how far the contract is stands in the round.
  for (const part of gatherParts(view.scope, logged, view.round.gatheredLog)) {
    scene.note({ stage: 'wallet' });
    await training.gather(clients, place.training, { task, round, ...part });
  }
  const bases = key.committedBases.map(g1ToAffine);
  scene.note({ stage: 'wallet' });
  return (await training.proveSumWrong(clients, place.training, { task, round, ...id, bases })).hash;
}

export async function actOnSum(scene: Scene, { kind, member }: SumDeed): Promise<Hex> {
  const { clients, place, task, round } = scene;
  const snapshot = await readSnapshot(scene);
  if (kind === 'demand-sum') {
    const bond = snapshot.view.task.amounts.demandBond;
    scene.note({ stage: 'wallet' });
    return (await training.demandSum(clients, place.training, { task, round, member, bond })).hash;
  }
  const found = (await fetchSums(scene, snapshot)).get(member);
  const digest = snapshot.posted.get(member);
  if (!found?.bytes || digest === undefined || digestSum(found.bytes) !== BigInt(digest)) {
    throw moved('the bytes of this sum are in no store any more');
  }
  const sum = toHex(found.bytes);
  if (kind === 'prove-sum-wrong') return await proveWrong(scene, snapshot, { member, sum });
  scene.note({ stage: 'wallet' });
  return (await training.answerSum(clients, place.training, { task, round, member, sum })).hash;
}
