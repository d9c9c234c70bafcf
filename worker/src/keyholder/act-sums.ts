// What a keyholder does once a set is frozen: its own sum, of that set and no other; those of the others; the next model.
import {
  type BlobStore,
  checkSumShare,
  decodeSum,
  digestSum,
  encodeModel,
  errorCode,
  finaliseRound,
  g1FromAffine,
  g1ToAffine,
  gatherParts,
  hashHex,
  type IndexedShare,
  modelRoot,
  rawCid,
  recoverRound,
  requireSubmission,
  type SumOfShares,
  sumCommitments,
  sumShares,
  toHex,
  totalCommitment,
  training,
} from '@tacit/sdk';
import { recordRelease } from '@tacit/sdk/node';
import { codeOf } from '../watching/failure-kind.ts';
import { searchAgain } from '../watching/search.ts';
import { keyholderError } from './errors.ts';
import type { SumMemory } from './memory.ts';
import { type ObservedRound, sumName } from './observe.ts';
import { fetchBlock, roundIn, type Scene } from './parts.ts';
import type { Hex } from './state.ts';

/** The submissions of the frozen set, in the log's order. */
function includedIn({ round, logged, indices }: ObservedRound) {
  const included = new Set(training.includedOf(round));
  return logged.filter((_, position) => included.has(indices[position] ?? -1));
}

/** Over exactly the frozen set, of shares that were each found right. */
function sumOwn(scene: Scene, round: ObservedRound): SumOfShares {
  const length = scene.artifacts.verificationKey.committedBases.length;
  return sumShares(
    includedIn(round).map(({ sharesHash }) => {
      const known = round.memory.shares.get(hashHex(sharesHash));
      if (known?.status !== 'right' || !known.words) return { outcome: 'demand', reason: 'envelope-missing' } as const;
      return { outcome: 'right', share: decodeSum(known.words, length) } as const;
    }),
  );
}

const put = (store: BlobStore, bytes: Uint8Array, signal: AbortSignal): Promise<void> => {
  const cid = rawCid(digestSum(bytes));
  return store.put({ root: cid, blocks: [{ cid, bytes }] }, { signal });
};

/**
 * The only way by which a sum leaves this process. First the disk, then stores, then the chain: a crash in between costs a
 * repetition, the other order could cost an update.
 */
async function record(scene: Scene, round: ObservedRound, frozenLog: Hex, digest: bigint): Promise<'new' | 'again'> {
  const { chainId, contract, task, releases } = scene;
  if (frozenLog !== round.frozenLog)
    throw keyholderError('CHAIN_MOVED', 'another set is frozen than was decided about');
  const scope = { chainId, contract, task, round: round.scope.round };
  return await recordRelease(releases, scope, { frozenLog, digest: hashHex(digest) });
}

const remember = (round: ObservedRound, member: number, sum: SumOfShares): void =>
  void round.memory.sums.set(sumName(member, hashHex(sum.digest)), { status: 'right', bytes: sum.bytes });

/** How long a store may take when the phase is about to end. */
const URGENT_PUT_MS = 3_000;

export async function releaseSum(
  scene: Scene,
  number: number,
  { frozenLog, urgent }: { readonly frozenLog: Hex; readonly urgent: boolean },
): Promise<void> {
  const { clients, contract, task, index, store, fetchMs, signal, log, metrics } = scene;
  const round = roundIn(scene, number);
  const sum = sumOwn(scene, round);
  const recorded = await record(scene, round, frozenLog, sum.digest);
  signal.throwIfAborted();
  // A store that takes its time must not cost the deadline.
  const patience = AbortSignal.timeout(urgent ? Math.min(URGENT_PUT_MS, fetchMs) : fetchMs);
  await put(store, sum.bytes, AbortSignal.any([signal, patience])).catch((error: unknown) => {
    signal.throwIfAborted();
    if (!urgent || (errorCode(error) === undefined && !patience.aborted)) throw error;
    log.warn('sum-not-stored', { round: number, code: codeOf(error) });
  });
  signal.throwIfAborted();
  const cid = hashHex(sum.digest);
  remember(round, index, sum);
  const { hash } = await training.postSum(clients, contract, { task, round: BigInt(number), frozenLog, cid });
  metrics.sumsPosted.add();
  log.info('sum-posted', { round: number, frozenLog, cid, recorded, transaction: hash });
}

