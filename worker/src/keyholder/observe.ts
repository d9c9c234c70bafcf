// One task at one block, with what this keyholder remembers: everything that a decision and its actions need.
import {
  clientAt,
  digestSum,
  freezeLog,
  fromHex,
  hashHex,
  type LoggedSubmission,
  type PinnedBlock,
  type ReadClient,
  type RoundScope,
  readIndices,
  readShownHashes,
  readShownSubmission,
  readSubmissions,
  training,
} from '@tacit/sdk';
import { readRelease } from '@tacit/sdk/node';
import { zeroHash } from 'viem';
import { codeOf } from '../watching/failure-kind.ts';
import type { Heads } from '../watching/heads.ts';
import { HOPELESS, type RoundMemory, roundMemory, type TaskMemory } from './memory.ts';
import type { Hex, ReleaseState } from './state.ts';
import type { TrainingEvent } from './watch.ts';

export interface ObservedPlace {
  readonly client: ReadClient;
  readonly chainId: number;
  readonly contract: Hex;
  readonly task: Hex;
  /** This member's, from 1. */
  readonly index: number;
  readonly releases: string;
}

/** A demand, with whether it waits for an answer. */
export interface ObservedDemand {
  readonly trainer: Hex;
  readonly member: number;
  readonly open: boolean;
}

export interface ObservedRound {
  readonly scope: RoundScope;
  readonly round: training.Round;
  readonly logged: readonly LoggedSubmission[];
  /** Which bit of the round's sets is whose, in the log's order. */
  readonly indices: readonly number[];
  readonly frozenLog: Hex;
  readonly freezeFinal: boolean;
  readonly release: ReleaseState | undefined;
  readonly demands: readonly ObservedDemand[];
  /** What each member that posted has posted. */
  readonly posted: ReadonlyMap<number, Hex>;
  readonly memory: RoundMemory;
}

export interface ObservedTask {
  readonly task: training.Task;
  readonly rounds: readonly ObservedRound[];
}

const isFrozen = ({ status }: Pick<training.Round, 'status'>): boolean =>
  status === 'frozen' || status === 'finalised' || status === 'burned';

const frozenLogOf = (round: training.Round): Hex => hashHex(freezeLog(BigInt(round.log), training.includedOf(round)));

/** The last round while it lasts, and all before it that are not settled yet; oldest first. */
async function readLiveRounds(at: ReadClient, { contract, task: id }: ObservedPlace, task: training.Task) {
  const live: { readonly number: number; readonly round: training.Round }[] = [];
  let unsettled = task.unsettled;
  for (let number = task.round; number > 0 && (number === task.round || unsettled > 0); number--) {
    const round = await training.readRound(at, contract, { task: id, round: BigInt(number) });
    const waits = isFrozen(round) && !round.settled;
    if (waits) unsettled--;
    if (waits || round.status === 'open') live.unshift({ number, round });
  }
  return live;
}

/** Whether the block that the chain cannot take back has exactly this set frozen. A node that cannot tell says no. */
async function isFreezeFinal(
  { client, contract, task }: ObservedPlace,
  {
    final,
    number,
    frozenLog,
    memory,
  }: { final: PinnedBlock | undefined; number: number; frozenLog: Hex; memory: RoundMemory },
): Promise<boolean> {
  if (memory.finalSets.has(frozenLog)) return true;
  if (final === undefined) return false;
  try {
    const then = await training.readRound(clientAt(client, final), contract, { task, round: BigInt(number) });
    if (!isFrozen(then) || frozenLogOf(then) !== frozenLog) return false;
  } catch (error) {
    // State so far back that the node has dropped it, or a block that it does not know.
    if (codeOf(error) === 'NETWORK_UNREACHABLE') throw error;
    return false;
  }
  memory.finalSets.add(frozenLog);
  return true;
}

async function readDemands(
  at: ReadClient,
  { contract, task }: ObservedPlace,
  { round, number, events }: { round: training.Round; number: number; events: readonly TrainingEvent[] },
): Promise<ObservedDemand[]> {
  const made = events.flatMap((event) => {
    if (event.eventName !== 'ShareDemanded' || event.args.round !== BigInt(number)) return [];
    return [{ trainer: event.args.trainer, member: Number(event.args.member) }];
  });
  const anyOpen = round.status === 'open' && round.openDemands > 0;
  return await Promise.all(
    made.map(async (one) => {
      const demand = { task, round: BigInt(number), ...one };
      return { ...one, open: anyOpen && (await training.readDemand(at, contract, demand)).open };
    }),
  );
}

