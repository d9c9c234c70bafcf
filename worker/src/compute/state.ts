// What a worker knows of the market at one block, as plain data: `decide` says from it what is due, and from nothing else.
import type { inference } from '@tacit/sdk';
import type { BlockRef } from '../watching/heads.ts';
import type { Missing } from '../watching/search.ts';

export type Hex = `0x${string}`;

/**
 * What came of evaluating a step here. `missing`: bytes that no store has now. `hopeless`: it will not be evaluated here.
 * A result may be the one that stands for none.
 */
export type WorkState =
  | { readonly status: 'none' | 'running' }
  | { readonly status: 'missing'; readonly missing: Missing }
  | { readonly status: 'done'; readonly result: Hex }
  | { readonly status: 'hopeless'; readonly code: string };

export interface SeatState {
  readonly status: inference.SeatStatus;
  readonly result: Hex;
  /** Whether `result` of `WorkState` and this worker's salt make the commitment on chain. */
  readonly opens: boolean;
}

export interface JobState {
  readonly job: Hex;
  readonly phase: inference.JobPhase;
  readonly step: number;
  /** The last second of the phase. */
  readonly until: number;
  /** What anybody may call in the next block to move the job on. */
  readonly nudge: inference.JobNudge | undefined;
  /** For how long this process has seen that it is due. */
  readonly nudgeMs: number;
  /** How many come before this worker. */
  readonly rank: number;
  /** This worker's, in the step under way. */
  readonly seat: SeatState | undefined;
  /** Whether there is stake for the bond that a commitment locks: other jobs may have taken it since the draw. */
  readonly bondIsFree: boolean;
  readonly work: WorkState;
  /** What enough agreed on. */
  readonly agreed: Hex | undefined;
  readonly contested: boolean;
  /** What a contest takes now, where one is possible. */
  readonly deposit: bigint | undefined;
}

/** What its operator leaves to it. */
export interface Policy {
  /** Whether to draw, tally and settle for jobs of others. */
  readonly housekeeping: boolean;
  readonly staggerMs: number;
  /** How long bytes may be missing before the seat is given back. */
  readonly patienceMs: number;
  /** Joins with this by itself. */
  readonly stake: bigint | undefined;
  readonly resume: boolean;
  /** The largest deposit to contest with; never contests without one. */
  readonly mostDeposit: bigint | undefined;
  readonly claimAbove: bigint | undefined;
}

export interface SelfState {
  /** In wei. */
  readonly balance: bigint;
  readonly claimable: bigint;
  /** Undefined for an account that never joined. `stake` is without what its operator takes out of service. */
  readonly worker: { readonly drawable: boolean; readonly stake: bigint; readonly unbonding: bigint } | undefined;
  readonly leastStake: bigint;
  /** A result of this worker lost, and its operator has not resumed since. */
  readonly slashed: boolean;
}

export interface State {
  readonly head: BlockRef;
  /** What deadlines are compared with: the time that the next block will have, as far as is known. */
  readonly time: number;
  readonly me: SelfState;
  readonly policy: Policy;
  /** No new work, and no more draws. */
  readonly stopping: boolean;
  /** Those that are not closed, oldest first. */
  readonly jobs: readonly JobState[];
}
