// What workers around predictions read from and store in: made from what the page posts.
import {
  authoriseWith,
  type BlobReader,
  type BlobStore,
  type FetchedOffer,
  firstOf,
  gatewayReader,
  inference,
  inferenceError,
  nameBlob,
  pinNodeStore,
  type ReadClient,
  replicatedStore,
} from '@tacit/sdk';
import {
  indexedDbStore,
  type KeptRequests,
  type PortableVault,
  uploadSigner,
  type Vault,
  vaultOf,
} from '@tacit/sdk/browser';
import { createPublicClient, http } from 'viem';
import type { Hex, WorkerPlace } from '../features/predict/orders.ts';
import { namedChain } from './named-chain.ts';

type Saved = Awaited<ReturnType<KeptRequests['read']>>;

export const clientOf = (place: WorkerPlace): ReadClient =>
  createPublicClient({
    chain: namedChain(place),
    transport: http(place.rpcUrl, { batch: true, retryCount: 2 }),
    pollingInterval: 1000,
  });

export const readerOf = ({ pinNodes }: WorkerPlace): BlobReader => firstOf(pinNodes.map((url) => gatewayReader(url)));

/** The first pin node must keep what it is given, and the others should. Uploads are signed by the vault's own key. */
export async function storeOf({ pinNodes }: WorkerPlace, vault: Vault): Promise<BlobStore> {
  const authorise = authoriseWith(await uploadSigner(vault));
  const [primary, ...replicas] = pinNodes.map((url) => pinNodeStore({ url, authorise }));
  if (primary) return replicatedStore({ primary, replicas });
  throw inferenceError('BLOB_UNAVAILABLE', 'this copy of the page names no pin node');
}

export const openedVault = (portable: PortableVault): Vault => vaultOf(portable, indexedDbStore({ name: 'tacit' }));

/** The offer as it was kept, which must be what the chain has: a request is of exactly one. */
export async function offerOfSaved(client: ReadClient, saved: Saved): Promise<FetchedOffer> {
  const { document, offerDocument, offerDocumentBytes: documentBytes, network, plan } = saved;
  const { chainId, market, offer: id } = document as { chainId: number; market: Hex; offer: Hex };
  const offer = await inference.readOffer(client, market, id);
  if ((await nameBlob(documentBytes)).digest === offer.terms.offerCid) {
    return { chainId, market, id, offer, document: offerDocument, documentBytes, network, plan };
  }
  throw inferenceError('REQUEST_FOREIGN', "what is kept has another offer's document than the chain");
}

/** Refuses a request that was made for another market than the page's. */
export function requirePlace({ document }: Saved, { chainId, market }: WorkerPlace): void {
  if (document.chainId === chainId && document.market.toLowerCase() === market.toLowerCase()) return;
  throw inferenceError('REQUEST_FOREIGN', 'the request was made for another network');
}