/** Puts what others showed on chain where it is looked for: this member's ciphertexts, submissions, sums. */
async function takeShown(
  { client, contract, index }: ObservedPlace,
  {
    scope,
    logged,
    events,
    memory,
  }: Pick<ObservedRound, 'scope' | 'logged' | 'memory'> & { events: readonly TrainingEvent[] },
): Promise<LoggedSubmission[]> {
  const known = [...logged];
  for (const event of events) {
    if (event.eventName === 'SumAnswered' && event.args.round === scope.round) {
      const bytes = fromHex(event.args.sum);
      const name = sumName(Number(event.args.member), hashHex(digestSum(bytes)));
      if (!memory.sums.get(name)?.bytes) memory.sums.set(name, { status: 'fetched', bytes });
    }
    if (event.eventName !== 'ShareAnswered' || event.args.round !== scope.round) continue;
    const { transactionHash, args } = event;
    const at = known.findIndex(({ trainer }) => trainer.toLowerCase() === args.trainer.toLowerCase());
    let one = known[at];
    if (!one) continue;
    if (!one.submission) {
      const submission = await readShownSubmission(client, contract, { scope, logged: one, transactionHash });
      if (!submission) continue;
      one = { ...one, submission };
      known[at] = one;
      memory.submissions.set(one.sharesHash, one);
    }
    if (args.member !== BigInt(index)) continue;
    const name = hashHex(one.sharesHash);
    const before = memory.shares.get(name);
    if (before?.shown || before?.status === 'right' || before?.status === 'complaint') continue;
    const submission = one.submission as NonNullable<LoggedSubmission['submission']>;
    const ctHashes = await readShownHashes(client, contract, { submission, transactionHash });
    if (!ctHashes) continue;
    const shown = { ciphertext: fromHex(args.ciphertext), ctHashes };
    memory.shares.set(name, { status: 'fetched', hasEnvelope: before?.hasEnvelope ?? false, shown, search: HOPELESS });
  }
  return known;
}

/** Where a sum is remembered: the digest binds its bytes, and on another fork another may be posted. */
export const sumName = (member: number, digest: Hex): string => `${member} ${digest}`;

async function readPosted(
  at: ReadClient,
  { contract, task }: ObservedPlace,
  { round, number, digests }: { round: training.Round; number: number; digests: Map<string, Hex> },
): Promise<Map<number, Hex>> {
  const posted = new Map<number, Hex>();
  for (const position of training.indicesOf(round.posted)) {
    const [member, name] = [position + 1, `${number} ${position + 1}`];
    const id = { task, round: BigInt(number), member };
    const digest = digests.get(name) ?? (await training.readPostedSum(at, contract, id)).cid;
    digests.set(name, digest);
    posted.set(member, digest);
  }
  return posted;
}

/** A record that cannot be read says that something was released, and not what: nothing may be. */
const DAMAGED: ReleaseState = { frozenLog: zeroHash, digest: zeroHash };

async function readOwnRelease(place: ObservedPlace, number: number): Promise<ReleaseState | undefined> {
  const { chainId, contract, task, releases } = place;
  try {
    return await readRelease(releases, { chainId, contract, task, round: BigInt(number) });
  } catch (error) {
    if (codeOf(error) === 'RELEASE_RECORD_INVALID') return DAMAGED;
    throw error;
  }
}

async function readLog(
  at: ReadClient,
  { contract }: ObservedPlace,
  {
    scope,
    round,
    memory,
    fork,
  }: { scope: RoundScope; round: training.Round; memory: RoundMemory; fork: TaskMemory['fork'] },
) {
  const range = { fromBlock: round.openedAt };
  const known = memory.submissions;
  const logged = await readSubmissions(at, contract, { scope, log: BigInt(round.log), range, known });
  for (const one of logged) memory.submissions.set(one.sharesHash, one);
  const fresh = logged.filter(({ trainer }) => !fork.indices.has(trainer));
  const indices = await readIndices(at, contract, { scope, submissions: fresh });
  for (const [i, { trainer }] of fresh.entries()) fork.indices.set(trainer, indices[i] as number);
  return { logged, indices: logged.map(({ trainer }) => fork.indices.get(trainer) as number) };
}

/** Everything about a task's rounds at the newest block. */
export async function observeTask(
  place: ObservedPlace,
  { heads, events, memory }: { heads: Heads; events: readonly TrainingEvent[]; memory: TaskMemory },
): Promise<ObservedTask> {
  const at = clientAt(place.client, heads.head);
  const { chainId, contract } = place;
  const task = await training.readTask(at, contract, place.task);
  const rounds: ObservedRound[] = [];
  for (const { number, round } of await readLiveRounds(at, place, task)) {
    const own = roundMemory(memory, number);
    const scope: RoundScope = {
      chainId: BigInt(chainId),
      contract,
      keyHash: BigInt(task.keyHash),
      task: BigInt(place.task),
      round: BigInt(number),
    };
    const log = await readLog(at, place, { scope, round, memory: own, fork: memory.fork });
    const logged = await takeShown(place, { scope, logged: log.logged, events, memory: own });
    const frozenLog = frozenLogOf(round);
    const freeze = { final: heads.final, number, frozenLog, memory: own };
    rounds.push({
      scope,
      round,
      logged,
      indices: log.indices,
      frozenLog,
      freezeFinal: isFrozen(round) && (await isFreezeFinal(place, freeze)),
      release: await readOwnRelease(place, number),
      demands: await readDemands(at, place, { round, number, events }),
      posted: await readPosted(at, place, { round, number, digests: memory.fork.digests }),
      memory: own,
    });
  }
  return { task, rounds };
}
