// The chain's newest and final blocks, and the contract's events up to the newest: followed across re-organisations.
import {
  type ContractEvent,
  errorCode,
  eventPages,
  explained,
  type PinnedBlock,
  type ReadClient,
  trainingAbi,
} from '@tacit/sdk';
import { getBlock } from 'viem/actions';
import { keyholderError } from './errors.ts';
import type { BlockRef, Hex } from './state.ts';

/** The node's own word, or so many blocks on top. */
export type Finality = 'finalized' | number;

export interface Heads {
  readonly head: BlockRef;
  /** Undefined when the node cannot say. */
  readonly final: PinnedBlock | undefined;
  /** The time that the next block will have, as far as is known. */
  readonly time: number;
}

type Block = PinnedBlock & { readonly time: number };
type Wanted = { readonly blockNumber: bigint } | { readonly blockTag: 'latest' | 'finalized' | 'pending' };

async function readBlock(client: ReadClient, wanted: Wanted): Promise<Block> {
  const { number, hash, timestamp } = await explained(() => getBlock(client, wanted));
  return { number: number ?? 0n, hash: hash ?? '0x', time: Number(timestamp) };
}

/** A failure to connect is one; any other refusal means that the node does not know such a block. */
async function readIfKnown(client: ReadClient, wanted: Wanted): Promise<Block | undefined> {
  try {
    return await readBlock(client, wanted);
  } catch (error) {
    if (errorCode(error) === 'NETWORK_UNREACHABLE') throw error;
    return undefined;
  }
}

async function readFinal(client: ReadClient, head: Block, finality: Finality): Promise<PinnedBlock | undefined> {
  if (finality === 'finalized') return await readIfKnown(client, { blockTag: 'finalized' });
  if (finality === 0) return head;
  const number = head.number - BigInt(finality);
  return number < 0n ? undefined : await readIfKnown(client, { blockNumber: number });
}

/**
 * `nowMs` is this machine's clock. It stands in for the next block's time where the node does not say: where blocks are rare
 * the newest one's lies far back, and deadlines would never pass.
 */
export async function readHeads(client: ReadClient, finality: Finality, nowMs: number): Promise<Heads> {
  const head = await readBlock(client, { blockTag: 'latest' });
  const [final, pending] = await Promise.all([
    readFinal(client, head, finality),
    readIfKnown(client, { blockTag: 'pending' }),
  ]);
  return { head, final, time: Math.max(head.time, pending?.time ?? Math.floor(nowMs / 1000)) };
}

export type TrainingEvent = ContractEvent<typeof trainingAbi>;

const KEPT: readonly TrainingEvent['eventName'][] = [
  'CommitteeJoined',
  'ModelAnnounced',
  'RoundFinalised',
  'ShareAnswered',
  'ShareDemanded',
  'SumAnswered',
  'TaskCreated',
];

export interface EventFeed {
  /** Reads on to the newest block; true if blocks that were read before are gone. */
  sync(heads: Heads): Promise<boolean>;
  /** Of one task in order, as far as a keyholder needs them. */
  of(task: Hex): readonly TrainingEvent[];
  tasks(): readonly Hex[];
}

interface FeedPlace {
  readonly client: ReadClient;
  readonly contract: Hex;
  readonly fromBlock: bigint;
}

/** Events in memory: whoever starts anew reads them anew. */
export function openEventFeed({ client, contract, fromBlock }: FeedPlace): EventFeed {
  const events = new Map<Hex, TrainingEvent[]>();
  let next = fromBlock;
  let [last, final]: (PinnedBlock | undefined)[] = [];
  let interrupted = false;

  const isThere = async (block: PinnedBlock): Promise<boolean> =>
    (await readIfKnown(client, { blockNumber: block.number }))?.hash === block.hash;

  /** Back to where nothing can have changed: the last final block, unless even that is gone. */
  async function rollBack(): Promise<void> {
    const from = final && (await isThere(final)) ? final.number + 1n : fromBlock;
    if (from < next) next = from > fromBlock ? from : fromBlock;
    for (const [task, list] of events) {
      events.set(
        task,
        list.filter(({ blockNumber }) => blockNumber < next),
      );
    }
  }

  async function readOn(toBlock: bigint): Promise<void> {
    if (next > toBlock) return;
    const range = { fromBlock: next, toBlock };
    for await (const page of eventPages(client, { abi: trainingAbi, address: contract }, range)) {
      for (const event of page.events) {
        if (!KEPT.includes(event.eventName) || !('task' in event.args)) continue;
        const task = event.args.task as Hex;
        const list = events.get(task) ?? [];
        list.push(event);
        events.set(task, list);
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
      if (!(await isThere(head)))
        throw keyholderError('CHAIN_MOVED', 'the newest block was replaced while it was read');
      [interrupted, last] = [false, head];
      return gone;
    },
    of: (task) => events.get(task) ?? [],
    tasks: () =>
      [...events].flatMap(([task, list]) => (list.some((one) => one.eventName === 'TaskCreated') ? [task] : [])),
  };
}
