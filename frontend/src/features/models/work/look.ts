// What is published, fetched by its hash and checked: nobody's word is taken for it.
import {
  type BlobReader,
  blobCid,
  CHUNK_BYTES,
  circuitNamed,
  type FetchedOffer,
  fetchOffer,
  MAX_NETWORK_BYTES,
  type models,
  ProtocolError,
  parseNetwork,
  rawCid,
  readFile,
  requireModel,
} from '@tacit/sdk';
import type { Hex } from 'viem';
import type { Network } from '../../../app/network.ts';
import { networkFacts } from '../source.ts';
import { circuitNameOf } from './circuits.ts';

export interface OfferLook {
  readonly layers: readonly string[];
  readonly steps: number;
  readonly seconds: number;
  readonly keyBytes: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly document: FetchedOffer['document'];
}

/** An offer with the plan that follows from it; refuses one that contradicts itself. */
export async function lookAtOffer(network: Network, id: Hex): Promise<OfferLook> {
  const { reader, chainId, blobs: store } = network;
  const place = { chainId, market: network.contract('InferenceMarket'), store };
  const { plan, document } = await fetchOffer(reader, { ...place, id });
  const { keyBytes, requestBytes, responseBytes, seconds, steps } = plan;
  const { layers } = networkFacts(plan.network);
  return { layers, steps: steps.length, seconds, keyBytes, requestBytes, responseBytes, document };
}

/** A root's bytes, whatever their length: up to one chunk the block itself, beyond that a file of blocks. */
async function fetchWhole(store: BlobReader, digest: Hex, limit: number): Promise<Uint8Array | undefined> {
  const single = await readFile(store, rawCid(BigInt(digest)), { limit });
  return single ?? (await readFile(store, blobCid({ digest, bytes: CHUNK_BYTES + 1 }), { limit }));
}

export interface CheckedWeights {
  readonly bytes: Uint8Array;
  /** `root`: they are behind the root on chain. `hash`: they are what the publisher named, and that is all. */
  readonly checked: 'root' | 'hash';
  readonly kind: 'weights' | 'network';
}

export async function fetchWeights(
  network: Network,
  { circuit, root, weightsCid }: Pick<models.Model, 'circuit' | 'root' | 'weightsCid'>,
): Promise<CheckedWeights> {
  const bytes = await fetchWhole(network.blobs, weightsCid, MAX_NETWORK_BYTES);
  if (!bytes) throw new ProtocolError('WEIGHTS_UNAVAILABLE', `the weights ${weightsCid} are in no store of this page`);
  if (root === 0n) {
    parseNetwork(bytes);
    return { bytes, checked: 'hash', kind: 'network' };
  }
  const { name, format } = circuitNamed(await circuitNameOf(network, circuit));
  requireModel({ name, format }, bytes, root);
  return { bytes, checked: 'root', kind: 'weights' };
}
