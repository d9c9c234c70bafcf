// Reading as of one block, so that what was read cannot be a mixture of two.
import { createClient, custom, numberToHex } from 'viem';
import type { ReadClient } from './clients.ts';

/** What all reads shall agree on. */
export interface PinnedBlock {
  readonly number: bigint;
  readonly hash: `0x${string}`;
}

type Request = (asked: { readonly method: string; readonly params?: unknown }) => Promise<unknown>;

/** Where a method takes a block, and it is the newest: this one, by its hash (EIP-1898). */
function pin({ number, hash }: PinnedBlock, method: string, params: readonly unknown[]) {
  if (method === 'eth_blockNumber') return { answer: numberToHex(number) };
  if (method === 'eth_getBlockByNumber' && params[0] === 'latest') {
    return { method: 'eth_getBlockByHash', params: [hash, params[1]] };
  }
  return { method, params: params.map((one) => (one === 'latest' ? { blockHash: hash } : one)) };
}

/**
 * The same node, for which this block is the newest. A number would not do: after a re-organisation it names another block.
 * A node that does not have the block, or its state any more, refuses.
 */
export function clientAt(client: ReadClient, block: PinnedBlock): ReadClient {
  const ask = client.request as Request;
  const request: Request = async ({ method, params }) => {
    const pinned = pin(block, method, (params ?? []) as readonly unknown[]);
    return 'answer' in pinned ? pinned.answer : await ask(pinned);
  };
  const transport = custom({ request }, { retryCount: 0 });
  return createClient(client.chain ? { chain: client.chain, transport } : { transport }) as ReadClient;
}
