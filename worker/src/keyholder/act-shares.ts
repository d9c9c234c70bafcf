// What a keyholder does about shares: fetch, check, demand, answer, complain, exclude.
import {
  cidFromDigest,
  complaintArgument,
  encodeSum,
  errorCode,
  hashHex,
  type LoggedSubmission,
  openEnvelope,
  openShares,
  type PublishedSubmission,
  type ReceivedEnvelope,
  requireSubmission,
  shownSubmission,
  toHex,
  training,
} from '@tacit/sdk';
import { searchAgain } from '../watching/search.ts';
import { HOPELESS, type ShareMemory } from './memory.ts';
import type { ObservedRound } from './observe.ts';
import { fetchBlock, loggedOf, positionOf, roundIn, type Scene } from './parts.ts';
import type { Hex } from './state.ts';

const NOTHING: ShareMemory = { status: 'unknown', hasEnvelope: false };

const sizeIn = ({ observed, artifacts }: Scene) => ({
  members: observed.task.members,
  length: artifacts.verificationKey.committedBases.length,
});

/** The envelope that a submission names, if these bytes are one: a trainer may name any. */
function tryOpen(scene: Scene, envelope: Uint8Array, submission: PublishedSubmission) {
  try {
    return openEnvelope(envelope, submission, sizeIn(scene));
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

const namedIn = ({ logged }: ObservedRound, shares: readonly Hex[]): LoggedSubmission[] =>
  logged.filter(({ sharesHash, submission }) => submission && shares.includes(hashHex(sharesHash)));

async function fetchOne(scene: Scene, round: ObservedRound, one: LoggedSubmission): Promise<void> {
  const { shares } = round.memory;
  const name = hashHex(one.sharesHash);
  const before = shares.get(name) ?? NOTHING;
  const bytes = await fetchBlock(scene, cidFromDigest(one.cidDigest));
  if (!bytes) {
    const search = searchAgain(before.search, { nowMs: scene.now(), retryMs: scene.retryMs });
    shares.set(name, { ...before, status: 'missing', search });
    if (search.attempts === 1) scene.log.info('envelope-missing', { round: round.scope.round, trainer: one.trainer });
    return;
  }
  const { search: _, ...rest } = before;
  // Bytes that are no envelope are looked at all the same: what is due about them is for the check to say.
  const hasEnvelope = tryOpen(scene, bytes, requireSubmission(one)) !== undefined;
  shares.set(name, { ...rest, status: 'fetched', hasEnvelope });
}

export async function fetchEnvelopes(scene: Scene, number: number, shares: readonly Hex[]): Promise<void> {
  const round = roundIn(scene, number);
  await Promise.all(namedIn(round, shares).map((one) => fetchOne(scene, round, one)));
}

async function receive(scene: Scene, round: ObservedRound, one: LoggedSubmission): Promise<ReceivedEnvelope> {
  const known = round.memory.shares.get(hashHex(one.sharesHash));
  const submission = requireSubmission(one);
  // What was shown on chain comes first: it is what a complaint would be judged by.
  if (known?.shown) return { submission, shown: known.shown };
  return { submission, envelope: await fetchBlock(scene, cidFromDigest(one.cidDigest)) };
}

/** Opens and checks shares together, and remembers what is due about each. */
export async function checkShares(scene: Scene, number: number, names: readonly Hex[]): Promise<void> {
  const { artifacts, observed, index, keys, randomness, metrics, log } = scene;
  const round = roundIn(scene, number);
  const those = namedIn(round, names);
  const received = await Promise.all(those.map((one) => receive(scene, round, one)));
  const bases = artifacts.verificationKey.committedBases;
  const { threshold, members } = observed.task;
  const started = performance.now();
  const opened = openShares(received, { index, members, secretKey: keys.secretKey, bases, threshold, randomness });
  metrics.checkSeconds.add((performance.now() - started) / 1000);
  for (const [i, one] of those.entries()) {
    const [name, result] = [hashHex(one.sharesHash), opened[i] as (typeof opened)[number]];
    const { search: _, ...known } = round.memory.shares.get(name) ?? NOTHING;
    metrics.sharesChecked.add(1, { outcome: result.outcome });
    if (result.outcome === 'right') {
      round.memory.shares.set(name, { ...known, status: 'right', words: encodeSum(result.share) });
      continue;
    }
    const facts = { round: scene.observed.task.round, trainer: one.trainer };
    if (result.outcome === 'complaint') {
      round.memory.shares.set(name, { ...known, status: 'complaint', complaint: result });
      log.warn('complaint-due', { ...facts, fault: result.complaint.kind });
      continue;
    }
    // The cache may have dropped it in between; anything else that hashes to the CID will not get better.
    const search = result.reason === 'envelope-missing' ? undefined : HOPELESS;
    round.memory.shares.set(name, { ...known, status: search ? 'missing' : 'unknown', ...(search && { search }) });
    log.warn('envelope-unusable', { ...facts, reason: result.reason });
  }
}

export async function demandShare(scene: Scene, number: number, trainer: Hex): Promise<void> {
  const { clients, contract, task, index: member, observed, log, metrics } = scene;
  const bond = observed.task.amounts.demandBond;
  const { hash } = await training.demandShare(clients, contract, { task, trainer, member, bond });
  metrics.demands.add();
  log.warn('envelope-demanded', { round: number, trainer, bond, transaction: hash });
}

export async function complain(scene: Scene, number: number, trainer: Hex): Promise<void> {
  const { clients, contract, task, artifacts, log, metrics } = scene;
  const round = roundIn(scene, number);
  const known = round.memory.shares.get(hashHex(loggedOf(round, trainer).sharesHash));
  if (!known?.complaint) return;
  const { complaint, ctHashes } = known.complaint;
  const shown = shownSubmission(round.scope, round.logged, positionOf(round, trainer), ctHashes);
  const argument = complaintArgument(complaint, artifacts.verificationKey.committedBases);
  const { hash } = await training.complain(clients, contract, { task, ...shown, complaint: argument });
  metrics.complaints.add();
  log.warn('trainer-excluded', { round: number, trainer, fault: complaint.kind, transaction: hash });
}

export async function answerShare(
  scene: Scene,
  number: number,
  { trainer, member }: { readonly trainer: Hex; readonly member: number },
): Promise<void> {
  const { clients, contract, task, log, metrics } = scene;
  const round = roundIn(scene, number);
  const one = loggedOf(round, trainer);
  const published = requireSubmission(one);
  const envelope = await fetchBlock(scene, cidFromDigest(one.cidDigest));
  const found = envelope && tryOpen(scene, envelope, published);
  if (!found) {
    const name = hashHex(one.sharesHash);
    round.memory.shares.set(name, { ...(round.memory.shares.get(name) ?? NOTHING), hasEnvelope: false });
    return;
  }
  const { submission, sealed } = found;
  const shown = shownSubmission(round.scope, round.logged, positionOf(round, trainer), submission.ctHashes);
  const ciphertext = toHex(sealed[member - 1] as Uint8Array);
  const { hash } = await training.answerShare(clients, contract, { task, ...shown, member, ciphertext });
  metrics.answers.add();
  log.info('demand-answered', { round: number, trainer, member, transaction: hash });
}

export async function excludeUndelivered(
  scene: Scene,
  number: number,
  { trainer, member }: { readonly trainer: Hex; readonly member: number },
): Promise<void> {
  const { clients, contract, task, log } = scene;
  const round = roundIn(scene, number);
  const shown = shownSubmission(round.scope, round.logged, positionOf(round, trainer));
  const { hash } = await training.excludeUndelivered(clients, contract, { task, ...shown, member });
  log.warn('trainer-excluded', { round: number, trainer, fault: 'undelivered', transaction: hash });
}

export async function returnDemand(
  scene: Scene,
  number: number,
  { trainer, member }: { readonly trainer: Hex; readonly member: number },
): Promise<void> {
  const { clients, contract, task, log } = scene;
  const { hash } = await training.returnDemand(clients, contract, { task, trainer, member });
  log.info('demand-returned', { round: number, trainer, member, transaction: hash });
}
