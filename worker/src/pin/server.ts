// The pin node's HTTP: routes.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { parseCid, pinError } from '@tacit/sdk';
import { sendJson, sendPreflight } from '../answer.ts';
import { allow, createBodyServer, type Exchange } from '../body-server.ts';
import type { Log } from '../role.ts';
import type { Gateway } from './gateway.ts';
import { LIMITS } from './limits.ts';
import type { PinStore } from './pin-store.ts';
import type { Uploads } from './upload.ts';

export interface ServerParts {
  readonly store: PinStore;
  readonly uploads: Uploads;
  readonly gateway: Gateway;
  readonly maxCarBytes: number;
  /** What `GET /id` tells. */
  readonly identity: () => unknown;
  readonly log: Log;
}

export interface PinServer {
  readonly server: Server;
  /** Ends connections once uploads under way have ended, or have had their time. */
  close(): Promise<void>;
}

async function tellPin({ store }: ServerParts, { response }: Exchange, text: string): Promise<void> {
  const cid = parseCid(text);
  const pin = await store.pinned(cid);
  if (!pin) throw pinError('BLOB_MISSING', `${cid} is not pinned here`);
  sendJson(response, 200, { cid: `${cid}`, pinned: true, bytes: pin.bytes });
}

async function route(parts: ServerParts, exchange: Exchange): Promise<void> {
  const { request, response, path, query, invite } = exchange;
  if (request.method === 'OPTIONS') return sendPreflight(response);
  const [, room = '', rest, ...others] = path.split('/');
  if (!path.startsWith('/') || others.length > 0) throw pinError('ROUTE_UNKNOWN', 'there is nothing under this path');
  if (path === '/car') {
    allow(exchange, 'POST');
    return parts.uploads.handle(request, response, invite);
  }
  allow(exchange, 'GET', 'HEAD');
  if (path === '/id') return sendJson(response, 200, parts.identity());
  if (rest !== undefined && room === 'ipfs') return parts.gateway.handle(request, response, { path: rest, query });
  if (rest !== undefined && room === 'pins') return tellPin(parts, exchange, rest);
  throw pinError('ROUTE_UNKNOWN', 'there is nothing under this path');
}

function createHttp(parts: ServerParts, isStopping: () => boolean): Server {
  return createBodyServer({
    log: parts.log,
    maxBodyBytes: parts.maxCarBytes,
    answer: async (exchange) => {
      if (isStopping()) throw pinError('PIN_STOPPING', 'the node is about to stop');
      await route(parts, exchange);
    },
  });
}

export async function openServer(parts: ServerParts, where: { host: string; port: number }): Promise<PinServer> {
  let stopping = false;
  const server = createHttp(parts, () => stopping);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(where.port, where.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', ({ name, message }) => parts.log.error('server-failed', { error: name, reason: message }));
  return {
    server,
    async close() {
      stopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const end = Date.now() + LIMITS.stopMs;
      while (parts.uploads.active() > 0 && Date.now() < end) await wait(50);
      server.closeAllConnections();
      await closed;
    },
  };
}

export function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
