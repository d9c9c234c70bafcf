// Events of the contract Training, as short as tests need them.
import type { training } from '@tacit/sdk';
import type { TrainingEvent } from '../../app/chain/training-history.ts';

export const addressOf = (number: number) => `0x${number.toString(16).padStart(40, '0')}` as const;
export const wordOf = (number: number) => `0x${number.toString(16).padStart(64, '0')}` as const;

export const TERMS = {
  circuit: wordOf(1),
  initialRoot: 5n,
  modelCid: wordOf(0),
  specCid: wordOf(0),
  admissionRoot: wordOf(0),
  committee: [addressOf(1), addressOf(2), addressOf(3)],
  threshold: 2,
  work: { steps: 2, multiplier: 4, rounds: 3, maxVoid: 1, minTrainers: 2, maxTrainers: 8, minBatches: 1 },
  amounts: {
    ...{ trainerReward: 30n, keyholderReward: 10n, finaliserReward: 5n, trainerStake: 100n, roundBond: 1n },
    ...{ openingBond: 1n, demandBond: 2n, keyholderStake: 500n, absencePenalty: 100n },
  },
  times: { startsAt: 1000, endsAt: 9000, training: 100, demands: 10, answers: 20, complaints: 30, aggregation: 200 },
} as const satisfies training.Terms;

export const TASK = wordOf(77);

let transactions = 0;

/** In a transaction of its own, unless one is named. */
export function event(eventName: string, args: object = {}, transaction?: number): TrainingEvent {
  const number = transaction ?? 1000 + ++transactions;
  const place = { address: addressOf(99), blockNumber: BigInt(number), logIndex: 0, transactionHash: wordOf(number) };
  return { eventName, args: { task: TASK, ...args }, ...place } as unknown as TrainingEvent;
}

export const created = (terms: Partial<training.Terms> = {}, args: object = {}): TrainingEvent =>
  event('TaskCreated', { coordinator: addressOf(50), salt: wordOf(9), terms: { ...TERMS, ...terms }, ...args });

export const joined = (...members: readonly number[]): TrainingEvent[] =>
  members.map((member) => event('CommitteeJoined', { member: addressOf(member), index: BigInt(member - 1) }));

export const enrolled = (trainer: number, index: number, task = TASK): TrainingEvent =>
  event('TrainerEnrolled', { task, trainer: addressOf(trainer), index: BigInt(index), dataRoot: 3n, batches: 4n });

export const opened = (round: bigint, invited: bigint, task = TASK): TrainingEvent =>
  event('RoundOpened', { task, round, opener: addressOf(50), seedBlock: 3n, invited });
