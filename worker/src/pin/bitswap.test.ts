import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { withBitswap } from '@helia/bitswap';
import { type HeliaWithLibp2p, withLibp2pLight } from '@helia/libp2p';
import { identify } from '@libp2p/identify';
import type { ServiceMap } from '@libp2p/interface';
import { noise } from '@libp2p/noise';
import { ping } from '@libp2p/ping';
import { webSockets } from '@libp2p/websockets';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import type { Dag } from '@tacit/sdk';
import { createHeliaLight } from 'helia';
import { equals } from 'multiformats/bytes';
import { sha256 } from 'multiformats/hashes/sha2';
import { openBitswap } from './bitswap.ts';
import { MIB, outcomeOf, post, randomFile, usePin } from './test-support.ts';

interface Identity {
  readonly bitswap?: { readonly peer: string; readonly addresses: readonly string[] };
}

/** Another's node: nothing of ours but Helia. */
const stranger = (listen: string[] = []) =>
  withBitswap(
    withLibp2pLight(createHeliaLight(), {
      addresses: { listen },
      transports: [webSockets()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionGater: { denyDialMultiaddr: () => false },
      services: { identify: identify(), ping: ping() },
    }),
  ).start();

async function fetchAll(node: Awaited<ReturnType<typeof stranger>>, dag: Dag): Promise<void> {
  for (const { cid } of dag.blocks) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of node.blockstore.get(cid, { signal: AbortSignal.timeout(20_000) })) chunks.push(chunk);
    const { digest } = await sha256.digest(Buffer.concat(chunks));
    assert.ok(equals(digest, cid.multihash.digest), `${cid}`);
  }
}

describe('bitswap of a pin node', async () => {
  const pin = await usePin({ bitswap: { listen: '/ip4/127.0.0.1/tcp/0/ws' } });

  it('gives blocks to an IPFS node that dials in', async () => {
    const dag = await randomFile(1, 2 * MIB + 1);
    assert.equal(await outcomeOf(post(pin.url, dag)), '201');
    const { bitswap } = (await (await fetch(`${pin.url}/id`)).json()) as Identity;
    const [address = ''] = bitswap?.addresses ?? [];
    assert.match(address, /^\/ip4\/127\.0\.0\.1\/tcp\/\d+\/ws\/p2p\//);
    const node = await stranger();
    try {
      await node.libp2p.dial(multiaddr(address));
      await fetchAll(node, dag);
    } finally {
      await node.stop();
    }
  });

  it('does not dial a stranger who has told it where to, and goes on without it', async () => {
    const free = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number };
        server.close(() => resolve(port));
      });
    });
    const { bitswap } = (await (await fetch(`${pin.url}/id`)).json()) as Identity;
    const node = await stranger([`/ip4/127.0.0.1/tcp/${free}/ws`]);
    let inbound = 0;
    node.libp2p.addEventListener('connection:open', ({ detail }) => {
      if (detail.direction === 'inbound') inbound++;
    });
    await node.libp2p.dial(multiaddr(bitswap?.addresses[0] ?? ''));
    await fetchAll(node, await postedFile(2));
    await node.stop();
    assert.equal(inbound, 0);
    assert.equal(await outcomeOf(post(pin.url, await randomFile(3, 10))), '201');
    assert.equal(pin.role.health().ok, true);
  });

  it('may not dial, whoever asks it to', async () => {
    const node = await stranger(['/ip4/127.0.0.1/tcp/0/ws']);
    const helia = await openBitswap({ listen: '/ip4/127.0.0.1/tcp/0/ws' }).connect(createHeliaLight()).start();
    try {
      const { libp2p } = helia as HeliaWithLibp2p<ServiceMap>;
      await assert.rejects(libp2p.dial(node.libp2p.getMultiaddrs()), { name: 'DialDeniedError' });
    } finally {
      await Promise.all([helia.stop(), node.stop()]);
    }
  });

  async function postedFile(seed: number): Promise<Dag> {
    const dag = await randomFile(seed, 100);
    await post(pin.url, dag);
    return dag;
  }
});