/** Posted before, and in no store: the same bytes again, or none. */
export async function publishSum(scene: Scene, number: number, frozenLog: Hex): Promise<void> {
  const { index, store, signal, log } = scene;
  const round = roundIn(scene, number);
  const sum = sumOwn(scene, round);
  await record(scene, round, frozenLog, sum.digest);
  // Whatever stores say: what is demanded can be shown on chain.
  remember(round, index, sum);
  await put(store, sum.bytes, signal);
  log.info('sum-stored', { round: number, cid: hashHex(sum.digest) });
}

/** What the chain shows as this member's was released by it, though its disk has forgotten. */
export async function adoptRelease(scene: Scene, number: number): Promise<void> {
  const round = roundIn(scene, number);
  const digest = round.posted.get(scene.index);
  if (digest === undefined) return;
  await record(scene, round, round.frozenLog, BigInt(digest));
  scene.log.warn('release-adopted', { round: number, frozenLog: round.frozenLog, cid: digest });
}

/** Against the sums of commitments of the frozen set; undefined if a submission is not to be found. */
function checkerOf({ artifacts, observed }: Scene, round: ObservedRound) {
  const included = includedIn(round);
  if (included.some(({ submission }) => !submission)) return undefined;
  const submissions = included.map(requireSubmission);
  const commitments = sumCommitments(submissions.map(({ deal }) => ({ D: totalCommitment(deal), C: deal.C })));
  const bases = artifacts.verificationKey.committedBases;
  const { threshold } = observed.task;
  return (index: number, bytes: Uint8Array): 'right' | 'wrong' => {
    try {
      const sumShare = decodeSum(bytes, bases.length);
      return checkSumShare({ ...commitments, bases, threshold, index, sumShare }) ? 'right' : 'wrong';
    } catch (error) {
      if (errorCode(error) !== 'SUM_INVALID') throw error;
      return 'wrong';
    }
  };
}

/** Fetches what members posted, and checks each: a wrong one is passed over, and costs its member its stake. */
export async function fetchSums(scene: Scene, number: number, members: readonly number[]): Promise<void> {
  const round = roundIn(scene, number);
  const { sums } = round.memory;
  const check = checkerOf(scene, round);
  const later = (known: SumMemory | undefined) =>
    searchAgain(known?.search, { nowMs: scene.now(), retryMs: scene.retryMs });
  const fetchOne = async (member: number) => {
    const digest = round.posted.get(member);
    if (digest === undefined) return;
    const name = sumName(member, digest);
    const known = sums.get(name);
    const bytes = known?.bytes ?? (await fetchBlock(scene, rawCid(BigInt(digest))));
    if (!bytes || digestSum(bytes) !== BigInt(digest)) {
      sums.set(name, { status: 'missing', search: later(known) });
    } else if (!check) {
      sums.set(name, { status: 'fetched', bytes, search: later(known) });
    } else {
      const status = check(member, bytes);
      sums.set(name, { status, bytes });
      if (status === 'wrong') scene.log.warn('sum-wrong', { round: number, member });
    }
  };
  await Promise.all(members.map(fetchOne));
}

export async function demandSum(scene: Scene, number: number, member: number): Promise<void> {
  const { clients, contract, task, observed, log, metrics } = scene;
  const bond = observed.task.amounts.demandBond;
  const demand = { task, round: BigInt(number), member, bond };
  const { hash } = await training.demandSum(clients, contract, demand);
  metrics.demands.add();
  log.warn('sum-demanded', { round: number, member, bond, transaction: hash });
}

