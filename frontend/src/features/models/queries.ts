// What the chain and the stores say of models, offers and jobs, for React Query.
import {
  classesOf,
  errorCode,
  fetchOfferDocument,
  inference,
  models,
  type OfferDocument,
  ProtocolError,
  rawCid,
  readFile,
} from '@tacit/sdk';
import { queryOptions } from '@tanstack/react-query';
import { type Address, type Hex, isAddressEqual } from 'viem';
import type { Network } from '../../app/network.ts';
import { askWorker } from './ask-worker.ts';
import { MAX_LICENCE_BYTES } from './licences.ts';
import { placeOf } from './place.ts';

export interface CatalogueModel extends models.Model {
  readonly id: Hex;
  readonly parents: readonly Hex[];
  /** Those that can be asked now, oldest first. */
  readonly offers: readonly inference.ListedOffer[];
}

const REFRESH_MS = 4000;

/** Every model that was ever published, the newest first, with what is offered of it. */
export const catalogue = (network: Network) =>
  queryOptions({
    queryKey: [network.chainId, 'models', 'catalogue'],
    refetchInterval: REFRESH_MS,
    queryFn: async (): Promise<readonly CatalogueModel[]> => {
      const { reader, fromBlock } = network;
      const registry = network.contract('ModelRegistry');
      const [listed, offered] = await Promise.all([
        models.listModels(reader, registry, { fromBlock }),
        inference.listOffers(reader, network.contract('InferenceMarket'), { fromBlock }),
      ]);
      const found = listed.models.map(async ({ id, parents }) => {
        const model = await models.readModel(reader, registry, id);
        const own = offered.offers.filter(
          (offer) => offer.model === id && isAddressEqual(offer.creator, model.publisher),
        );
        return { ...model, id, parents, offers: model.withdrawn ? [] : own };
      });
      return (await Promise.all(found)).reverse();
    },
  });

/** What a model takes and gives, where its description is an offer's document; undefined where it is something else. */
export const modelDocument = (network: Network, specCid: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'models', 'document', specCid],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<OfferDocument | null> => {
      try {
        return (await fetchOfferDocument(specCid, { store: network.blobs, signal })).document;
      } catch (error) {
        if (errorCode(error) === 'OFFER_INVALID') return null;
        throw error;
      }
    },
  });

/** Text by its hash: shown as text and nothing else. */
export const licenceText = (network: Network, licenceCid: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'models', 'licence', licenceCid],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<string> => {
      const bytes = await readFile(network.blobs, rawCid(BigInt(licenceCid)), { limit: MAX_LICENCE_BYTES, signal });
      if (!bytes)
        throw new ProtocolError('LICENCE_UNAVAILABLE', `the licence ${licenceCid} is in no store of this page`);
      return new TextDecoder('utf-8', { fatal: false }).decode(bytes);
    },
  });

export interface Ancestor {
  readonly id: Hex;
  readonly model: models.Model;
  readonly parents: readonly Ancestor[];
}

/** Deeper than anybody draws; parents cannot be in a circle. */
const DEEPEST = 6;

async function readAncestor(network: Network, id: Hex, depth: number): Promise<Ancestor> {
  const { reader } = network;
  const registry = network.contract('ModelRegistry');
  const [model, ids] = await Promise.all([
    models.readModel(reader, registry, id),
    models.readParents(reader, registry, id),
  ]);
  const above = depth === DEEPEST ? [] : ids;
  return { id, model, parents: await Promise.all(above.map((parent) => readAncestor(network, parent, depth + 1))) };
}

export const lineage = (network: Network, id: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'models', 'lineage', id],
    refetchInterval: REFRESH_MS,
    queryFn: () => readAncestor(network, id, 0),
  });

export const offersOf = (network: Network, model: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'models', 'offers', model],
    refetchInterval: REFRESH_MS,
    queryFn: async () => {
      const { reader, fromBlock } = network;
      return (await inference.listOffers(reader, network.contract('InferenceMarket'), { fromBlock, model })).offers;
    },
  });

/** An offer with its plan, derived in a worker. */
export const offerLook = (network: Network, offer: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'models', 'look', offer],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => askWorker<'look'>({ kind: 'look', place: placeOf(network), offer }, { signal }),
  });

export const claimable = (network: Network, account: Address) =>
  queryOptions({
    queryKey: [network.chainId, 'models', 'claimable', account],
    refetchInterval: REFRESH_MS,
    queryFn: () => inference.readClaimable(network.reader, network.contract('InferenceMarket'), account),
  });

/** Labels that fit, for outputs that are classes. */
export const labelsOf = ({ output }: Pick<OfferDocument, 'output'>): readonly string[] =>
  output.labels ??
  Array.from({ length: output.kind === 'classes' ? classesOf(output) : output.count }, (_, i) => `${i}`);
