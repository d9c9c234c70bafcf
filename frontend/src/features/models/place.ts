// The network as workers are told of it: what can be posted, and opened again on the other side.
import { authoriseWith, type BlobStore, ProtocolError, pinNodeStore, replicatedStore } from '@tacit/sdk';
import { uploadSigner, type Vault } from '@tacit/sdk/browser';
import { type Network, openNetwork } from '../../app/network.ts';
import type { Site } from '../../app/site.ts';

export interface ModelPlace {
  readonly site: Site;
  readonly chainId: number;
}

export const placeOf = ({ site, chainId }: Network): ModelPlace => ({ site, chainId });

export function openPlace({ site, chainId }: ModelPlace): Network {
  const network = site.networks.find((each) => each.chainId === chainId);
  if (network) return openNetwork(site, network);
  throw new ProtocolError('SITE_INVALID', `the page knows no chain ${chainId}`);
}

/** Takes uploads under the vault's own key: the first pin node must keep them, the others should. */
export async function openStore({ pinNodes }: Network, vault: Vault): Promise<BlobStore> {
  const authorise = authoriseWith(await uploadSigner(vault));
  const [primary, ...replicas] = pinNodes.map((url) => pinNodeStore({ url, authorise }));
  if (primary) return replicatedStore({ primary, replicas });
  throw new ProtocolError('SITE_INVALID', 'this page names no pin node, so there is nowhere to upload to');
}
