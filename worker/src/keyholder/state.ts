// What a keyholder knows of one task at one block, as plain data: `decide` says from it what is due, and from nothing else.
import type { training } from '@tacit/sdk';
import type { BlockRef } from '../watching/heads.ts';
import type { Missing } from '../watching/search.ts';

export type Hex = `0x${string}`;

/**
 * `unknown`: nobody was asked yet. `missing`: no store has the envelope, or it is none. `fetched`: here and not checked.
 * `unreadable`: the submission itself is not to be found on chain, so that there is nothing to check against.
 */
export type ShareStatus = 'unknown' | 'missing' | 'fetched' | 'right' | 'complaint' | 'unreadable';

export interface DemandState {
  /** Who cannot get its ciphertext, from 1. */
  readonly member: number;
  readonly open: boolean;
  /** For how long this process has known of it. */
  readonly knownMs: number;
}

export interface TrainerState {
  readonly trainer: Hex;
  /** In the round's log. */
  readonly position: number;
  readonly sharesHash: Hex;
  readonly included: boolean;
  readonly share: ShareStatus;
  /** Where `share` is `complaint`. */
  readonly fault?: training.Fault;
  readonly missing?: Missing;
  /** Whether all ciphertexts are here, so that other members' demands can be answered. */
  readonly hasEnvelope: boolean;
  readonly demands: readonly DemandState[];
}

/** `fetched`: here, but the commitments to check it against are not. */
export type SumStatus = 'unknown' | 'missing' | 'fetched' | 'right' | 'wrong';

export interface PostedState {
  readonly member: number;
  /** SHA-256 of the sum's bytes. */
  readonly digest: Hex;
  readonly bytes: SumStatus;
  readonly missing?: Missing;
  readonly demanded: boolean;
  readonly answered: boolean;
  readonly faulty: boolean;
  /** For how long it was known what `bytes` and `demanded` say. */
  readonly knownMs: number;
}

/** What this keyholder has put on its own disk before it released anything. */
export interface ReleaseState {
  readonly frozenLog: Hex;
  readonly digest: Hex;
}

export interface RoundState {
  readonly round: number;
  readonly status: training.RoundStatus;
  readonly phase: training.RoundPhase;
  /** The last second of the phase, if it ends by itself. */
  readonly until?: number;
  /** How long the phase is as a whole, if it ends by itself. */
  readonly seconds?: number;
  /** For how long this process has seen this phase. */
  readonly phaseMs: number;
  /** Names the included set as it stands at this block. */
  readonly frozenLog: Hex;
  /** Whether the chain cannot take back that exactly this set is frozen. */
  readonly freezeFinal: boolean;
  readonly release?: ReleaseState;
  readonly trainers: readonly TrainerState[];
  readonly posted: readonly PostedState[];
  /** For how long at least t right sums have been here. */
  readonly enoughMs: number;
}

export interface ModelState {
  /** Of the weights behind the task's root. `missing`: not announced where it is, and not to be rebuilt for now. */
  readonly status: 'unknown' | 'missing' | 'found';
  readonly retryInMs: number;
  /** Whether whoever asks the chain where it is finds it there. */
  readonly announced: boolean;
  /** The round that it comes from; undefined for the model that the task started with. */
  readonly round?: number;
  /** For how long it has been here. */
  readonly knownMs: number;
}

/** What its operator leaves to it. */
export interface Policy {
  readonly finalise: boolean;
  /** Whether to burn, settle and close what nobody else does. */
  readonly housekeeping: boolean;
  /** How long the next in turn waits for the one before. */
  readonly staggerMs: number;
  readonly finaliseStaggerMs: number;
  /** How long bytes may be missing before they are demanded, for a bond. */
  readonly patienceMs: number;
}

export interface TaskState {
  readonly task: Hex;
  readonly status: training.TaskStatus;
  readonly threshold: number;
  readonly members: number;
  readonly demandBond: bigint;
  /** Whether `close` would find it over and every round settled; and for how long. */
  readonly closable: boolean;
  readonly closableMs: number;
  readonly model: ModelState;
}

export interface State {
  readonly head: BlockRef;
  /** What deadlines are compared with: the time that the next block will have, as far as is known. */
  readonly time: number;
  readonly me: { readonly index: number; readonly balance: bigint };
  readonly policy: Policy;
  readonly task: TaskState;
  /** Those that are not over, oldest first. */
  readonly rounds: readonly RoundState[];
}
