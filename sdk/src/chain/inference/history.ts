// What happened to one job, in order.
import type { Address, Hex } from 'viem';
import type { ReadClient } from '../clients.ts';
import { type ContractEvent, type EventCursor, type EventRange, eventPages } from '../events.ts';
import { inferenceMarketAbi } from '../generated/inference-market.ts';

const abi = inferenceMarketAbi;

/** Every event of the market that names a job. */
export type JobEvent = Extract<ContractEvent<typeof abi>, { readonly args: { readonly job: Hex } }>;

/** The events of one job by pages, and where to go on. */
export async function* jobEventPages(
  client: ReadClient,
  address: Address,
  { job, ...range }: EventRange & { readonly job: Hex },
): AsyncGenerator<{ readonly events: readonly JobEvent[]; readonly cursor: EventCursor }, void> {
  for await (const { events, cursor } of eventPages(client, { abi, address }, range)) {
    yield {
      events: events.filter((event): event is JobEvent => 'job' in event.args && event.args.job === job),
      cursor,
    };
  }
}

/** All events of one job in a range, and where to go on. */
export async function readJobEvents(
  client: ReadClient,
  address: Address,
  range: EventRange & { readonly job: Hex },
): Promise<{ readonly events: readonly JobEvent[]; readonly cursor: EventCursor }> {
  const events: JobEvent[] = [];
  let cursor: EventCursor = { nextBlock: range.fromBlock };
  for await (const page of jobEventPages(client, address, range)) {
    events.push(...page.events);
    cursor = page.cursor;
  }
  return { events, cursor };
}

/** The digest that was agreed on for each step that is settled, in order. */
export const settledResults = (events: readonly JobEvent[]): Hex[] =>
  events.flatMap((event) => (event.eventName === 'StepSettled' ? [event.args.result] : []));
