// The relay's HTTP: updates come in by POST /updates, and what became of one is said by GET /updates/{sharesHash}.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ProtocolError, parseSignedUpdate } from '@tacit/sdk';
import { rateLimit } from '../rate-limit.ts';
import type { Log, Metrics } from '../role.ts';
import type { RelayConfig } from './config.ts';
import { relayError, statusOf } from './errors.ts';
import type { Intake } from './intake.ts';
import type { KeptUpdate, KeptUpdates } from './kept-updates.ts';

export interface RelayServerParts {
  readonly config: RelayConfig;
  readonly intake: Intake;
  readonly kept: KeptUpdates;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly isStopping: () => boolean;
}

/** An update of 256 steps for 256 members would have a fifth of it. */
const MAX_BODY = 512 * 1024;
const BODY_MS = 20_000;

const HEADERS = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

const EXTRA: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  405: { allow: 'GET, HEAD, POST, OPTIONS' },
  429: { 'retry-after': '10' },
  503: { 'retry-after': '10' },
};

function send(request: IncomingMessage, response: ServerResponse, status: number, document?: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const body = document === undefined ? '' : `${JSON.stringify(document)}\n`;
  // What a refused client still sends is nobody's.
  const ending = request.complete ? {} : { connection: 'close' };
  const length = { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...HEADERS, ...EXTRA[status], ...(body !== '' && length), ...ending });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const tooLarge = () => relayError('BODY_TOO_LARGE', `an update has at most ${MAX_BODY} bytes`);
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw relayError('TYPE_UNSUPPORTED', 'updates come as application/json');
  }
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  const slow = setTimeout(() => request.destroy(relayError('BODY_TOO_SLOW', 'the update takes too long')), BODY_MS);
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BODY) throw tooLarge();
      chunks.push(chunk);
    }
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    throw relayError('REQUEST_INVALID', 'the body is no JSON');
  } finally {
    clearTimeout(slow);
  }
}

/** Nothing but what the chain shows or will show. */
const describeKept = ({ update, state, receivedAt, code, transaction }: KeptUpdate) => ({
  sharesHash: update.sharesHash,
  task: update.task,
  round: update.round.toString(),
  trainer: update.trainer,
  state,
  receivedAt: new Date(receivedAt).toISOString(),
  ...(code !== undefined && { code }),
  ...(transaction !== undefined && { transaction }),
});

function describeSelf({ chainId, contract, tasks, maxBatch, maxWaitSeconds, maxPending }: RelayConfig) {
  return {
    name: 'Tacit Relay',
    version: '1',
    chainId,
    contract,
    tasks,
    limits: { maxBatch, maxWaitSeconds, maxPending },
  };
}

type Reply = readonly [status: number, document?: unknown];

function openRoutes({ config, intake, kept, metrics, isStopping }: RelayServerParts) {
  const received = metrics.counter('tacit_relay_received_total', 'Updates that came, by what was said of them.');
  const allow = rateLimit({ perMinute: config.requestsPerMinute, now: config.now ?? Date.now });

  async function post(request: IncomingMessage): Promise<Reply> {
    try {
      if (isStopping()) throw relayError('RELAY_STOPPING', 'the relay is being stopped; try again later');
      const taken = await intake.take(parseSignedUpdate(await readBody(request)));
      received.add(1, { outcome: 'taken' });
      return [202, describeKept(taken)];
    } catch (error) {
      received.add(1, { outcome: error instanceof ProtocolError ? error.code : 'UNEXPECTED' });
      throw error;
    }
  }

  function get(path: string): Reply {
    if (path === '/id') return [200, describeSelf(config)];
    const [, name] = /^\/updates\/(0x[0-9a-f]{64})$/.exec(path) ?? [];
    if (name === undefined) throw relayError('ROUTE_UNKNOWN', 'there are /id, /updates and /updates/{sharesHash}');
    const found = kept.get(name);
    if (!found) throw relayError('UPDATE_UNKNOWN', 'this relay has no such update');
    return [200, describeKept(found)];
  }

  return async (request: IncomingMessage): Promise<Reply> => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (!allow(request.socket.remoteAddress ?? '')) throw relayError('RELAY_BUSY', 'too many requests; wait a minute');
    if (request.method === 'GET' || request.method === 'HEAD') return get(path);
    if (request.method === 'POST' && path === '/updates') return await post(request);
    throw relayError('METHOD_UNSUPPORTED', 'updates are sent by POST /updates, and everything else is read');
  };
}

const PREFLIGHT = {
  ...HEADERS,
  'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '86400',
} as const;

/** Not listening yet. */
export function createRelayServer(parts: RelayServerParts): Server {
  const route = openRoutes(parts);
  const limits = { requestTimeout: 30_000, headersTimeout: 10_000, maxHeaderSize: 8192 };
  const server = createServer(limits, (request, response) => {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, PREFLIGHT).end();
      return;
    }
    route(request).then(
      ([status, document]) => send(request, response, status, document),
      (error: unknown) => {
        const status = statusOf(error);
        const known = error instanceof ProtocolError && status !== 500;
        if (!known) parts.log.error('request-failed', { failure: (error as Error).name });
        const { code, message } = known ? error : { code: 'UNEXPECTED', message: 'the relay failed' };
        send(request, response, status, { error: { code, message } });
      },
    );
  });
  server.maxConnections = 512;
  return server;
}
