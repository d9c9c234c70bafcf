// Where a task stands, and which tasks somebody wants to see.
import type { Address, Hex } from 'viem';
import type { RoundSummary, TaskSummary } from './summary.ts';

export const STAGES = ['keyholders', 'recruiting', 'running', 'ended'] as const;
/**
 * `keyholders`: waits for the committee. `recruiting`: trainers enrol, and no round was opened yet. `ended` includes a task
 * that its committee did not accept in time.
 */
export type Stage = (typeof STAGES)[number];

type Staged = Pick<TaskSummary, 'terms' | 'accepted' | 'rounds' | 'ended' | 'closed'>;

/** By the chain's clock; without it a task counts as if its times were not over. */
export function stageOf({ terms, accepted, rounds, ended, closed }: Staged, now = 0): Stage {
  const { startsAt, endsAt } = terms.times;
  if (ended || closed) return 'ended';
  if (accepted.length < terms.committee.length) return now > startsAt ? 'ended' : 'keyholders';
  if (now > endsAt) return 'ended';
  return rounds.length === 0 ? 'recruiting' : 'running';
}

export const activeTrainers = ({ trainers }: Pick<TaskSummary, 'trainers'>): number =>
  trainers.filter(({ left, expelled }) => !left && !expelled).length;

export const lastRound = ({ rounds }: Pick<TaskSummary, 'rounds'>): RoundSummary | undefined => rounds.at(-1);

export const finalisedRounds = ({ rounds }: Pick<TaskSummary, 'rounds'>): number =>
  rounds.filter(({ outcome }) => outcome === 'finalised').length;

export const SORTS = {
  newest: 'Newest first',
  reward: 'Highest reward',
  trainers: 'Most trainers',
  ends: 'Ends soonest',
} as const;
export type Sort = keyof typeof SORTS;
export const ROLES = {
  any: 'Anybody’s',
  coordinator: 'I coordinate',
  trainer: 'I train in',
  keyholder: 'I hold a key of',
} as const;
export type Role = keyof typeof ROLES;

export interface TaskFilter {
  readonly stage: Stage | 'all';
  /** Id of a circuit, or nothing. */
  readonly circuit: Hex | '';
  readonly text: string;
  readonly role: Role;
  readonly sort: Sort;
}

export const EVERYTHING: TaskFilter = { stage: 'all', circuit: '', text: '', role: 'any', sort: 'newest' };

const isSame = (a: Address, b: Address): boolean => a.toLowerCase() === b.toLowerCase();

export function rolesOf({ coordinator, trainers, terms }: TaskSummary, account: Address | undefined): readonly Role[] {
  if (!account) return [];
  const found: Role[] = [];
  if (isSame(coordinator, account)) found.push('coordinator');
  if (trainers.some(({ address }) => isSame(address, account))) found.push('trainer');
  if (terms.committee.some((member) => isSame(member, account))) found.push('keyholder');
  return found;
}

/** Ids and addresses, in part or whole, and the circuit's name. */
function mentions({ task, coordinator, trainers, terms }: TaskSummary, text: string, circuitName: string): boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return true;
  const words = [task, coordinator, circuitName, ...terms.committee, ...trainers.map(({ address }) => address)];
  return words.some((word) => word.toLowerCase().includes(wanted));
}

type Order = (a: TaskSummary, b: TaskSummary) => number;
const larger = (a: bigint, b: bigint): number => (a === b ? 0 : a > b ? -1 : 1);
const newest: Order = (a, b) => larger(a.blockNumber, b.blockNumber);
const ORDERS: Readonly<Record<Sort, Order>> = {
  newest,
  reward: (a, b) => larger(a.terms.amounts.trainerReward, b.terms.amounts.trainerReward),
  trainers: (a, b) => activeTrainers(b) - activeTrainers(a),
  ends: (a, b) => a.terms.times.endsAt - b.terms.times.endsAt,
};

export interface FilterContext {
  readonly account: Address | undefined;
  readonly now: number | undefined;
  nameOf(circuit: Hex): string;
}

export function selectTasks(
  tasks: Iterable<TaskSummary>,
  { stage, circuit, text, role, sort }: TaskFilter,
  { account, now, nameOf }: FilterContext,
): TaskSummary[] {
  const fits = (task: TaskSummary): boolean =>
    (stage === 'all' || stageOf(task, now) === stage) &&
    (circuit === '' || task.terms.circuit === circuit) &&
    (role === 'any' || rolesOf(task, account).includes(role)) &&
    mentions(task, text, nameOf(task.terms.circuit));
  const found = [...tasks].filter(fits);
  return found.sort((a, b) => ORDERS[sort](a, b) || newest(a, b));
}
