// What a task costs whom, before anybody signs anything.
import { training } from '@tacit/sdk';
import type { CheckedDraft } from './check-draft.ts';

export interface TaskCosts {
  /** Paid in when it is proposed; what no round earned comes back when it is closed. */
  readonly pool: bigint;
  readonly perRound: bigint;
  /** What a trainer deposits who enrols before the first round. */
  readonly trainerDeposit: bigint;
  /** If all of a round's least or most trainers come. */
  readonly trainerEarns: { readonly most: bigint; readonly least: bigint };
}

export function costsOf({ amounts, work }: Pick<CheckedDraft, 'amounts' | 'work'>): TaskCosts {
  const pool = training.poolOf({ amounts, work });
  const { trainerReward, trainerStake, roundBond } = amounts;
  const share = (count: number): bigint => (count > 0 ? trainerReward / BigInt(count) : 0n);
  return {
    pool,
    perRound: work.rounds > 0 ? pool / BigInt(work.rounds) : 0n,
    trainerDeposit: trainerStake + roundBond * BigInt(work.rounds + work.maxVoid),
    trainerEarns: { most: share(work.minTrainers), least: share(work.maxTrainers) },
  };
}

/** By receipts on this network; undefined while it has seen none. */
export interface MeasuredGas {
  /** Of an update of so many steps: what is fixed in it and what goes by steps cannot be told apart. */
  readonly update: { readonly steps: number; readonly gas: bigint } | undefined;
  readonly finalisation: bigint | undefined;
}

export interface SentUpdate<Hash> {
  readonly hash: Hash;
  readonly steps: number;
  /** More than one where they were relayed together. */
  readonly updates: number;
}

/** Those of the steps wanted, if there are any; else those of the last one's steps. */
export function comparable<Hash>(updates: readonly SentUpdate<Hash>[], steps: number): readonly SentUpdate<Hash>[] {
  const same = updates.filter((each) => each.steps === steps);
  return same.length > 0 ? same : updates.filter((each) => each.steps === updates.at(-1)?.steps);
}

/** The middle one: a first update in a round, and a relayed one, cost other than most. */
export function medianOf(values: readonly bigint[]): bigint | undefined {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[Math.floor(sorted.length / 2)];
}
