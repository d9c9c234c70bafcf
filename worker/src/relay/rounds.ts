// What a relay needs to know of a task's present round, read anew at most once a poll.
import { readSeed, training } from '@tacit/sdk';
import type { RelayConfig } from './config.ts';
import { relayError } from './errors.ts';

type Hex = `0x${string}`;

export interface PresentRound {
  readonly task: training.Task;
  readonly round: training.Round;
  readonly number: bigint;
  /** Of the newest block, in seconds. */
  readonly chainTime: number;
}

export interface Rounds {
  /** TASK_NOT_SERVED if there is no such task, or this relay does not work for it. */
  present(task: Hex): Promise<PresentRound>;
  /** As `present`, and not from before. */
  fresh(task: Hex): Promise<PresentRound>;
}

/** Whether the trainer's bit is in a set of the contract. */
export const isIn = (set: bigint, index: number): boolean => ((set >> BigInt(index)) & 1n) === 1n;

const isOpen = ({ round, chainTime }: PresentRound): boolean =>
  round.status === 'open' && chainTime <= round.trainingEnds;

/** Refuses what the contract would refuse whatever the update holds. */
export function requireOpen(present: PresentRound, number: bigint): void {
  if (present.number === number && isOpen(present)) return;
  throw relayError('ROUND_NOT_OPEN', `round ${number} takes no updates: the present one is ${present.number}`);
}

export function openRounds({ clients, contract, tasks, pollMs, now = Date.now }: RelayConfig): Rounds {
  const { publicClient: client } = clients;
  const known = new Map<Hex, { readonly at: number; readonly present: Promise<PresentRound> }>();
  const read = async (id: Hex): Promise<PresentRound> => {
    const [task, chainTime] = await Promise.all([training.readTask(client, contract, id), training.readTime(client)]);
    if (task.status === 'none') throw relayError('TASK_NOT_SERVED', 'there is no such task on this contract');
    const number = BigInt(task.round);
    return { task, number, chainTime, round: await training.readRound(client, contract, { task: id, round: number }) };
  };
  const fresh = (id: Hex): Promise<PresentRound> => {
    if (tasks !== 'all' && !tasks.includes(id)) {
      return Promise.reject(relayError('TASK_NOT_SERVED', 'this relay does not work for the task'));
    }
    const present = read(id);
    // Anybody may name tasks that are none.
    if (known.size > 1000) known.clear();
    known.set(id, { at: now(), present });
    present.catch(() => known.delete(id));
    return present;
  };
  return {
    fresh,
    present(id) {
      const last = known.get(id);
      return last && now() - last.at < pollMs ? last.present : fresh(id);
    },
  };
}

/** The seed is not in the contract until somebody draws it. */
export const seedOf = ({ clients }: RelayConfig, { round }: PresentRound): Promise<bigint> =>
  readSeed(clients.publicClient, { round });
