// Who took part in a round, and how.
import { training } from '@tacit/sdk';
import type { Address, Hex } from 'viem';
import type { Exclusion, PostedSum, RoundSummary, TaskSummary } from './summary.ts';

export interface TrainerRow {
  readonly address: Address;
  readonly transaction: Hex | undefined;
  readonly excluded: Exclusion | undefined;
}

/** Everybody who was invited, in the order of enrolment. */
export function trainerRows({ trainers }: Pick<TaskSummary, 'trainers'>, round: RoundSummary): TrainerRow[] {
  const invited = new Set(training.indicesOf(round.invited));
  return trainers
    .filter(({ index }) => invited.has(index))
    .map(({ address }) => ({
      address,
      transaction: round.updates.find(({ trainer }) => trainer === address)?.transaction,
      excluded: round.excluded.find(({ trainer }) => trainer === address),
    }));
}

export interface MemberRow {
  readonly number: number;
  readonly address: Address;
  readonly sum: PostedSum | undefined;
  readonly wrong: boolean;
  readonly slashed: bigint;
}

export const memberRows = ({ terms }: Pick<TaskSummary, 'terms'>, round: RoundSummary): MemberRow[] =>
  terms.committee.map((address, i) => ({
    number: i + 1,
    address,
    sum: round.sums.find(({ member }) => member === address),
    wrong: round.wrongSums.includes(address),
    slashed: round.slashed.filter(({ member }) => member === address).reduce((sum, { amount }) => sum + amount, 0n),
  }));
