// What became of tasks and rounds, by the contract's events alone.
import { training } from '@tacit/sdk';
import type { Address, Hex } from 'viem';
import type { TrainingEvent } from '../../app/chain/training-history.ts';

export interface SubmittedUpdate {
  readonly trainer: Address;
  readonly transaction: Hex;
  readonly envelope: Hex;
}

/** `undelivered`: nobody showed what a keyholder had asked for. The others are proven faults. */
export type ExclusionReason = 'undelivered' | training.Fault;

export interface Exclusion {
  readonly trainer: Address;
  readonly slashed: bigint;
  readonly reason: ExclusionReason;
  readonly transaction: Hex;
}

export interface PostedSum {
  readonly member: Address;
  readonly cid: Hex;
  readonly transaction: Hex;
}

export interface RoundSummary {
  readonly number: number;
  readonly opener: Address;
  readonly opened: Hex;
  readonly invited: bigint;
  readonly updates: SubmittedUpdate[];
  readonly excluded: Exclusion[];
  readonly sums: PostedSum[];
  /** Members whose posted sum was proven wrong, and those who lost stake for any reason. */
  readonly wrongSums: Address[];
  readonly slashed: { readonly member: Address; readonly amount: bigint }[];
  /** How many times somebody asked for bytes, and how many were shown. */
  demands: number;
  answers: number;
  outcome: 'open' | 'frozen' | 'finalised' | 'void' | 'burned';
  frozen?: { readonly included: number; readonly transaction: Hex };
  finalised?: {
    readonly root: bigint;
    readonly lossSum: bigint;
    readonly beneficiary: Address;
    readonly cid: Hex;
    readonly transaction: Hex;
  };
  settled?: { readonly share: bigint; readonly payees: bigint };
}

export interface EnrolledTrainer {
  readonly address: Address;
  readonly index: number;
  readonly batches: number;
  readonly dataRoot: bigint;
  left: boolean;
  expelled: boolean;
}

export interface TaskSummary {
  readonly task: Hex;
  readonly coordinator: Address;
  readonly salt: Hex;
  readonly terms: training.Terms;
  readonly created: Hex;
  readonly blockNumber: bigint;
  /** Who of the committee has accepted. */
  readonly accepted: Address[];
  readonly trainers: EnrolledTrainer[];
  readonly rounds: RoundSummary[];
  ended: boolean;
  closed: boolean;
}

type Of<name extends TrainingEvent['eventName']> = Extract<TrainingEvent, { readonly eventName: name }>;

function begin(event: Of<'TaskCreated'>): TaskSummary {
  const { task, coordinator, salt, terms } = event.args;
  const { transactionHash: created, blockNumber } = event;
  const lists = { accepted: [], trainers: [], rounds: [] };
  return { task, coordinator, salt, terms, created, blockNumber, ...lists, ended: false, closed: false };
}

function open({ args, transactionHash }: Of<'RoundOpened'>): RoundSummary {
  const { round, opener, invited } = args;
  const lists = { updates: [], excluded: [], sums: [], wrongSums: [], slashed: [] };
  const start = { number: Number(round), opener, opened: transactionHash, invited };
  return { ...start, ...lists, demands: 0, answers: 0, outcome: 'open' };
}

/** A complaint comes before the exclusion that it causes, in the same transaction. */
function exclude(round: RoundSummary, event: Of<'TrainerExcluded'>, complaint: TrainingEvent | undefined): void {
  const { trainer, slashed } = event.args;
  const proven =
    complaint?.eventName === 'ComplaintUpheld' && complaint.transactionHash === event.transactionHash
      ? training.FAULTS[complaint.args.fault]
      : undefined;
  round.excluded.push({ trainer, slashed, reason: proven ?? 'undelivered', transaction: event.transactionHash });
}

function finishRound(round: RoundSummary, event: TrainingEvent): void {
  const { transactionHash: transaction } = event;
  if (event.eventName === 'RoundFrozen') {
    round.outcome = 'frozen';
    round.frozen = { included: Number(event.args.included), transaction };
  } else if (event.eventName === 'RoundFinalised') {
    const { root, lossSum, beneficiary, cid } = event.args;
    round.outcome = 'finalised';
    round.finalised = { root, lossSum, beneficiary, cid, transaction };
  } else if (event.eventName === 'RoundVoided') round.outcome = 'void';
  else if (event.eventName === 'RoundBurned') round.outcome = 'burned';
  else if (event.eventName === 'RoundSettled') {
    round.settled = { share: event.args.share, payees: event.args.payees };
  }
}

function addToRound(round: RoundSummary, event: TrainingEvent): void {
  const { transactionHash: transaction } = event;
  if (event.eventName === 'UpdateSubmitted') {
    round.updates.push({ trainer: event.args.trainer, transaction, envelope: event.args.cid });
  } else if (event.eventName === 'SumPosted') {
    round.sums.push({ member: event.args.member, cid: event.args.cid, transaction });
  } else if (event.eventName === 'SumProvenWrong') round.wrongSums.push(event.args.member);
  else if (event.eventName === 'MemberSlashed') round.slashed.push(event.args);
  else if (event.eventName === 'ShareDemanded' || event.eventName === 'SumDemanded') round.demands += 1;
  else if (event.eventName === 'ShareAnswered' || event.eventName === 'SumAnswered') round.answers += 1;
  else finishRound(round, event);
}

function addToTask(task: TaskSummary, event: TrainingEvent): void {
  if (event.eventName === 'CommitteeJoined') task.accepted.push(event.args.member);
  else if (event.eventName === 'TrainerEnrolled') {
    const { trainer: address, index, batches, dataRoot } = event.args;
    const numbers = { index: Number(index), batches: Number(batches), dataRoot };
    task.trainers.push({ address, ...numbers, left: false, expelled: false });
  } else if (event.eventName === 'TrainerLeft' || event.eventName === 'TrainerExcluded') {
    const { trainer } = event.args;
    const found = task.trainers.find(({ address }) => address === trainer);
    if (found && event.eventName === 'TrainerLeft') found.left = true;
    else if (found) found.expelled = true;
  } else if (event.eventName === 'RoundOpened') task.rounds.push(open(event));
  else if (event.eventName === 'TaskEnded') task.ended = true;
  else if (event.eventName === 'TaskClosed') task.closed = true;
}

/** By id, in the order in which they were proposed. */
export function summarise(events: readonly TrainingEvent[]): ReadonlyMap<Hex, TaskSummary> {
  const tasks = new Map<Hex, TaskSummary>();
  let before: TrainingEvent | undefined;
  for (const event of events) {
    if (event.eventName === 'TaskCreated') tasks.set(event.args.task, begin(event));
    const task = 'task' in event.args ? tasks.get(event.args.task) : undefined;
    if (task) {
      addToTask(task, event);
      const number = 'round' in event.args ? Number(event.args.round) : 0;
      const round = task.rounds.find((each) => each.number === number);
      if (round && event.eventName === 'TrainerExcluded') exclude(round, event, before);
      else if (round) addToRound(round, event);
    }
    if (event.eventName === 'ComplaintUpheld' || event.transactionHash !== before?.transactionHash) before = event;
  }
  return tasks;
}
