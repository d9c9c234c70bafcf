// Which offers and jobs there are, by the contract's events.
import { type Address, type Hex, isAddressEqual } from 'viem';
import type { ReadClient } from '../clients.ts';
import { type ContractEvent, type EventCursor, type EventRange, eventPages } from '../events.ts';
import { inferenceMarketAbi } from '../generated/inference-market.ts';
import { termsFrom } from './reads.ts';
import type { OfferTerms, Trust } from './types.ts';

const abi = inferenceMarketAbi;

export interface ListedOffer {
  readonly id: Hex;
  readonly model: Hex;
  readonly creator: Address;
  readonly terms: OfferTerms;
}

export interface OfferFilter extends EventRange {
  readonly model?: Hex | undefined;
  readonly creator?: Address | undefined;
  /** Those that were withdrawn, too. */
  readonly withdrawn?: boolean;
}

/** Offers, oldest first, and where to go on. */
export async function listOffers(
  client: ReadClient,
  address: Address,
  { model, creator, withdrawn = false, ...range }: OfferFilter,
): Promise<{ readonly offers: readonly ListedOffer[]; readonly cursor: EventCursor }> {
  const offers = new Map<Hex, ListedOffer>();
  let cursor: EventCursor = { nextBlock: range.fromBlock };
  for await (const page of eventPages(client, { abi, address }, range)) {
    for (const { eventName, args } of page.events) {
      if (eventName === 'OfferWithdrawn' && !withdrawn) offers.delete(args.offer);
      if (eventName !== 'OfferMade') continue;
      const { offer: id, terms, ...made } = args;
      if (model !== undefined && made.model !== model) continue;
      if (creator !== undefined && !isAddressEqual(made.creator, creator)) continue;
      offers.set(id, { id, ...made, terms: termsFrom(terms) });
    }
    cursor = page.cursor;
  }
  return { offers: [...offers.values()], cursor };
}

export interface ListedJob {
  readonly id: Hex;
  readonly offer: Hex;
  readonly user: Address;
  readonly requestCid: Hex;
  readonly samples: number;
  readonly trust: Trust;
  readonly escrow: bigint;
  readonly blockNumber: bigint;
}

export interface JobFilter extends EventRange {
  readonly user?: Address | undefined;
  readonly offer?: Hex | undefined;
  /** Jobs of this account's offers. */
  readonly creator?: Address | undefined;
  /** Jobs for which this account was drawn at least once. */
  readonly worker?: Address | undefined;
}

/** What was seen on the way to a list of jobs. */
interface Seen {
  readonly jobs: Map<Hex, ListedJob>;
  readonly creators: Map<Hex, Address>;
  readonly drawn: Set<Hex>;
}

function note({ jobs, creators, drawn }: Seen, event: ContractEvent<typeof abi>, worker: Address | undefined): void {
  const { eventName, args, blockNumber } = event;
  if (eventName === 'OfferMade') creators.set(args.offer, args.creator);
  if (eventName === 'JobRequested') {
    const { job: id, trust, ...asked } = args;
    const { workers, agreeing } = trust;
    jobs.set(id, { id, ...asked, trust: { workers, agreeing }, blockNumber });
  }
  const seats = eventName === 'WorkersDrawn' ? args.workers : [];
  if (eventName === 'WorkersDrawn' && seats.some((seat) => worker && isAddressEqual(seat, worker))) drawn.add(args.job);
}

/** Jobs, oldest first, and where to go on. A filter by creator or worker needs the events from their beginning. */
export async function listJobs(
  client: ReadClient,
  address: Address,
  { user, offer, creator, worker, ...range }: JobFilter,
): Promise<{ readonly jobs: readonly ListedJob[]; readonly cursor: EventCursor }> {
  const seen: Seen = { jobs: new Map(), creators: new Map(), drawn: new Set() };
  let cursor: EventCursor = { nextBlock: range.fromBlock };
  for await (const page of eventPages(client, { abi, address }, range)) {
    for (const event of page.events) note(seen, event, worker);
    cursor = page.cursor;
  }
  const isWanted = (job: ListedJob): boolean => {
    const maker = seen.creators.get(job.offer);
    return (
      (user === undefined || isAddressEqual(job.user, user)) &&
      (offer === undefined || job.offer === offer) &&
      (creator === undefined || (maker !== undefined && isAddressEqual(maker, creator))) &&
      (worker === undefined || seen.drawn.has(job.id))
    );
  };
  return { jobs: [...seen.jobs.values()].filter(isWanted), cursor };
}
