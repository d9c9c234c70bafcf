// The market at one block, with what this worker remembers: everything that a decision and its actions need.
import {
  type ContractEvent,
  clientAt,
  explained,
  inference,
  type inferenceMarketAbi,
  type ReadClient,
} from '@tacit/sdk';
import { concat, isAddressEqual, keccak256, zeroHash } from 'viem';
import { getBalance } from 'viem/actions';
import type { EventFeed } from '../watching/event-feed.ts';
import { codeOf } from '../watching/failure-kind.ts';
import type { Heads } from '../watching/heads.ts';
import { missingOf, sinceSeen } from '../watching/search.ts';
import { type JobMemory, jobMemory, type Memory, workName } from './memory.ts';
import type { Tools } from './parts.ts';
import type { Hex, JobState, SeatState, SelfState, State, WorkState } from './state.ts';

export type MarketEvent = ContractEvent<typeof inferenceMarketAbi>;
export type MarketFeed = EventFeed<MarketEvent>;

export interface ObservedJob {
  readonly id: Hex;
  readonly job: inference.Job;
  readonly offer: inference.Offer;
  readonly panel: readonly inference.Seat[];
  readonly deposit: bigint | undefined;
}

export interface ObservedMarket {
  readonly jobs: readonly ObservedJob[];
  readonly me: SelfState;
  /** Stake that no bond locks. */
  readonly free: bigint;
  readonly drawable: number;
  readonly refusal: Hex;
}

const nameOf = (account: Hex): Hex => account.toLowerCase() as Hex;

/** What is kept of events: which jobs there are, which are over, and what this worker lost. */
export const subjectFor =
  (account: Hex) =>
  ({ eventName, args }: MarketEvent): Hex | undefined => {
    if (eventName === 'JobRequested' || eventName === 'JobClosed') return args.job;
    if (eventName === 'WorkersDrawn')
      return args.workers.some((one) => isAddressEqual(one, account)) ? args.job : undefined;
    const ofWorkers = eventName === 'WorkerSlashed' || eventName === 'WorkerResumed';
    return ofWorkers && isAddressEqual(args.worker, account) ? nameOf(account) : undefined;
  };

export const openJobs = (feed: MarketFeed, account: Hex): readonly Hex[] =>
  feed
    .subjects()
    .filter((job) => job !== nameOf(account) && !feed.of(job).some(({ eventName }) => eventName === 'JobClosed'));

/** Jobs of others that are read at one block. Anybody can ask for thousands, and keep them open for a month. */
const MOST_FOREIGN = 64;

/** All that this worker was drawn for, and of the others as many as do not keep it from these: in turn, block after block. */
export function jobsToRead(feed: MarketFeed, account: Hex, block: bigint): readonly Hex[] {
  const open = openJobs(feed, account);
  const isOwn = (job: Hex): boolean => feed.of(job).some(({ eventName }) => eventName === 'WorkersDrawn');
  const foreign = open.filter((job) => !isOwn(job));
  if (foreign.length <= MOST_FOREIGN) return open;
  const from = Number((block * BigInt(MOST_FOREIGN)) % BigInt(foreign.length));
  return [...open.filter(isOwn), ...[...foreign, ...foreign].slice(from, from + MOST_FOREIGN)];
}

/** Whether a job was closed, in a block that stays. */
export const isOverFor =
  (feed: MarketFeed, { final }: Heads) =>
  (job: Hex): boolean =>
    feed
      .of(job)
      .some(({ eventName, blockNumber }) => eventName === 'JobClosed' && final && blockNumber <= final.number);

/** Whether the last that is known is a loss. */
export const isSlashed = (feed: MarketFeed, account: Hex): boolean =>
  feed.of(nameOf(account)).at(-1)?.eventName === 'WorkerSlashed';

async function rulesOf({ memory, market }: Tools, at: ReadClient): Promise<NonNullable<Memory['rules']>> {
  memory.rules ??= await Promise.all([inference.readMarketRules(at, market), inference.readPoolRules(at, market)]).then(
    ([{ refusal }, { leastStake }]) => ({ refusal, leastStake }),
  );
  return memory.rules;
}

async function readSelf(
  { account, market }: Tools,
  at: ReadClient,
): Promise<Pick<SelfState, 'balance' | 'claimable' | 'worker'> & { readonly free: bigint }> {
  const [balance, claimable, found] = await Promise.all([
    explained(() => getBalance(at, { address: account })),
    inference.readClaimable(at, market, account),
    inference.readWorker(at, market, account).catch((error: unknown) => {
      if (codeOf(error) === 'WORKER_UNKNOWN') return undefined;
      throw error;
    }),
  ]);
  const { stake, unbonding, drawable } = found ?? { stake: 0n, unbonding: 0n, drawable: false };
  const worker = found && { drawable, unbonding, stake: stake - unbonding };
  return { balance, claimable, worker, free: found?.free ?? 0n };
}

