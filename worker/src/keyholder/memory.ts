// What a keyholder keeps from one look at the chain to the next. All of it can be made again, and nothing of it is on disk.
import type { Artifacts, LoggedSubmission, OpenedShare, training } from '@tacit/sdk';
import type { Search } from '../watching/search.ts';
import type { Hex, ShareStatus, SumStatus } from './state.ts';

export interface ShareMemory {
  readonly status: ShareStatus;
  readonly search?: Search;
  readonly hasEnvelope: boolean;
  /** This member's share, 32 bytes an element, once it is right. */
  readonly words?: Uint8Array;
  readonly complaint?: Extract<OpenedShare, { outcome: 'complaint' }>;
  /** What was shown on chain after this member's demand. */
  readonly shown?: { readonly ciphertext: Uint8Array; readonly ctHashes: readonly bigint[] };
}

export interface SumMemory {
  readonly status: SumStatus;
  readonly search?: Search;
  readonly bytes?: Uint8Array;
}

export interface RoundMemory {
  /** By sharesHash, which covers all that it says: no fork makes it untrue. */
  readonly submissions: Map<bigint, LoggedSubmission>;
  readonly shares: Map<Hex, ShareMemory>;
  /** By member and digest. */
  readonly sums: Map<string, SumMemory>;
  /** Sets that were seen frozen in a block that is final. */
  readonly finalSets: Set<Hex>;
  /** When something was first seen, by a name of it. */
  readonly seen: Map<string, number>;
}

export interface KnownModel {
  readonly weights: readonly number[];
  /** Whether those who ask the chain find it. */
  readonly announced: boolean;
  readonly sinceMs: number;
}

/** What was read on a fork, and is forgotten with it. */
export interface ForkMemory {
  committee?: readonly Hex[];
  /** This member's place, from 1; 0 if it has none. */
  index?: number;
  readonly indices: Map<string, number>;
  readonly digests: Map<string, Hex>;
}

export interface TaskMemory {
  readonly rounds: Map<number, RoundMemory>;
  readonly models: Map<bigint, KnownModel>;
  fork: ForkMemory;
  artifacts?: Artifacts;
  modelSearch?: Search & { readonly root: bigint };
  terms?: training.Terms;
  readonly seen: Map<string, number>;
}

const newFork = (): ForkMemory => ({ indices: new Map(), digests: new Map() });

export const newTaskMemory = (): TaskMemory => ({
  rounds: new Map(),
  models: new Map(),
  fork: newFork(),
  seen: new Map(),
});

const newRoundMemory = (): RoundMemory => ({
  submissions: new Map(),
  shares: new Map(),
  sums: new Map(),
  finalSets: new Set(),
  seen: new Map(),
});

export function roundMemory(task: TaskMemory, round: number): RoundMemory {
  const found = task.rounds.get(round) ?? newRoundMemory();
  task.rounds.set(round, found);
  return found;
}

/** Everything that another fork may say otherwise. What hashes name is kept: it is true wherever it stands. */
export function forgetFork(task: TaskMemory): void {
  task.fork = newFork();
  for (const round of task.rounds.values()) {
    round.finalSets.clear();
    round.seen.clear();
  }
}

/** Of rounds that are over, nothing is needed any more; shares above all. */
export function forgetRounds(task: TaskMemory, needed: readonly number[]): void {
  for (const round of task.rounds.keys()) if (!needed.includes(round)) task.rounds.delete(round);
}

/** Bytes that are here and are not what they should be: no store will ever have better ones under that name. */
export const HOPELESS: Search = { attempts: 2, sinceMs: 0, retryAtMs: Number.MAX_SAFE_INTEGER };
