// The events of Training that a keyholder needs, by their task.
import { type ContractEvent, type ReadClient, trainingAbi } from '@tacit/sdk';
import { type EventFeed as Feed, openEventFeed } from '../watching/event-feed.ts';
import type { Hex } from './state.ts';

export type TrainingEvent = ContractEvent<typeof trainingAbi>;
export type EventFeed = Feed<TrainingEvent>;

const KEPT: readonly TrainingEvent['eventName'][] = [
  'CommitteeJoined',
  'ModelAnnounced',
  'RoundFinalised',
  'ShareAnswered',
  'ShareDemanded',
  'SumAnswered',
  'TaskCreated',
];

interface FeedPlace {
  readonly client: ReadClient;
  readonly contract: Hex;
  readonly fromBlock: bigint;
}

const subjectOf = ({ eventName, args }: TrainingEvent): Hex | undefined =>
  KEPT.includes(eventName) && 'task' in args ? (args.task as Hex) : undefined;

export const openTrainingFeed = ({ client, contract, fromBlock }: FeedPlace): EventFeed =>
  openEventFeed({ client, source: { abi: trainingAbi, address: contract }, fromBlock, subjectOf });

/** Tasks whose creation was seen. */
export const tasksOf = (feed: EventFeed): readonly Hex[] =>
  feed.subjects().filter((task) => feed.of(task).some(({ eventName }) => eventName === 'TaskCreated'));
