// Events of one contract up to the newest block: followed across re-organisations.
import { type ContractEvent, type EventSource, eventPages, type PinnedBlock, type ReadClient } from '@tacit/sdk';
import type { Abi } from 'viem';
import { workerError } from '../worker-error.ts';
import { type Heads, readIfKnown } from './heads.ts';

type Hex = `0x${string}`;

export interface EventFeed<Event> {
  /** Reads on to the newest block; true if blocks that were read before are gone. */
  sync(heads: Heads): Promise<boolean>;
  /** Of one subject in order, as far as they are kept. */
  of(subject: Hex): readonly Event[];
  /** In the order in which they were first spoken of. */
  subjects(): readonly Hex[];
}

export interface FeedPlace<abi extends Abi> {
  readonly client: ReadClient;
  readonly source: EventSource<abi>;
  readonly fromBlock: bigint;
  /** What an event is about, if it is kept. */
  readonly subjectOf: (event: ContractEvent<abi>) => Hex | undefined;
}

/** Events in memory: whoever starts anew reads them anew. */
export function openEventFeed<const abi extends Abi>({
  client,
  source,
  fromBlock,
  subjectOf,
}: FeedPlace<abi>): EventFeed<ContractEvent<abi>> {
  const events = new Map<Hex, ContractEvent<abi>[]>();
  let next = fromBlock;
  let [last, final]: (PinnedBlock | undefined)[] = [];
  let interrupted = false;

  const isThere = async (block: PinnedBlock): Promise<boolean> =>
    (await readIfKnown(client, { blockNumber: block.number }))?.hash === block.hash;

  /** Back to where nothing can have changed: the last final block, unless even that is gone. */
  async function rollBack(): Promise<void> {
    const from = final && (await isThere(final)) ? final.number + 1n : fromBlock;
    if (from < next) next = from > fromBlock ? from : fromBlock;
    for (const [subject, list] of events) {
      const left = list.filter(({ blockNumber }) => blockNumber < next);
      if (left.length > 0) events.set(subject, left);
      else events.delete(subject);
    }
  }

  async function readOn(toBlock: bigint): Promise<void> {
    if (next > toBlock) return;
    for await (const page of eventPages(client, source, { fromBlock: next, toBlock })) {
      for (const event of page.events) {
        const subject = subjectOf(event);
        if (subject === undefined) continue;
        const list = events.get(subject) ?? [];
        list.push(event);
        events.set(subject, list);
      }
      next = page.cursor.nextBlock;
    }
  }

  return {
    async sync({ head, final: newFinal }) {
      if (last?.hash === head.hash) return false;
      const moved = last !== undefined && (head.number < last.number || !(await isThere(last)));
      const gone = moved || interrupted;
      if (gone) await rollBack();
      // Whoever fails on the way may have read events of a block that is gone by then, and goes back next time.
      [interrupted, last, final] = [true, undefined, newFinal];
      await readOn(head.number);
      if (!(await isThere(head))) throw workerError('CHAIN_MOVED', 'the newest block was replaced while it was read');
      [interrupted, last] = [false, head];
      return gone;
    },
    of: (subject) => events.get(subject) ?? [],
    subjects: () => [...events.keys()],
  };
}
