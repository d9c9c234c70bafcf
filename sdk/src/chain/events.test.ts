import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Address,
  createPublicClient,
  custom,
  encodeAbiParameters,
  encodeEventTopics,
  type Hex,
  hexToBigInt,
  numberToHex,
  pad,
  type RpcLog,
} from 'viem';
import { assertRejected } from '../../../test/support/refusals.ts';
import { decodeEvents, eventPages, findEvent, isRangeRefusal, readEvents } from './events.ts';
import { keyholdersAbi } from './generated/keyholders.ts';

const KEYHOLDERS: Address = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const OWNER: Address = '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512';
const SOURCE = { abi: keyholdersAbi, address: KEYHOLDERS };

const rpcLog = (block: bigint, amount: bigint, changes: Partial<RpcLog> = {}): RpcLog => ({
  address: KEYHOLDERS.toLowerCase() as Address,
  topics: encodeEventTopics({ abi: keyholdersAbi, eventName: 'StakeDeposited', args: { owner: OWNER } }) as [Hex],
  data: encodeAbiParameters([{ type: 'uint256' }], [amount]),
  blockNumber: numberToHex(block),
  blockHash: pad('0x1', { size: 32 }),
  blockTimestamp: '0x1',
  transactionHash: pad(numberToHex(block), { size: 32 }),
  transactionIndex: '0x0',
  logIndex: '0x0',
  removed: false,
  ...changes,
});

interface Range {
  readonly fromBlock: Hex;
  readonly toBlock: Hex;
}

/** A node with one event in every tenth block, that answers for so many blocks at once. */
function nodeOf({ newest = 100n, most = 1000n, refusal = 'block range is too wide', code = -32600 } = {}) {
  const asked: bigint[] = [];
  const request = async ({ method, params }: { method: string; params: [Range] }) => {
    if (method === 'eth_blockNumber') return numberToHex(newest);
    const [from, to] = [hexToBigInt(params[0].fromBlock), hexToBigInt(params[0].toBlock)];
    asked.push(to - from + 1n);
    if (to - from + 1n > most) throw Object.assign(new Error(refusal), { code });
    const logs: RpcLog[] = [];
    for (let block = from; block <= to; block++) if (block % 10n === 0n) logs.push(rpcLog(block, block));
    return logs;
  };
  const client = createPublicClient({ transport: custom({ request: request as never }, { retryCount: 0 }) });
  return { client, asked };
}

const blocksOf = (events: readonly { blockNumber: bigint }[]) => events.map(({ blockNumber }) => Number(blockNumber));

describe('decodeEvents', () => {
  const decode = (...logs: RpcLog[]) => decodeEvents(SOURCE, logs as never);

  it('gives names and arguments', async () => {
    const { events } = await readEvents(nodeOf().client, SOURCE, { fromBlock: 10n, toBlock: 10n });
    assert.deepEqual(
      events.map(({ eventName, args, blockNumber, logIndex }) => ({ eventName, args, blockNumber, logIndex })),
      [{ eventName: 'StakeDeposited', args: { owner: OWNER, amount: 10n }, blockNumber: 10n, logIndex: 0 }],
    );
    assert.equal(findEvent(events, 'StakeDeposited')?.args.amount, 10n);
    assert.equal(findEvent(events, 'StakeLocked'), undefined);
  });

  it('passes over what is not of this contract, or of none of its events, or was taken back', () => {
    assert.equal(decode(rpcLog(1n, 1n)).length, 1);
    const topics = [pad('0x1234', { size: 32 })] as [Hex];
    assert.deepEqual(
      decode(
        rpcLog(1n, 1n, { address: OWNER }),
        rpcLog(1n, 1n, { topics }),
        rpcLog(1n, 1n, { topics: [] as never }),
        rpcLog(1n, 1n, { removed: true }),
        rpcLog(1n, 1n, { data: '0x12' }),
        rpcLog(1n, 1n, { blockNumber: null }),
      ),
      [],
    );
  });
});

describe('eventPages', () => {
  it('reads everything once, whatever a node answers for', async () => {
    const expected = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
    for (const most of [1n, 3n, 7n, 50n, 1000n]) {
      const { client } = nodeOf({ most });
      const { events, cursor } = await readEvents(client, SOURCE, { fromBlock: 1n });
      assert.deepEqual(blocksOf(events), expected, `${most}`);
      assert.equal(cursor.nextBlock, 101n);
    }
  });

  it('halves after a refusal, and tries more again after an answer', async () => {
    const { client, asked } = nodeOf({ most: 30n });
    await readEvents(client, SOURCE, { fromBlock: 1n, span: 100n });
    assert.deepEqual(asked, [100n, 50n, 25n, 50n, 25n, 50n, 25n, 25n]);
  });

  it('goes on where it stopped', async () => {
    const { client } = nodeOf();
    const seen: number[] = [];
    let fromBlock = 1n;
    while (fromBlock <= 100n) {
      for await (const page of eventPages(client, SOURCE, { fromBlock, span: 15n })) {
        seen.push(...blocksOf(page.events));
        fromBlock = page.cursor.nextBlock;
        break;
      }
    }
    assert.deepEqual(seen, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    const { events, cursor } = await readEvents(client, SOURCE, { fromBlock });
    assert.deepEqual([events, cursor.nextBlock], [[], 101n]);
  });

  it('leaves the newest blocks for later, and those that do not exist', async () => {
    const { client } = nodeOf();
    const settled = await readEvents(client, SOURCE, { fromBlock: 75n, confirmations: 12n });
    assert.deepEqual([blocksOf(settled.events), settled.cursor.nextBlock], [[80], 89n]);
    const ahead = await readEvents(client, SOURCE, { fromBlock: 95n, toBlock: 500n });
    assert.deepEqual([blocksOf(ahead.events), ahead.cursor.nextBlock], [[100], 101n]);
  });

  it('gives up on a node that refuses single blocks', async () => {
    await assertRejected('LOG_RANGE_REFUSED', readEvents(nodeOf({ most: 0n }).client, SOURCE, { fromBlock: 1n }));
  });

  it('does not halve for other refusals', async () => {
    const { client, asked } = nodeOf({ most: 0n, refusal: 'project is over its rate limit', code: -32000 });
    await assertRejected('RPC_FAILED', readEvents(client, SOURCE, { fromBlock: 1n }));
    assert.equal(asked.length, 1);
  });
});

describe('isRangeRefusal', () => {
  const refusals = [
    'query returned more than 10000 results',
    'eth_getLogs is limited to a 10,000 range',
    'exceed maximum block range: 5000',
    'block range is too wide',
    'Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range',
    'requested too many blocks from 1 to 9999999, maximum is set to 2048',
    'ranges over 10000 blocks are not supported on freetier',
    'query timeout exceeded',
  ];
  for (const text of refusals)
    it(`understands "${text.slice(0, 40)}"`, () => assert.ok(isRangeRefusal(new Error(text))));

  it('takes nothing else for one', () => {
    for (const text of ['rate limit: more than 100 per second', 'execution reverted', 'header not found', '']) {
      assert.ok(!isRangeRefusal(new Error(text)), text);
    }
    assert.ok(!isRangeRefusal(Object.assign(new Error('block range'), { name: 'TimeoutError' })));
    assert.ok(!isRangeRefusal('block range is too wide'));
  });
});
