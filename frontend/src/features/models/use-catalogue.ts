import type { OfferDocument } from '@tacit/sdk';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useNetwork } from '../../app/network.ts';
import { type CatalogueModel, catalogue, modelDocument } from './queries.ts';

/** All models, and of each what it takes and gives as soon as that is known; null where nobody described it so. */
export function useCatalogue() {
  const network = useNetwork();
  const listed = useQuery(catalogue(network));
  const list = listed.data ?? [];
  const documents = useQueries({ queries: list.map(({ specCid }) => modelDocument(network, specCid)) });
  const documentOf = ({ id }: CatalogueModel): OfferDocument | null | undefined => {
    const found = documents[list.findIndex((model) => model.id === id)];
    return found?.isError ? null : found?.data;
  };
  return { ...listed, documentOf };
}
