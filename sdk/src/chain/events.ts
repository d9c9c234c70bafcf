import {
  type Abi,
  type Address,
  type ContractEventArgsFromTopics,
  type ContractEventName,
  type Hex,
  isAddressEqual,
  type Log,
  parseEventLogs,
} from 'viem';
import { getBlockNumber, getLogs } from 'viem/actions';
import { chainError } from '../errors/index.ts';
import type { ReadClient } from './clients.ts';
import { explained } from './failure.ts';

/** An event with its arguments by name, and where it stands. */
export type ContractEvent<abi extends Abi, name extends ContractEventName<abi> = ContractEventName<abi>> = {
  [each in name]: {
    readonly eventName: each;
    readonly args: ContractEventArgsFromTopics<abi, each>;
    readonly address: Address;
    readonly blockNumber: bigint;
    readonly logIndex: number;
    readonly transactionHash: Hex;
  };
}[name];

export interface EventSource<abi extends Abi> {
  readonly abi: abi;
  readonly address: Address;
}

/** The events of one contract among any logs; what others logged, and what was taken back, is passed over. */
export function decodeEvents<const abi extends Abi>(
  { abi, address }: EventSource<abi>,
  logs: readonly Log[],
): ContractEvent<abi>[] {
  const own = logs.filter((log) => !log.removed && log.blockNumber !== null && isAddressEqual(log.address, address));
  const parsed = parseEventLogs({ abi: abi as Abi, logs: own, strict: true });
  return parsed.map(({ eventName, args, blockNumber, logIndex, transactionHash, address: from }) => ({
    eventName,
    // An event without arguments has none to decode.
    args: args ?? {},
    address: from,
    blockNumber,
    logIndex,
    transactionHash,
  })) as unknown as ContractEvent<abi>[];
}

/** The first event of that name. */
export const findEvent = <event extends { readonly eventName: string }, name extends event['eventName']>(
  events: readonly event[],
  name: name,
): Extract<event, { readonly eventName: name }> | undefined =>
  events.find(({ eventName }) => eventName === name) as Extract<event, { readonly eventName: name }> | undefined;

/** Where reading goes on: keep it, and give it to `readEvents` again. */
export interface EventCursor {
  readonly nextBlock: bigint;
}

export interface EventPage<abi extends Abi> {
  readonly events: readonly ContractEvent<abi>[];
  readonly cursor: EventCursor;
  /** The last block that will be read. */
  readonly toBlock: bigint;
}

export interface EventRange {
  /** The block of the deployment, or `cursor.nextBlock` of the last page that was kept. */
  readonly fromBlock: bigint;
  /** The newest block when it is left out. */
  readonly toBlock?: bigint;
  /** The most blocks to ask for at once. */
  readonly span?: bigint;
  /** Blocks at the end that are left for later, because they might still be replaced. */
  readonly confirmations?: bigint;
}

/** Few providers answer for more. */
const DEFAULT_SPAN = 10_000n;
const RATE_LIMIT = /rate.?limit|per (second|minute|day)|too many requests|capacity|throughput|\b429\b/i;
const RANGE_LIMIT =
  /block range|range (is )?(too|limit|exceed)|too (wide|large|big)|too many (blocks|logs|results)|(more than|over|limited to|up to) (an? )?[\d,]+|response size|exceed\w* (max|the|limit)|query time(d )?out/i;

/** Everything a provider says of it, from the outside inwards. */
function sentencesOf(error: unknown): string {
  const sentences: string[] = [];
  for (let link = error, depth = 0; link instanceof Error && depth < 16; link = link.cause, depth++) {
    // No answer at all is no answer to a large question: halving would wait for each half.
    if (link.name === 'TimeoutError') return '';
    sentences.push(link.message.slice(0, 2048), 'details' in link ? String(link.details).slice(0, 2048) : '');
  }
  return sentences.join('\n');
}

/** Whether a provider refused because of the number of blocks or logs; a smaller question may be answered. */
export function isRangeRefusal(error: unknown): boolean {
  const text = sentencesOf(error);
  return RANGE_LIMIT.test(text) && !RATE_LIMIT.test(text);
}

async function readRange(client: ReadClient, address: Address, fromBlock: bigint, toBlock: bigint) {
  try {
    return await getLogs(client, { address, fromBlock, toBlock });
  } catch (error) {
    if (isRangeRefusal(error)) return undefined;
    return await explained(() => Promise.reject(error));
  }
}

/**
 * Reads events from block to block, as many blocks at a time as the provider answers for: after a refusal half as many,
 * after an answer twice as many again. A page's cursor may be kept; whoever stops can go on there.
 */
export async function* eventPages<const abi extends Abi>(
  client: ReadClient,
  source: EventSource<abi>,
  { fromBlock, toBlock, span = DEFAULT_SPAN, confirmations = 0n }: EventRange,
): AsyncGenerator<EventPage<abi>, void> {
  const newest = await explained(() => getBlockNumber(client, { cacheTime: 0 }));
  const settled = newest - confirmations;
  const last = toBlock !== undefined && toBlock < settled ? toBlock : settled;
  let size = span < 1n ? 1n : span;
  for (let next = fromBlock; next <= last; ) {
    const end = next + size - 1n < last ? next + size - 1n : last;
    const logs = await readRange(client, source.address, next, end);
    if (logs === undefined) {
      const asked = end - next + 1n;
      if (asked === 1n) {
        throw chainError('LOG_RANGE_REFUSED', `the node refuses the events of block ${next} alone`, {
          block: next.toString(),
        });
      }
      size = asked / 2n;
      continue;
    }
    next = end + 1n;
    size = size * 2n < span ? size * 2n : span;
    yield { events: decodeEvents(source, logs), cursor: { nextBlock: next }, toBlock: last };
  }
}

/** All events of a range at once, and where to go on. */
export async function readEvents<const abi extends Abi>(
  client: ReadClient,
  source: EventSource<abi>,
  range: EventRange,
): Promise<{ events: ContractEvent<abi>[]; cursor: EventCursor }> {
  const events: ContractEvent<abi>[] = [];
  let cursor: EventCursor = { nextBlock: range.fromBlock };
  for await (const page of eventPages(client, source, range)) {
    events.push(...page.events);
    cursor = page.cursor;
  }
  return { events, cursor };
}
