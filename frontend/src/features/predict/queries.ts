// What these pages read, framework-free. Nothing of a person's own is ever in a cache: values, keys and results go by other ways.
import { fetchOfferDocument, inference, isRequested, models } from '@tacit/sdk';
import { queryOptions } from '@tanstack/react-query';
import type { Network } from '../../app/network.ts';
import { fetchOfferInWorker, placeOf } from './jobs.ts';
import type { Hex } from './orders.ts';

const POLL_MS = 4000;

/** Offers whose models are not withdrawn, newest first. */
export const offersQuery = (network: Network) =>
  queryOptions({
    queryKey: [network.chainId, 'offers'],
    queryFn: async () => {
      const { offers } = await inference.listOffers(network.reader, network.contract('InferenceMarket'), {
        fromBlock: network.fromBlock,
      });
      const registry = network.contract('ModelRegistry');
      const standing = await Promise.all(offers.map(({ model }) => models.isOffered(network.reader, registry, model)));
      return offers.filter((_, at) => standing[at]).toReversed();
    },
    refetchInterval: 4 * POLL_MS,
  });

/** What an offer says of itself, by the hash on the chain: it never changes. */
export const offerDocumentQuery = (network: Network, digest: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'offer-document', digest],
    queryFn: ({ signal }) => fetchOfferDocument(digest, { store: network.blobs, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });

/** To the creator for one sample, in wei, now. */
export const priceQuery = (network: Network, { id, terms }: Pick<inference.ListedOffer, 'id' | 'terms'>) =>
  queryOptions({
    queryKey: [network.chainId, 'offer-price', id],
    queryFn: async () => {
      const market = network.contract('InferenceMarket');
      const whole = await inference.readCost(network.reader, market, { offer: id, workers: 1, samples: 1 });
      return whole - terms.workerFee * BigInt(terms.steps);
    },
  });

/** An offer with its network and the plan that follows, checked in a worker. */
export const offerQuery = (network: Network, id: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'offer', id],
    queryFn: ({ signal }) => fetchOfferInWorker({ place: placeOf(network), id }, { signal }),
    staleTime: 60_000,
    structuralSharing: false,
  });

/** Who may be drawn, and what the market allows. */
export const poolQuery = (network: Network) =>
  queryOptions({
    queryKey: [network.chainId, 'pool'],
    queryFn: async () => {
      const market = network.contract('InferenceMarket');
      const [drawable, rules] = await Promise.all([
        inference.readDrawableCount(network.reader, market),
        inference.readMarketRules(network.reader, market),
      ]);
      return { drawable, ...rules };
    },
    refetchInterval: 4 * POLL_MS,
  });

/** Null while the chain knows no such job: it may be kept here and not be paid. */
export const jobQuery = (network: Network, id: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'job', id],
    queryFn: async () => {
      const market = network.contract('InferenceMarket');
      if (!(await isRequested(network.reader, market, id))) return null;
      return await inference.readJob(network.reader, market, id);
    },
    refetchInterval: ({ state }) => (state.data?.phase === 'closed' ? false : POLL_MS),
  });

export const panelQuery = (network: Network, id: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'panel', id],
    queryFn: () => inference.readPanel(network.reader, network.contract('InferenceMarket'), id),
    refetchInterval: POLL_MS,
  });

/** All that an account ever asked, newest first, each as it is now. */
export const jobsQuery = (network: Network, user: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'jobs', user],
    queryFn: async () => {
      const market = network.contract('InferenceMarket');
      const { jobs } = await inference.listJobs(network.reader, market, { user, fromBlock: network.fromBlock });
      const now = await Promise.all(jobs.map(({ id }) => inference.readJob(network.reader, market, id)));
      return jobs.map((listed, at) => ({ ...listed, job: now[at] as inference.Job })).toReversed();
    },
    refetchInterval: POLL_MS,
  });

export const claimableQuery = (network: Network, account: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'claimable', account],
    queryFn: () => inference.readClaimable(network.reader, network.contract('InferenceMarket'), account),
    refetchInterval: POLL_MS,
  });

export const contestCostQuery = (network: Network, job: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'contest-cost', job],
    queryFn: () => inference.readContestCost(network.reader, network.contract('InferenceMarket'), job),
  });

/** What the market takes for a request now, in wei. */
export const costQuery = (
  network: Network,
  asked: { readonly offer: Hex; readonly workers: number; readonly samples: number },
) =>
  queryOptions({
    queryKey: [network.chainId, 'cost', asked.offer, asked.workers, asked.samples],
    queryFn: () => inference.readCost(network.reader, network.contract('InferenceMarket'), asked),
    refetchInterval: POLL_MS,
  });

export const offerTermsQuery = (network: Network, id: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'offer-terms', id],
    queryFn: () => inference.readOffer(network.reader, network.contract('InferenceMarket'), id),
    staleTime: 60_000,
  });
