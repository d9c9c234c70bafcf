// What a task asks and promises, in numbers: for who is about to enrol.
import type { training } from '@tacit/sdk';

export interface Deposit {
  readonly whole: bigint;
  readonly stake: bigint;
  /** For all rounds that may come. */
  readonly bonds: bigint;
}

/** As the contract takes it: the stake, and a bond for each round that may still come. */
export const splitDeposit = (whole: bigint, { amounts }: Pick<training.Task, 'amounts'>): Deposit => ({
  whole,
  stake: amounts.trainerStake,
  bonds: whole - amounts.trainerStake,
});

/** A trainer's part of a round's reward: at best, and in a round that everybody takes part in. */
export const rewardRange = ({ amounts, work }: Pick<training.Task, 'amounts' | 'work'>) => ({
  most: amounts.trainerReward / BigInt(work.minTrainers),
  least: amounts.trainerReward / BigInt(work.maxTrainers),
});

export const isOver = ({ status }: Pick<training.Task, 'status'>): boolean => status === 'ended' || status === 'closed';
