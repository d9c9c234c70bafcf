// Which tasks there are, by the contract's events.
import type { Address, Hex } from 'viem';
import type { ReadClient } from '../clients.ts';
import { type EventCursor, type EventRange, eventPages } from '../events.ts';
import { trainingAbi } from '../generated/training.ts';
import type { Terms } from './types.ts';

const abi = trainingAbi;

export interface ListedTask {
  readonly task: Hex;
  readonly coordinator: Address;
  readonly salt: Hex;
  readonly terms: Terms;
  readonly blockNumber: bigint;
}

/** Pages of tasks, oldest first; whoever keeps a page's cursor goes on there. */
export async function* taskPages(
  client: ReadClient,
  address: Address,
  range: EventRange,
): AsyncGenerator<{ readonly tasks: readonly ListedTask[]; readonly cursor: EventCursor }, void> {
  for await (const { events, cursor } of eventPages(client, { abi, address }, range)) {
    const tasks = events.flatMap((event) =>
      event.eventName === 'TaskCreated' ? [{ ...event.args, blockNumber: event.blockNumber }] : [],
    );
    yield { tasks, cursor };
  }
}

/** At least `limit` tasks if there are so many (a page is not cut), and where to go on. */
export async function listTasks(
  client: ReadClient,
  address: Address,
  { limit = Number.POSITIVE_INFINITY, ...range }: EventRange & { readonly limit?: number },
): Promise<{ readonly tasks: readonly ListedTask[]; readonly cursor: EventCursor }> {
  const tasks: ListedTask[] = [];
  let cursor: EventCursor = { nextBlock: range.fromBlock };
  for await (const page of taskPages(client, address, range)) {
    tasks.push(...page.tasks);
    cursor = page.cursor;
    if (tasks.length >= limit) break;
  }
  return { tasks, cursor };
}

/** The terms that a task was created with, or undefined if it was not, in this range. */
export async function findTerms(
  client: ReadClient,
  address: Address,
  task: Hex,
  range: EventRange,
): Promise<ListedTask | undefined> {
  for await (const { tasks } of taskPages(client, address, range)) {
    const found = tasks.find((each) => each.task === task);
    if (found) return found;
  }
  return undefined;
}
