import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { errorCode } from '@tacit/sdk';
import { createTestClient, type Hex, http, publicActions } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { getTransaction, getTransactionCount, sendTransaction, writeContract } from 'viem/actions';
import { startLocalNode } from '../../test/support/local-node.ts';
import { temporaryFolder } from '../../test/support/temporary.ts';
import { checkChain, locateContracts, openChain } from './chain.ts';
import { parseWorkerConfig } from './config/worker-config.ts';

const TRAINING = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const MARKET = '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512';
const account = privateKeyToAccount(`0x${'05'.repeat(32)}`);
const configOf = (chain: Record<string, unknown>) =>
  parseWorkerConfig({ state: 's', pin: {}, chain: { url: 'http://127.0.0.1:9', ...chain } }).chain as never;
const codeOf = (act: Promise<unknown>) => act.then(() => 'accepted', errorCode);

describe('the chain that a worker is told of', () => {
  it('is found by address, or by a deployment on the same chain', async () => {
    const file = join(temporaryFolder(), 'deployment.json');
    const given = { chainId: 7, addresses: { Training: TRAINING } };
    assert.deepEqual(await locateContracts(configOf({ training: TRAINING, chainId: 7 })), given);
    writeFileSync(file, JSON.stringify({ chainId: 7, addresses: { Training: TRAINING } }));
    assert.deepEqual(await locateContracts(configOf({ deployment: file })), given);
    assert.deepEqual(await locateContracts(configOf({ deployment: file, chainId: 7 })), given);
    assert.equal(await codeOf(locateContracts(configOf({ deployment: file, chainId: 8 }))), 'CONFIG_INVALID');
    const market = { chainId: 7, addresses: { Training: TRAINING, InferenceMarket: MARKET } };
    assert.deepEqual(await locateContracts(configOf({ training: TRAINING, market: MARKET, chainId: 7 })), market);
    for (const text of ['', '[]', `"${'x'.repeat(200_000)}"`]) {
      writeFileSync(file, text);
      assert.equal(await codeOf(locateContracts(configOf({ deployment: file }))), 'DEPLOYMENT_INVALID');
    }
    assert.equal(await codeOf(locateContracts(configOf({ deployment: `${file}.none` }))), 'CONFIG_UNREADABLE');
  });

  it('is refused when the node is of another, or has no contract there', async () => {
    const node = await startLocalNode();
    after(() => node.end());
    const open = (chainId: number) => openChain(configOf({ url: node.url, training: TRAINING, chainId }), account);
    assert.equal(await codeOf(checkChain(await open(node.chainId + 1), TRAINING)), 'CHAIN_MISMATCH');
    assert.equal(await codeOf(checkChain(await open(node.chainId), TRAINING)), 'CONTRACT_MISSING');
  });

  it('gives each transaction a number of its own, also to roles that send at one time', async () => {
    const node = await startLocalNode();
    after(() => node.end());
    const client = createTestClient({ mode: 'hardhat', transport: http(node.url) }).extend(publicActions);
    await client.setBalance({ address: account.address, value: 10n ** 18n });
    await client.setAutomine(false);
    const config = configOf({ url: node.url, training: TRAINING, chainId: node.chainId });
    const { walletClient } = (await openChain(config, account)).clients;
    const call = {
      abi: [{ type: 'function', name: 'f', inputs: [], outputs: [], stateMutability: 'nonpayable' }],
    } as const;
    const sends = [1, 2, 3, 4, 5].map(
      (): Promise<Hex> =>
        writeContract(walletClient, { ...call, address: TRAINING, functionName: 'f', gas: 50_000n } as never),
    );
    assert.equal(new Set(await Promise.all(sends)).size, 5);
    // One that fails holds up none of the others.
    const poor = sendTransaction(walletClient, { to: TRAINING, value: 10n ** 20n, gas: 21_000n } as never);
    await assert.rejects(poor);
    const last = { ...call, address: TRAINING, functionName: 'f', gas: 50_000n } as never;
    const { maxFeePerGas = 0n } = await getTransaction(client, { hash: await writeContract(walletClient, last) });
    assert.equal(await getTransactionCount(client, { address: account.address, blockTag: 'pending' }), 6);
    // Enough for a base fee that rises, too: a transaction that is left behind costs a deadline.
    const { baseFeePerGas } = await client.getBlock();
    assert.ok(baseFeePerGas !== null && maxFeePerGas >= 2n * baseFeePerGas);
  });
});
