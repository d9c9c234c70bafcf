import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient, custom } from 'viem';
import { getBalance, getBlock, getBlockNumber, getTransaction } from 'viem/actions';
import { errorCode } from '../errors/index.ts';
import { clientAt } from './at-block.ts';
import { explained } from './failure.ts';
import { query } from './read.ts';

const HASH = `0x${'ab'.repeat(32)}` as const;
const ADDRESS = `0x${'12'.repeat(20)}` as const;

function recording(answer: (method: string) => unknown) {
  const asked: [string, unknown][] = [];
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    asked.push([method, params ?? []]);
    return answer(method);
  };
  const node = createClient({ transport: custom({ request }, { retryCount: 0 }) });
  return { asked, client: clientAt(node, { number: 77n, hash: HASH }) };
}

describe('a client at one block', () => {
  it('asks for that block by its hash wherever it would ask for the newest', async () => {
    const word = `0x${'00'.repeat(31)}07`;
    const { asked, client } = recording((method) => (method === 'eth_call' ? word : null));
    const abi = [
      { type: 'function', name: 'f', inputs: [], outputs: [{ type: 'uint256' }], stateMutability: 'view' },
    ] as const;
    assert.equal(await query(client, { abi, address: ADDRESS, functionName: 'f' }), 7n);
    await getBlock(client).catch(() => undefined);
    await getBalance(client, { address: ADDRESS }).catch(() => undefined);
    assert.equal(await getBlockNumber(client, { cacheTime: 0 }), 77n);
    assert.deepEqual(
      asked.map(([method, params]) => [
        method,
        (params as unknown[]).filter((one) => JSON.stringify(one).includes(HASH)),
      ]),
      [
        ['eth_call', [{ blockHash: HASH }]],
        ['eth_getBlockByHash', [HASH]],
        ['eth_getBalance', [{ blockHash: HASH }]],
      ],
    );
  });

  it('leaves what names its block itself, or needs none', async () => {
    const { asked, client } = recording(() => null);
    await getBlock(client, { blockNumber: 5n }).catch(() => undefined);
    await getBlock(client, { blockTag: 'finalized' }).catch(() => undefined);
    await getTransaction(client, { hash: HASH }).catch(() => undefined);
    assert.deepEqual(asked, [
      ['eth_getBlockByNumber', ['0x5', false]],
      ['eth_getBlockByNumber', ['finalized', false]],
      ['eth_getTransactionByHash', [HASH]],
    ]);
  });

  it("passes a node's refusal on, as a failure of ours", async () => {
    const { client } = recording(() => {
      throw Object.assign(new Error('header not found'), { code: -32000 });
    });
    await assert.rejects(
      explained(() => getBalance(client, { address: ADDRESS })),
      (error) => errorCode(error) === 'RPC_FAILED',
    );
  });
});
