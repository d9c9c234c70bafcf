// What a coordinator should know before it signs. Nothing here is refused: terms are its own choice.
import { DEFAULT_POLICY } from '@tacit/sdk';
import type { Address } from 'viem';
import type { CheckedDraft } from './check-draft.ts';

export const CAUTIONS = {
  DEVELOPMENT_KEY: {
    title: 'A development key',
    text: 'Its secret is public: anybody can forge proofs. Good for trying out, and for nothing of value.',
  },
  OPEN_ADMISSION: {
    title: 'Anybody may train',
    text: 'One person may come under many names, and learn the update of the only other trainer. Trainers’ programs refuse such tasks unless they are told otherwise.',
  },
  FEW_TRAINERS: {
    title: 'Sums over few trainers',
    text: `With two in a round each learns the other’s update. Trainers’ programs refuse tasks with fewer than ${DEFAULT_POLICY.minTrainers} in a round unless they are told otherwise.`,
  },
  COORDINATOR_HOLDS_KEY: {
    title: 'You hold a key yourself',
    text: 'Trainers who look will see that the committee is not independent of you.',
  },
  STAKE_SHORT: {
    title: 'A keyholder has too little stake',
    text: 'It cannot accept until it deposits more, and without it the task does not start.',
  },
  SHORT_AGGREGATION: {
    title: 'Little time to add up',
    text: 'Keyholders post sums only once a round’s freeze is final: on Ethereum after up to 20 minutes. With less, honest ones lose the absence penalty.',
  },
  CHEAP_ABSENCE: {
    title: 'Absence costs less than the work brings',
    text: 'Keyholders could learn a sum, post none, and pay the penalty out of the reward. Make the penalty at least as high.',
  },
  ROUNDS_DO_NOT_FIT: {
    title: 'Not all rounds fit',
    text: 'If every phase takes its whole time, the task ends before its last round. Rewards of rounds that were not held come back to you.',
  },
  NOTHING_TO_LOSE: {
    title: 'Trainers have nothing to lose',
    text: 'Without a stake nothing keeps a trainer from sending useless shares, without a bond nothing from staying away.',
  },
  STARTS_SOON: {
    title: 'The start is near',
    text: 'Every keyholder has to accept before it. Within ten minutes that takes programs that do it by themselves.',
  },
  NOT_DESCRIBED: {
    title: 'No description',
    text: 'Trainers need to know which columns belong where. Without names they have to hear it from you.',
  },
} as const;

export type Caution = keyof typeof CAUTIONS;

export interface CautionContext {
  readonly coordinator: Address | undefined;
  readonly development: boolean;
  readonly described: boolean;
  /** By address; undefined where it is not known yet. */
  freeStakeOf(member: Address): bigint | undefined;
}

/** Ethereum takes two to three epochs, 13 to 20 minutes, to make a block final. */
const FINAL_AFTER_SECONDS = 1200;
const SOON_SECONDS = 600;

/** From the opening of a round until the next one may be opened, if every phase takes its whole time. */
export const roundSeconds = ({ times }: Pick<CheckedDraft, 'times'>): number =>
  times.training + times.aggregation + 2 * (times.demands + times.answers + times.complaints);

export const roundsThatFit = (checked: Pick<CheckedDraft, 'times'>): number => {
  const { startsAt, endsAt } = checked.times;
  // A round has to be opened in time; it may end later.
  return Math.max(0, Math.floor((endsAt - startsAt) / roundSeconds(checked)) + 1);
};

export function cautionsOf(checked: CheckedDraft, context: CautionContext): Caution[] {
  const { committee, work, amounts, times, admitted } = checked;
  const isShort = (member: Address): boolean => {
    const free = context.freeStakeOf(member);
    return free !== undefined && free < amounts.keyholderStake;
  };
  const found: readonly (readonly [Caution, boolean])[] = [
    ['DEVELOPMENT_KEY', context.development],
    ['OPEN_ADMISSION', admitted === undefined],
    ['FEW_TRAINERS', work.minTrainers < DEFAULT_POLICY.minTrainers],
    ['COORDINATOR_HOLDS_KEY', committee.some((member) => member === context.coordinator)],
    ['STAKE_SHORT', committee.some(isShort)],
    ['SHORT_AGGREGATION', times.aggregation < FINAL_AFTER_SECONDS],
    ['CHEAP_ABSENCE', amounts.absencePenalty < amounts.keyholderReward],
    ['ROUNDS_DO_NOT_FIT', roundsThatFit(checked) < work.rounds],
    ['NOTHING_TO_LOSE', amounts.trainerStake === 0n || amounts.roundBond === 0n],
    ['STARTS_SOON', times.startsAt < SOON_SECONDS],
    ['NOT_DESCRIBED', !context.described],
  ];
  return found.flatMap(([caution, holds]) => (holds ? [caution] : []));
}