export const seatOf = (panel: readonly inference.Seat[], account: Hex): inference.Seat | undefined =>
  panel.find(({ worker }) => isAddressEqual(worker, account));

async function readJob({ account, market, memory }: Tools, at: ReadClient, id: Hex): Promise<ObservedJob> {
  const [job, panel] = await Promise.all([inference.readJob(at, market, id), inference.readPanel(at, market, id)]);
  const offer = memory.offers.get(job.offer) ?? (await inference.readOffer(at, market, job.offer));
  memory.offers.set(job.offer, offer);
  const seat = seatOf(panel, account);
  const lost = job.phase === 'contestable' && seat?.status === 'revealed' && seat.result !== job.result;
  const deposit = lost && !job.contested ? await inference.readContestCost(at, market, id) : undefined;
  return { id, job, offer, panel, deposit };
}

/** Jobs that are read at one time: a node should not be asked for a thousand at once. */
const AT_ONCE = 16;

export async function observe(tools: Tools, heads: Heads, feed: MarketFeed): Promise<ObservedMarket> {
  const jobs = jobsToRead(feed, tools.account, heads.head.number);
  const at = clientAt(tools.clients.publicClient, heads.head);
  const { refusal, leastStake } = await rulesOf(tools, at);
  const [{ free, ...self }, drawable] = await Promise.all([
    readSelf(tools, at),
    inference.readDrawableCount(at, tools.market),
  ]);
  const observed: ObservedJob[] = [];
  for (let from = 0; from < jobs.length; from += AT_ONCE) {
    tools.signal.throwIfAborted();
    observed.push(...(await Promise.all(jobs.slice(from, from + AT_ONCE).map((id) => readJob(tools, at, id)))));
  }
  const me = { ...self, leastStake, slashed: isSlashed(feed, tools.account) };
  return { jobs: observed.filter(({ job }) => inference.isUnderWay(job)), me, free, drawable, refusal };
}

function workOf({ kept, now }: Tools, { works }: JobMemory, { id, job }: ObservedJob): WorkState {
  const known = works.get(workName(job));
  const result = known?.result ?? kept.get({ job: id, step: job.step, input: job.input });
  if (result !== undefined) return { status: 'done', result };
  if (known?.status === 'missing' && known.search) {
    return { status: 'missing', missing: missingOf(known.search, now()) };
  }
  if (known?.status === 'hopeless') return { status: 'hopeless', code: known.code ?? 'UNKNOWN' };
  return { status: known ? 'running' : 'none' };
}

function seatState(tools: Tools, { id, job, panel }: ObservedJob, work: WorkState): SeatState | undefined {
  const seat = seatOf(panel, tools.account);
  if (!seat) return undefined;
  const { status, result, commitment } = seat;
  if (status !== 'committed' || work.status !== 'done') return { status, result, opens: false };
  const { step } = job;
  const own = { job: id, step, worker: tools.account, result: work.result, salt: tools.saltOf(id, step) };
  return { status, result, opens: inference.hashResult(own) === commitment };
}

/** Those on the panel come first, in order; others in an order that each job has of its own. */
function rankOf({ account }: Tools, { id, panel }: ObservedJob, drawable: number): number {
  const index = panel.findIndex(({ worker }) => isAddressEqual(worker, account));
  if (index >= 0) return index;
  const number = BigInt(keccak256(concat([id, account])));
  return panel.length + Number(number % BigInt(Math.max(1, drawable)));
}

function jobState(tools: Tools, market: ObservedMarket, heads: Heads, observed: ObservedJob): JobState {
  const { id, job, deposit } = observed;
  const memory = jobMemory(tools.memory, id);
  const work = workOf(tools, memory, observed);
  const nudge = inference.dueNudge(job, { timestamp: BigInt(heads.time), number: heads.head.number + 1n });
  const name = `${nudge} ${job.step} ${job.phase} ${job.until} ${job.drawBlock}`;
  return {
    job: id,
    phase: job.phase,
    step: job.step,
    until: Number(job.until),
    nudge,
    nudgeMs: nudge ? sinceSeen(memory.seen, name, tools.now()) : 0,
    rank: rankOf(tools, observed, market.drawable),
    seat: seatState(tools, observed, work),
    bondIsFree: market.free >= observed.offer.terms.bond,
    work,
    agreed: job.result === zeroHash ? undefined : job.result,
    contested: job.contested,
    deposit,
  };
}

export const toState = (
  tools: Tools,
  { heads, market, stopping }: { readonly heads: Heads; readonly market: ObservedMarket; readonly stopping: boolean },
): State => ({
  head: heads.head,
  time: heads.time,
  me: market.me,
  policy: tools.policy,
  stopping,
  jobs: market.jobs.map((observed) => jobState(tools, market, heads, observed)),
});
