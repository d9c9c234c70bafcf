// The pin node's HTTP: routes, and what keeps idle, slow and oversized clients from taking the place of others.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { parseCid, pinError } from '@tacit/sdk';
import type { Log } from '../role.ts';
import { EVERYWHERE, sendError, sendJson, sendPreflight } from './answer.ts';
import type { Gateway } from './gateway.ts';
import { LIMITS, transferMs } from './limits.ts';
import type { PinStore } from './pin-store.ts';
import { drain } from './read-body.ts';
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

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: string;
  readonly invite: () => void;
}

/** Nothing is decoded or resolved: a path with an escape or a dot in it is just no path of ours. */
function splitTarget(url: string): { path: string; query: string } {
  const at = url.indexOf('?');
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) };
}

function allow({ request: { method = '' } }: Exchange, ...methods: string[]): void {
  if (!methods.includes(method)) throw pinError('METHOD_UNSUPPORTED', `this path takes ${methods.join(' and ')}`);
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
  const { log, maxCarBytes } = parts;
  const server = createServer({
    maxHeaderSize: LIMITS.headerBytes,
    headersTimeout: LIMITS.headerMs,
    requestTimeout: transferMs(maxCarBytes) + LIMITS.headerMs,
    connectionsCheckingInterval: 5000,
    keepAliveTimeout: 5000,
  });
  const serve = (request: IncomingMessage, response: ServerResponse, invite: () => void): void => {
    for (const [name, value] of Object.entries(EVERYWHERE)) response.setHeader(name, value);
    response.on('error', () => undefined);
    const target = splitTarget(request.url ?? '');
    const answer = async (): Promise<void> => {
      if (isStopping()) throw pinError('PIN_STOPPING', 'the node is about to stop');
      await route(parts, { request, response, ...target, invite });
    };
    answer()
      .catch((error: unknown) => sendError(request, response, error, log))
      .finally(() => drain(request, maxCarBytes));
  };
  server.maxConnections = LIMITS.connections;
  server.setTimeout(LIMITS.idleMs);
  server.on('request', (request, response) => serve(request, response, () => undefined));
  // Who asks before sending a body is told to go on only after the signature has been checked.
  server.on('checkContinue', (request, response) => serve(request, response, () => response.writeContinue()));
  return server;
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
