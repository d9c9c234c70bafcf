import type { CID } from 'multiformats/cid';
import { codecOf, MAX_BLOCK_BYTES, verified } from './blocks.ts';
import { type Endpoint, type EndpointOptions, httpEndpoint, refusedBy } from './endpoint.ts';
import type { BlobReader } from './types.ts';

/** One block by the trustless gateway's protocol; 404 and 410 say that it is not there. */
export async function getByGateway(
  endpoint: Endpoint,
  cid: CID,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  codecOf(cid);
  const { status, bytes } = await endpoint.ask({
    path: `/ipfs/${cid}?format=raw`,
    headers: { accept: 'application/vnd.ipld.raw' },
    limit: MAX_BLOCK_BYTES,
    signal,
  });
  if (status === 404 || status === 410) return undefined;
  if (status !== 200) throw refusedBy(endpoint.name, status);
  return verified(endpoint.name, cid, bytes);
}

/** A trustless gateway (specs.ipfs.tech/http-gateways): anybody's, since every block is hashed here. */
export function gatewayReader(url: string, options?: EndpointOptions): BlobReader {
  const endpoint = httpEndpoint(url, options);
  return { name: endpoint.name, getBlock: (cid, { signal } = {}) => getByGateway(endpoint, cid, signal) };
}
