import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient, createWalletClient, custom, type Hex } from 'viem';
import { errorCode, type ProtocolError } from '../errors/index.ts';
import type { Clients } from './clients.ts';
import * as keyholders from './keyholders.ts';

const CONTRACT = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const ACCOUNT = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const HASH: Hex = `0x${'ab'.repeat(32)}`;

/** A node that takes a transaction, and is as it is told to be from then on. */
function clientsWith(afterwards: () => unknown): Clients & { readonly sent: () => number } {
  let sent = 0;
  const request = async ({ method }: { method: string }): Promise<unknown> => {
    if (method === 'eth_sendTransaction') {
      sent += 1;
      return HASH;
    }
    if (sent > 0) return afterwards();
    if (method === 'eth_call') return '0x';
    if (method === 'eth_estimateGas') return '0x5208';
    return method === 'eth_getCode' ? '0x60' : '0x7a69';
  };
  const transport = custom({ request }, { retryCount: 0 });
  return {
    publicClient: createClient({ transport, pollingInterval: 5 }),
    walletClient: createWalletClient({ account: ACCOUNT, transport }) as unknown as Clients['walletClient'],
    sent: () => sent,
  };
}

const deposit = (clients: Clients, timeoutMs = 100) => keyholders.deposit(clients, CONTRACT, 1n, { timeoutMs });
const failureOf = (act: Promise<unknown>): Promise<unknown> =>
  act.then(
    () => assert.fail('it did not fail'),
    (error: unknown) => error,
  );

describe('a transaction that was sent', () => {
  for (const [title, afterwards] of [
    [
      'when the node is gone',
      () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })),
    ],
    [
      'when the node answers with a failure of its own',
      () => Promise.reject({ code: -32000, message: 'header not found' }),
    ],
    ['when it is not mined in time', () => null],
  ] as const) {
    it(`is pending, under its hash, ${title}: whoever sends it again pays twice`, async () => {
      const clients = clientsWith(afterwards);
      const error = await failureOf(deposit(clients));
      assert.equal(errorCode(error), 'TRANSACTION_PENDING', String(error));
      assert.equal((error as ProtocolError).details.hash, HASH);
      assert.equal(clients.sent(), 1);
    });
  }

  it('was not sent where the node is gone before', async () => {
    const request = () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    const transport = custom({ request }, { retryCount: 0 });
    const walletClient = createWalletClient({ account: ACCOUNT, transport }) as unknown as Clients['walletClient'];
    const error = await failureOf(deposit({ publicClient: createClient({ transport }), walletClient }));
    assert.equal(errorCode(error), 'NETWORK_UNREACHABLE');
  });
});
