// HTTP for servers that take large bodies: what keeps idle, slow and oversized clients from taking the place of others.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pinError } from '@tacit/sdk';
import { EVERYWHERE, sendError } from './answer.ts';
import { LIMITS, transferMs } from './pin/limits.ts';
import { drain } from './read-body.ts';
import type { Log } from './role.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: string;
  /** Tells a client that waits for it to send the body. */
  readonly invite: () => void;
}

export interface BodyServerOptions {
  readonly log: Log;
  readonly maxBodyBytes: number;
  /** Whatever it throws is answered by its code. */
  readonly answer: (exchange: Exchange) => Promise<void>;
}

/** Nothing is decoded or resolved: a path with an escape or a dot in it is just no path of ours. */
function splitTarget(url: string): { path: string; query: string } {
  const at = url.indexOf('?');
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) };
}

export function allow({ request: { method = '' } }: Exchange, ...methods: string[]): void {
  if (!methods.includes(method)) throw pinError('METHOD_UNSUPPORTED', `this path takes ${methods.join(' and ')}`);
}

/** Not listening yet. */
export function createBodyServer({ log, maxBodyBytes, answer }: BodyServerOptions): Server {
  const server = createServer({
    maxHeaderSize: LIMITS.headerBytes,
    headersTimeout: LIMITS.headerMs,
    requestTimeout: transferMs(maxBodyBytes) + LIMITS.headerMs,
    connectionsCheckingInterval: 5000,
    keepAliveTimeout: 5000,
  });
  const serve = (request: IncomingMessage, response: ServerResponse, invite: () => void): void => {
    for (const [name, value] of Object.entries(EVERYWHERE)) response.setHeader(name, value);
    response.on('error', () => undefined);
    const target = splitTarget(request.url ?? '');
    const answered = async (): Promise<void> => await answer({ request, response, ...target, invite });
    answered()
      .catch((error: unknown) => sendError(request, response, error, log))
      .finally(() => drain(request, maxBodyBytes));
  };
  server.maxConnections = LIMITS.connections;
  server.setTimeout(LIMITS.idleMs);
  server.on('request', (request, response) => serve(request, response, () => undefined));
  // Who asks before sending a body is told to go on only once it may.
  server.on('checkContinue', (request, response) => serve(request, response, () => response.writeContinue()));
  return server;
}
