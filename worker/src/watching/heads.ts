// The chain's newest and final blocks.
import { errorCode, explained, type PinnedBlock, type ReadClient } from '@tacit/sdk';
import { getBlock } from 'viem/actions';

type Hex = `0x${string}`;

export interface BlockRef {
  readonly number: bigint;
  readonly hash: Hex;
  /** In seconds. */
  readonly time: number;
}

/** The node's own word, or so many blocks on top. */
export type Finality = 'finalized' | number;

export interface Heads {
  readonly head: BlockRef;
  /** Undefined when the node cannot say. */
  readonly final: PinnedBlock | undefined;
  /** The time that the next block will have, as far as is known. */
  readonly time: number;
}

type Block = PinnedBlock & { readonly time: number };
type Wanted = { readonly blockNumber: bigint } | { readonly blockTag: 'latest' | 'finalized' | 'pending' };

async function readBlock(client: ReadClient, wanted: Wanted): Promise<Block> {
  const { number, hash, timestamp } = await explained(() => getBlock(client, wanted));
  return { number: number ?? 0n, hash: hash ?? '0x', time: Number(timestamp) };
}

/** A failure to connect is one; any other refusal means that the node does not know such a block. */
export async function readIfKnown(client: ReadClient, wanted: Wanted): Promise<Block | undefined> {
  try {
    return await readBlock(client, wanted);
  } catch (error) {
    if (errorCode(error) === 'NETWORK_UNREACHABLE') throw error;
    return undefined;
  }
}

async function readFinal(client: ReadClient, head: Block, finality: Finality): Promise<PinnedBlock | undefined> {
  if (finality === 'finalized') return await readIfKnown(client, { blockTag: 'finalized' });
  if (finality === 0) return head;
  const number = head.number - BigInt(finality);
  return number < 0n ? undefined : await readIfKnown(client, { blockNumber: number });
}

/**
 * `nowMs` is this machine's clock. It stands in for the next block's time where the node does not say: where blocks are rare
 * the newest one's lies far back, and deadlines would never pass.
 */
export async function readHeads(client: ReadClient, finality: Finality, nowMs: number): Promise<Heads> {
  const head = await readBlock(client, { blockTag: 'latest' });
  const [final, pending] = await Promise.all([
    readFinal(client, head, finality),
    readIfKnown(client, { blockTag: 'pending' }),
  ]);
  return { head, final, time: Math.max(head.time, pending?.time ?? Math.floor(nowMs / 1000)) };
}
