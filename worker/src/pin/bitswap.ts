// Bitswap over WebSocket, for IPFS nodes that dial in. Nobody is dialled and nothing is looked up: no bootstrap, no DHT, no relay.
import { withBitswap } from '@helia/bitswap';
import { withLibp2pLight } from '@helia/libp2p';
import { identify } from '@libp2p/identify';
import { noise } from '@libp2p/noise';
import { ping } from '@libp2p/ping';
import { webSockets } from '@libp2p/websockets';
import { yamux } from '@libp2p/yamux';
import type { Helia } from 'helia';

const MAX_CONNECTIONS = 64;

export interface Peer {
  readonly peer: string;
  readonly addresses: readonly string[];
}

export interface Bitswap {
  /** To be called before Helia starts. */
  readonly connect: (helia: Helia) => Helia;
  /** Once it has started. */
  readonly peer: () => Peer;
}

export function openBitswap({ listen }: { readonly listen: string }): Bitswap {
  let told: (() => Peer) | undefined;
  return {
    connect: (offline) => {
      const node = withLibp2pLight(offline, {
        addresses: { listen: [listen] },
        transports: [webSockets()],
        connectionEncrypters: [noise()],
        streamMuxers: [yamux()],
        connectionManager: { maxConnections: MAX_CONNECTIONS },
        connectionGater: { denyDialMultiaddr: () => true },
        services: { identify: identify(), ping: ping() },
      });
      told = () => ({
        peer: node.libp2p.peerId.toString(),
        addresses: node.libp2p.getMultiaddrs().map((address) => address.toString()),
      });
      return withBitswap(node);
    },
    peer: () => told?.() ?? { peer: '', addresses: [] },
  };
}
