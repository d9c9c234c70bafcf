// What becomes of a job, told as it happens; and moved on where nobody else does it.
import { type Clients, type ReadClient, requireChain, type SendOptions } from '../../chain/index.ts';
import { draw, settle, tally } from '../../chain/inference/calls.ts';
import { type JobEvent, readJobEvents } from '../../chain/inference/history.ts';
import { dueNudge, isUnderWay, type JobNudge } from '../../chain/inference/phases.ts';
import { readJob, readNow } from '../../chain/inference/reads.ts';
import type { Job } from '../../chain/inference/types.ts';
import { isContractRefusal } from '../../chain/revert.ts';
import { errorCode, inferenceError } from '../../errors/index.ts';
import type { Hex } from '../arguments.ts';
import { isTransient, sleep } from '../train-session.ts';
import type { MarketPlace } from './fetch-offer.ts';

/** What a job's events are called here. */
const KINDS = {
  JobRequested: 'requested',
  DrawAwaited: 'drawing',
  WorkersDrawn: 'drawn',
  ResultCommitted: 'committed',
  SeatDeclined: 'declined',
  WorkerSilent: 'silent',
  RevealStarted: 'revealing',
  ResultRevealed: 'revealed',
  StepAgreed: 'agreed',
  StepDisputed: 'disputed',
  WorkerSlashed: 'slashed',
  StepSettled: 'settled',
  HandOverAwaited: 'hand-over',
  JobHandedOver: 'handed-over',
  JobAnswered: 'answered',
  JobClosed: 'closed',
  Credited: 'credited',
} as const;
type Kinds = typeof KINDS;
type ArgumentsOf<name> = Omit<Extract<JobEvent, { readonly eventName: name }>['args'], 'job'>;

/** What the chain says, with the arguments of the event. */
export type JobProgress = {
  [name in keyof Kinds]: ArgumentsOf<name> & {
    readonly kind: Kinds[name];
    readonly transaction: Hex;
    readonly blockNumber: bigint;
  };
}[keyof Kinds];

function progressOf({ eventName, args, transactionHash, blockNumber }: JobEvent): JobProgress {
  const { job: _, ...facts } = args;
  return { ...facts, kind: KINDS[eventName], transaction: transactionHash, blockNumber } as JobProgress;
}

/** What this program itself did or met. */
export type JobNote =
  | { readonly kind: 'nudged'; readonly call: JobNudge; readonly transaction: Hex }
  | { readonly kind: 'retrying'; readonly code: string; readonly inMs: number };

/** The job as it is after what was told; `now` is the newest block. */
export type FollowedJob =
  | JobProgress
  | JobNote
  | {
      readonly kind: 'state';
      readonly job: Job;
      readonly now: { readonly number: bigint; readonly timestamp: bigint };
    };

export interface FollowJobOptions extends MarketPlace {
  readonly job: Hex;
  /** The block of the request, or before; 0 when it is left out. */
  readonly fromBlock?: bigint;
  readonly pollMs?: number;
  /** Moves the job on when nobody has for so long, with transactions of the caller's. Never when it is left out. */
  readonly nudge?: { readonly clients: Clients; readonly patienceMs: number; readonly sendOptions?: SendOptions };
  readonly signal?: AbortSignal;
}

const CALLS = { draw, settle, tally } as const;

/** Tells since when a nudge is due, so that whose task it is has its time. */
function patienceOf(ms: number) {
  let last = '';
  let since = 0;
  return (due: JobNudge | undefined, { step, phase, drawBlock }: Job): boolean => {
    const what = due === undefined ? '' : `${due} ${step} ${phase} ${drawBlock}`;
    if (what !== last) since = performance.now();
    last = what;
    return due !== undefined && performance.now() - since >= ms;
  };
}

/** Does what is due; somebody may have been quicker, which is as good. */
async function nudged({ market, job, nudge }: FollowJobOptions, call: JobNudge): Promise<JobNote | undefined> {
  if (!nudge) return undefined;
  try {
    const { hash } = await CALLS[call](nudge.clients, market, job, nudge.sendOptions);
    return { kind: 'nudged', call, transaction: hash };
  } catch (error) {
    if (isContractRefusal(error) || errorCode(error) === 'TRANSACTION_REVERTED') return undefined;
    throw error;
  }
}

/**
 * Follows a job to its end: every event once and in order, and the state after each look. Whoever has had enough stops;
 * whoever begins again is told everything anew. Failures that pass by themselves are told and tried again.
 */
export async function* followJob(client: ReadClient, options: FollowJobOptions): AsyncGenerator<FollowedJob, Job> {
  const { chainId, market, job, pollMs = 2000, nudge, signal } = options;
  await requireChain(client, chainId);
  const isPatienceOver = patienceOf(nudge?.patienceMs ?? 0);
  let nextBlock = options.fromBlock ?? 0n;
  let failures = 0;
  for (;;) {
    signal?.throwIfAborted();
    let pauseMs = pollMs;
    try {
      const [state, now] = [await readJob(client, market, job), await readNow(client)];
      if (state.phase === 'none') throw inferenceError('JOB_MISMATCH', 'there is no such job on this market');
      const { events, cursor } = await readJobEvents(client, market, { job, fromBlock: nextBlock });
      nextBlock = cursor.nextBlock;
      for (const event of events) yield progressOf(event);
      // What was read before the events may be older than they are.
      const isNews = events.length > 0 && isUnderWay(state);
      const seen = isNews ? await readJob(client, market, job) : state;
      yield { kind: 'state', job: seen, now };
      // Its last event was among those that were read after it.
      if (state.phase === 'closed') return seen;
      const due = dueNudge(seen, now);
      const note = nudge && isPatienceOver(due, seen) && due ? await nudged(options, due) : undefined;
      if (note) yield note;
      failures = 0;
      if (note || seen.phase === 'closed') pauseMs = 0;
    } catch (error) {
      signal?.throwIfAborted();
      if (!isTransient(error)) throw error;
      pauseMs = Math.min(pollMs * 2 ** failures++, 60_000);
      yield { kind: 'retrying', code: errorCode(error) ?? '', inMs: pauseMs };
    }
    await sleep(pauseMs, signal);
  }
}