function bytesOf(round: ObservedRound, member: number): Uint8Array {
  const digest = round.posted.get(member);
  const bytes = digest && round.memory.sums.get(sumName(member, digest))?.bytes;
  if (bytes) return bytes;
  throw keyholderError('SUM_UNAVAILABLE', `the bytes of member ${member}'s sum are not here`);
}

export async function answerSum(scene: Scene, number: number, member: number): Promise<void> {
  const { clients, contract, task, log, metrics } = scene;
  const sum = toHex(bytesOf(roundIn(scene, number), member));
  const { hash } = await training.answerSum(clients, contract, { task, round: BigInt(number), member, sum });
  metrics.answers.add();
  log.info('demand-answered', { round: number, member, transaction: hash });
}

export async function proveSumWrong(scene: Scene, number: number, member: number): Promise<void> {
  const { clients, contract, task, artifacts, log, metrics, signal } = scene;
  const round = roundIn(scene, number);
  const sum = toHex(bytesOf(round, member));
  const id = { task, round: BigInt(number) };
  for (const part of gatherParts(round.scope, round.logged, round.round.gatheredLog)) {
    signal.throwIfAborted();
    await training.gather(clients, contract, { ...id, ...part });
  }
  const bases = artifacts.verificationKey.committedBases.map(g1ToAffine);
  const { hash } = await training.proveSumWrong(clients, contract, { ...id, member, bases, sum });
  metrics.complaints.add();
  log.warn('sum-proven-wrong', { round: number, member, transaction: hash });
}

function rightSums({ artifacts }: Scene, round: ObservedRound): IndexedShare[] {
  const length = artifacts.verificationKey.committedBases.length;
  return [...round.posted].flatMap(([index, digest]) => {
    const known = round.memory.sums.get(sumName(index, digest));
    return known?.status === 'right' && known.bytes ? [{ index, share: decodeSum(known.bytes, length) }] : [];
  });
}

/** Recovers the sum of all updates, proves the model that follows, stores it, and shows the proof. */
export async function finalise(scene: Scene, number: number): Promise<void> {
  const { artifacts, observed, clients, contract, task, beneficiary, memory, store, signal, log, metrics } = scene;
  const round = roundIn(scene, number);
  const { threshold, steps, root } = observed.task;
  const known = memory.models.get(root);
  if (!known) return;
  const submissions = includedIn(round).map(requireSubmission);
  const sumOfD = g1FromAffine(round.round.sum);
  const recovered = recoverRound({ artifacts, threshold, submissions, sumOfD, sums: rightSums(scene, round) });
  const started = performance.now();
  const final = await finaliseRound({
    artifacts,
    prover: scene.prover(),
    scope: round.scope,
    root,
    model: known.weights,
    recovered,
    included: submissions.length,
    steps,
    frozenLog: BigInt(round.frozenLog),
    sumOfD,
    beneficiary,
  });
  const seconds = (performance.now() - started) / 1000;
  const bytes = encodeModel(artifacts.circuit.name, final.model);
  signal.throwIfAborted();
  const patience = AbortSignal.timeout(scene.fetchMs);
  const announced = await put(store, bytes, AbortSignal.any([signal, patience])).then(
    () => true,
    (error: unknown) => {
      signal.throwIfAborted();
      if (errorCode(error) === undefined && !patience.aborted) throw error;
      // Anybody can make the model again from what was posted; a round that is not finalised is lost.
      log.warn('model-not-stored', { round: number, code: codeOf(error) });
      return false;
    },
  );
  signal.throwIfAborted();
  const cid = hashHex(digestSum(bytes));
  const { hash } = await training.finalise(clients, contract, { ...final, task, cid });
  const nextRoot = modelRoot(artifacts.circuit.format, final.model, 0n);
  memory.models.set(nextRoot, { weights: final.model, announced, sinceMs: scene.now() });
  metrics.finalised.add();
  log.info('round-finalised', {
    round: number,
    loss: final.loss,
    included: submissions.length,
    cid,
    seconds,
    transaction: hash,
  });
}
