// Tasks whose committee names an account, by the contract's own events, and where they and their rounds stand.
import { keyholders, type ReadClient, training } from '@tacit/sdk';
import type { Address, Hex } from 'viem';
import type { KeyholderPlace } from './place.ts';

type Listed = Awaited<ReturnType<typeof training.listTasks>>['tasks'][number];

export interface NamedTask {
  readonly task: Hex;
  readonly coordinator: Address;
  readonly terms: training.Terms;
  /** This account's place in the committee, from 1. */
  readonly index: number;
}

const same = (a: Address, b: Address): boolean => a.toLowerCase() === b.toLowerCase();

/** Anybody can log anything of a task: only terms that make its id are the task's. */
export function namedIn({ task, coordinator, salt, terms }: Listed, place: KeyholderPlace): NamedTask | undefined {
  const index = terms.committee.findIndex((member) => same(member, place.account)) + 1;
  if (index === 0) return undefined;
  const { chainId, training: contract } = place;
  const id = training.computeTaskId({ chainId, contract, coordinator, salt, terms });
  return id === task.toLowerCase() ? { task: id, coordinator, terms, index } : undefined;
}

/** Blocks at the end that are read again the next time: they may be replaced by others. */
const UNSETTLED = 64n;

export interface NamedTasks {
  readonly tasks: readonly NamedTask[];
  readonly nextBlock: bigint;
}

/** All of them, oldest first; goes on from what was read before. */
export async function readNamedTasks(
  client: ReadClient,
  place: KeyholderPlace,
  before?: NamedTasks,
): Promise<NamedTasks> {
  const range = { fromBlock: before?.nextBlock ?? place.fromBlock };
  const { tasks, cursor } = await training.listTasks(client, place.training, range);
  const known = before?.tasks ?? [];
  const fresh = tasks.flatMap((one) => {
    const named = namedIn(one, place);
    return named && !known.some(({ task }) => task === named.task) ? [named] : [];
  });
  const settled = cursor.nextBlock - UNSETTLED;
  return { tasks: [...known, ...fresh], nextBlock: settled > place.fromBlock ? settled : place.fromBlock };
}

export interface LiveRound {
  readonly number: bigint;
  readonly round: training.Round;
  readonly now: training.PhaseNow;
}

export interface TaskState extends NamedTask {
  readonly task: Hex;
  readonly status: training.TaskStatus;
  readonly state: training.Task;
  readonly accepted: boolean;
  readonly lock: { readonly amount: bigint; readonly status: keyholders.LockStatus };
  /** Those that are not over, newest first. */
  readonly rounds: readonly LiveRound[];
}

const isFrozen = ({ status }: training.Round): boolean =>
  status === 'frozen' || status === 'finalised' || status === 'burned';

/** The last round while it lasts, and all before it that are not settled yet. */
async function readLiveRounds(
  client: ReadClient,
  place: KeyholderPlace,
  id: Hex,
  state: training.Task,
  time: number,
): Promise<LiveRound[]> {
  const live: LiveRound[] = [];
  let unsettled = state.unsettled;
  for (let number = state.round; number > 0 && (number === state.round || unsettled > 0); number--) {
    const round = await training.readRound(client, place.training, { task: id, round: BigInt(number) });
    const waits = isFrozen(round) && !round.settled;
    if (waits) unsettled--;
    if (waits || round.status === 'open') {
      live.push({ number: BigInt(number), round, now: training.phaseOf(state, round, time) });
    }
  }
  return live;
}

export async function readTaskState(client: ReadClient, place: KeyholderPlace, named: NamedTask): Promise<TaskState> {
  const { task, index } = named;
  const id = { locker: place.training, terms: task, owner: place.account };
  const [state, lock, time] = await Promise.all([
    training.readTask(client, place.training, task),
    keyholders.readLock(client, place.keyholders, id),
    training.readTime(client),
  ]);
  const accepted = training.indicesOf(state.accepted).includes(index - 1);
  const serves = accepted && state.status !== 'proposed' && state.status !== 'closed';
  const rounds = serves ? await readLiveRounds(client, place, task, state, time) : [];
  return { ...named, status: state.status, state, accepted, lock, rounds };
}

/** Asked for, and not answered yet. */
export const isRequest = ({ status, accepted, lock }: TaskState): boolean =>
  status === 'proposed' && !accepted && lock.status === 'none';
