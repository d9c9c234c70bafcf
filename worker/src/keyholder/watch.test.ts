import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode, type ReadClient, trainingAbi } from '@tacit/sdk';
import { createClient, custom, encodeAbiParameters, encodeEventTopics, numberToHex, pad } from 'viem';
import { readHeads } from '../watching/heads.ts';
import type { Hex } from './state.ts';
import { openTrainingFeed } from './watch.ts';

const CONTRACT = `0x${'c0'.repeat(20)}` as const;
const TASK = `0x${'7a'.repeat(32)}` as const;

/** A node as far as blocks and logs go; each block has one demand in it, of the member with the block's number. */
function fakeNode() {
  let blocks: Hex[] = [];
  let extra: Record<string, number | undefined> = {};
  let [onLogs, asked]: [(() => void) | undefined, number] = [undefined, 0];
  const grow = (count: number, fork: string) => {
    for (let i = 0; i < count; i++) blocks.push(pad(`0x${fork}${(blocks.length + 1).toString(16).padStart(4, '0')}`));
  };
  const blockAt = (number: number) => {
    const hash = blocks[number - 1];
    return hash ? { number: numberToHex(number), hash, timestamp: numberToHex(1000 + number), transactions: [] } : null;
  };
  const logAt = (number: number) => ({
    address: CONTRACT,
    topics: encodeEventTopics({
      abi: trainingAbi,
      eventName: 'ShareDemanded',
      args: { task: TASK, round: 1n, trainer: CONTRACT },
    }),
    data: encodeAbiParameters([{ type: 'uint256' }], [BigInt(number)]),
    blockNumber: numberToHex(number),
    blockHash: blocks[number - 1],
    transactionHash: blocks[number - 1],
    transactionIndex: '0x0',
    logIndex: '0x0',
    removed: false,
  });
  const request = async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
    const [first] = (params ?? []) as [string & { fromBlock: Hex; toBlock: Hex }];
    if (method === 'eth_blockNumber') return numberToHex(blocks.length);
    if (method === 'eth_getLogs') {
      asked++;
      onLogs?.();
      const [from, to] = [Number(first.fromBlock), Math.min(Number(first.toBlock), blocks.length)];
      return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => logAt(from + i));
    }
    if (method !== 'eth_getBlockByNumber') throw new Error(`nobody asks for ${method}`);
    if (first === 'latest') return blockAt(blocks.length);
    if (first.startsWith('0x')) return blockAt(Number(first));
    const number = extra[first];
    if (number === undefined) throw Object.assign(new Error('unknown block tag'), { code: -32602 });
    return {
      ...blockAt(Math.min(number, blocks.length)),
      ...(first === 'pending' && { timestamp: numberToHex(number) }),
    };
  };
  const client = createClient({ transport: custom({ request }, { retryCount: 0 }) }) as ReadClient;
  return {
    client,
    grow,
    cut: (count: number) => {
      blocks = blocks.slice(0, count);
    },
    tags: (tags: typeof extra) => {
      extra = tags;
    },
    duringLogs: (act: (() => void) | undefined) => {
      onLogs = act;
    },
    asked: () => asked,
  };
}

const place = (client: ReadClient) => ({ client, contract: CONTRACT, fromBlock: 1n });
const membersOf = (feed: ReturnType<typeof openTrainingFeed>): bigint[] =>
  feed.of(TASK).map((event) => ('member' in event.args ? (event.args.member as bigint) : -1n));
const forksOf = (feed: ReturnType<typeof openTrainingFeed>): string[] =>
  feed.of(TASK).map(({ transactionHash }) => transactionHash.slice(-6, -4));

describe('the newest and the final block', () => {
  it('are what the node says, or so many blocks apart', async () => {
    const node = fakeNode();
    node.grow(10, 'aa');
    node.tags({ finalized: 6, pending: 5000 });
    const told = await readHeads(node.client, 'finalized', 0);
    assert.deepEqual([told.head.number, told.final?.number, told.time], [10n, 6n, 5000]);
    const counted = await readHeads(node.client, 3, 0);
    assert.equal(counted.final?.number, 7n);
    assert.equal((await readHeads(node.client, 0, 0)).final?.hash, counted.head.hash);
    assert.equal((await readHeads(node.client, 11, 0)).final, undefined);
  });

  it('go without finality and without a next block where the node knows neither', async () => {
    const node = fakeNode();
    node.grow(3, 'aa');
    const now = await readHeads(node.client, 'finalized', 9_000_000);
    assert.deepEqual([now.final, now.time], [undefined, 9000]);
    // This machine's clock may be behind the chain's, and does not turn it back.
    assert.equal((await readHeads(node.client, 'finalized', 5)).time, 1003);
  });
});

describe('the events up to the newest block', () => {
  it('are read once, block by block', async () => {
    const node = fakeNode();
    node.grow(3, 'aa');
    const feed = openTrainingFeed(place(node.client));
    assert.equal(await feed.sync(await readHeads(node.client, 1, 0)), false);
    node.grow(2, 'aa');
    assert.equal(await feed.sync(await readHeads(node.client, 1, 0)), false);
    assert.deepEqual(membersOf(feed), [1n, 2n, 3n, 4n, 5n]);
    const before = node.asked();
    await feed.sync(await readHeads(node.client, 1, 0));
    assert.equal(node.asked(), before);
  });

  it('are forgotten and read anew from the last final block on when blocks are gone', async () => {
    for (const longer of [1, 2, 5]) {
      const node = fakeNode();
      node.grow(6, 'aa');
      const feed = openTrainingFeed(place(node.client));
      await feed.sync(await readHeads(node.client, 3, 0));
      node.cut(4);
      node.grow(longer, 'bb');
      assert.equal(await feed.sync(await readHeads(node.client, 3, 0)), true);
      assert.deepEqual(forksOf(feed), [...'aaaa'].map(() => 'aa').concat(Array(longer).fill('bb')));
    }
  });

  it('are read anew from the first when even what was final is gone', async () => {
    const node = fakeNode();
    node.grow(6, 'aa');
    const feed = openTrainingFeed(place(node.client));
    await feed.sync(await readHeads(node.client, 1, 0));
    node.cut(1);
    node.grow(7, 'bb');
    assert.equal(await feed.sync(await readHeads(node.client, 1, 0)), true);
    assert.deepEqual(forksOf(feed), ['aa', ...Array(7).fill('bb')]);
  });

  it('are not believed when the newest block is replaced while they are read', async () => {
    const node = fakeNode();
    node.grow(4, 'aa');
    const feed = openTrainingFeed(place(node.client));
    await feed.sync(await readHeads(node.client, 2, 0));
    node.grow(2, 'aa');
    const heads = await readHeads(node.client, 2, 0);
    node.duringLogs(() => {
      node.duringLogs(undefined);
      node.cut(4);
      node.grow(3, 'bb');
    });
    await assert.rejects(feed.sync(heads), (error) => errorCode(error) === 'CHAIN_MOVED');
    assert.equal(await feed.sync(await readHeads(node.client, 2, 0)), true);
    assert.deepEqual(forksOf(feed), ['aa', 'aa', 'aa', 'aa', 'bb', 'bb', 'bb']);
    assert.deepEqual(membersOf(feed), [1n, 2n, 3n, 4n, 5n, 6n, 7n]);
  });
});
