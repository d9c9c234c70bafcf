// What is done about shares: complaints, demands, answers, exclusions.
import { complaintArgument, ProtocolError, shownSubmission, toHex, training } from '@tacit/sdk';
import type { Hex } from 'viem';
import type { Deed } from '../duties.ts';
import { type OwnShare, openOwnShares } from './open-own.ts';
import { readSnapshot, type Snapshot } from './read-snapshot.ts';
import type { Scene } from './scene.ts';

type ShareDeed = Extract<Deed, { readonly trainer: Hex }>;

const moved = (why: string) => new ProtocolError('CHAIN_MOVED', why);

function positionOf({ logged }: Snapshot, trainer: Hex): number {
  const position = logged.findIndex((one) => one.trainer.toLowerCase() === trainer.toLowerCase());
  if (position >= 0) return position;
  throw moved('what this trainer submitted is gone');
}

/** Looked at again: a complaint publishes what opens this one share, so it must be about what is there now. */
async function complain(scene: Scene, snapshot: Snapshot, own: readonly OwnShare[], position: number) {
  const { clients, place, task, key } = scene;
  const opened = own[position]?.opened;
  if (opened === undefined || opened === 'unreadable' || opened.outcome !== 'complaint') {
    throw moved('nothing is to complain about any more');
  }
  const shown = shownSubmission(snapshot.view.scope, snapshot.logged, position, opened.ctHashes);
  const complaint = complaintArgument(opened.complaint, key.committedBases);
  scene.note({ stage: 'wallet' });
  return await training.complain(clients, place.training, { task, ...shown, complaint });
}

async function answer(
  scene: Scene,
  snapshot: Snapshot,
  own: readonly OwnShare[],
  id: { readonly position: number; readonly member: number },
) {
  const { clients, place, task } = scene;
  const { position, member } = id;
  const found = own[position]?.sealed;
  const ciphertext = found?.sealed[member - 1];
  if (!found || !ciphertext) throw moved('the envelope is in no store any more');
  const shown = shownSubmission(snapshot.view.scope, snapshot.logged, position, found.submission.ctHashes);
  scene.note({ stage: 'wallet' });
  return await training.answerShare(clients, place.training, { task, ...shown, member, ciphertext: toHex(ciphertext) });
}

/** Does it, and resolves with the transaction once it is mined. */
export async function actOnShare(scene: Scene, deed: ShareDeed): Promise<Hex> {
  const { clients, place, task } = scene;
  const { trainer } = deed;
  const snapshot = await readSnapshot(scene);
  const position = positionOf(snapshot, trainer);
  if (deed.kind === 'complain') {
    return (await complain(scene, snapshot, await openOwnShares(scene, snapshot), position)).hash;
  }
  if (deed.kind === 'answer-share') {
    const id = { position, member: deed.member };
    return (await answer(scene, snapshot, await openOwnShares(scene, snapshot), id)).hash;
  }
  scene.note({ stage: 'wallet' });
  if (deed.kind === 'demand-share') {
    const bond = snapshot.view.task.amounts.demandBond;
    const demand = { task, trainer, member: snapshot.index, bond };
    return (await training.demandShare(clients, place.training, demand)).hash;
  }
  const { member } = deed;
  if (deed.kind === 'return-demand') {
    return (await training.returnDemand(clients, place.training, { task, trainer, member })).hash;
  }
  const shown = shownSubmission(snapshot.view.scope, snapshot.logged, position);
  return (await training.excludeUndelivered(clients, place.training, { task, ...shown, member })).hash;
}
