import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import { blockDag } from '@tacit/sdk';
import { parseWorkerConfig } from './config/worker-config.ts';
import { createLog } from './log.ts';
import { ALICE, usePin } from './pin/test-support.ts';
import { openStores } from './stores.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const log = createLog({ level: 'error', output: { write: () => undefined } });

describe('the stores of a worker', () => {
  it('are asked side by side when one does not answer: it must not use up the time of all', async () => {
    const { root, blocks } = await blockDag('raw', Uint8Array.of(1, 2, 3));
    const silent = await serve(() => undefined);
    const good = await serve((_, response) => void response.end(blocks[0]?.bytes));
    const read = async (storage: Record<string, unknown>) => {
      const config = parseWorkerConfig({ state: 's', pin: {}, storage }).storage;
      const store = await openStores({ config, signer: undefined, ownPinNode: undefined, log });
      return await store?.getBlock(root, { signal: AbortSignal.timeout(8_000) });
    };
    const found = await Promise.all([
      read({ gateways: [silent, good] }),
      read({ pinNodes: [silent, good] }),
      read({ pinNodes: [silent], gateways: [good] }),
    ]);
    assert.deepEqual(found, Array(3).fill(Uint8Array.of(1, 2, 3)));
  });

  it('take what this process signs for its own pin node, also where others know it under another name', async () => {
    const dag = await blockDag('raw', Uint8Array.of(4, 5));
    const signer = ALICE;
    const { url } = await usePin({ audience: 'https://pin.example', uploaders: [signer.address] });
    const config = parseWorkerConfig({ state: 's', pin: {} }).storage;
    const store = await openStores({ config, signer, ownPinNode: url, ownAudience: 'https://pin.example', log });
    await store?.put(dag);
    assert.deepEqual(await store?.getBlock(dag.root), Uint8Array.of(4, 5));
  });
});
