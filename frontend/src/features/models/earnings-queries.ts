// Jobs that others asked of one's own offers, and what one earned: all of it public.
import { inference, nameBlob, REFUSED_ANSWER } from '@tacit/sdk';
import { queryOptions } from '@tanstack/react-query';
import { type Address, type Hex, isAddressEqual } from 'viem';
import type { Network } from '../../app/network.ts';

export interface OwnJob
  extends Pick<inference.Job, 'offer' | 'user' | 'samples' | 'phase' | 'outcome' | 'until' | 'price'> {
  readonly id: Hex;
  readonly mode: inference.Mode;
  /** Answered, and by saying that the hand-over was none. */
  readonly refused: boolean;
}

export interface OwnOffer extends inference.ListedOffer {
  readonly withdrawn: boolean;
}

export interface OwnMarket {
  readonly offers: readonly OwnOffer[];
  /** The newest first. */
  readonly jobs: readonly OwnJob[];
}

async function readOffers({ reader, fromBlock, contract }: Network, creator: Address): Promise<readonly OwnOffer[]> {
  const market = contract('InferenceMarket');
  const [all, standing] = await Promise.all([
    inference.listOffers(reader, market, { fromBlock, creator, withdrawn: true }),
    inference.listOffers(reader, market, { fromBlock, creator }),
  ]);
  const stands = new Set(standing.offers.map(({ id }) => id));
  return all.offers.map((offer) => ({ ...offer, withdrawn: !stands.has(offer.id) }));
}

async function readJobs({ reader, fromBlock, contract }: Network, creator: Address): Promise<readonly OwnJob[]> {
  const market = contract('InferenceMarket');
  const { digest: refusal } = await nameBlob(REFUSED_ANSWER);
  const { jobs } = await inference.listJobs(reader, market, { fromBlock, creator });
  const found = jobs.map(async ({ id, offer }) => {
    const [{ terms }, job] = await Promise.all([
      inference.readOffer(reader, market, offer),
      inference.readJob(reader, market, id),
    ]);
    const { user, samples, phase, outcome, until, price, answerCid } = job;
    const refused = answerCid === refusal;
    return { id, offer, mode: terms.mode, user, samples, phase, outcome, until, price, refused };
  });
  return (await Promise.all(found)).reverse();
}

export const ownMarket = (network: Network, creator: Address) =>
  queryOptions({
    queryKey: [network.chainId, 'models', 'own', creator],
    refetchInterval: 4000,
    queryFn: async (): Promise<OwnMarket> => {
      const [offers, jobs] = await Promise.all([readOffers(network, creator), readJobs(network, creator)]);
      return { offers, jobs };
    },
  });

export interface Earnings {
  readonly earned: bigint;
  readonly samples: number;
  readonly served: number;
  readonly open: number;
  /** Closed without a price: not handed over, not answered, or without a result. */
  readonly unpaid: number;
}

/** Of jobs that are over, what came of them; the price is the creator's where the job was served. */
export function earningsOf(jobs: readonly OwnJob[]): Earnings {
  const served = jobs.filter(({ outcome }) => outcome === 'served');
  const open = jobs.filter(({ phase }) => phase !== 'closed').length;
  return {
    earned: served.reduce((sum, { price }) => sum + price, 0n),
    samples: served.reduce((sum, job) => sum + job.samples, 0),
    served: served.length,
    open,
    unpaid: jobs.length - open - served.length,
  };
}

/** Jobs whose user has handed over, the most urgent first. */
export const awaiting = (jobs: readonly OwnJob[]): readonly OwnJob[] =>
  jobs.filter(({ phase }) => phase === 'answering').toSorted((a, b) => Number(a.until - b.until));

export const isOwn = (publisher: Address, account: Address | undefined): boolean =>
  account !== undefined && isAddressEqual(publisher, account);
