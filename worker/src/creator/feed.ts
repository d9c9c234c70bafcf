// Jobs that were handed over and are not closed, by the market's events.
import { type ContractEvent, inferenceMarketAbi, type ReadClient } from '@tacit/sdk';
import { type EventFeed, openEventFeed } from '../watching/event-feed.ts';
import type { Hex } from './config.ts';

type MarketEvent = ContractEvent<typeof inferenceMarketAbi>;
const KEPT: readonly MarketEvent['eventName'][] = ['JobRequested', 'JobHandedOver', 'JobClosed'];

export type JobFeed = EventFeed<MarketEvent>;

export const openJobFeed = (
  client: ReadClient,
  { contract, fromBlock }: { readonly contract: Hex; readonly fromBlock: bigint },
): JobFeed =>
  openEventFeed({
    client,
    source: { abi: inferenceMarketAbi, address: contract },
    fromBlock,
    subjectOf: ({ eventName, args }) => (KEPT.includes(eventName) && 'job' in args ? (args.job as Hex) : undefined),
  });

/** Of these offers, in the order in which they were asked for. */
export const handedOver = (feed: JobFeed, offers: readonly Hex[]): Hex[] =>
  feed.subjects().filter((job) => {
    const events = feed.of(job);
    const asked = events.find(({ eventName }) => eventName === 'JobRequested');
    const isOwn = asked?.eventName === 'JobRequested' && offers.includes(asked.args.offer);
    const has = (name: MarketEvent['eventName']) => events.some(({ eventName }) => eventName === name);
    return isOwn && has('JobHandedOver') && !has('JobClosed');
  });
