// Answers of servers that take bodies: what goes wrong is a code and a sentence, and a bug is neither told nor hidden from the log.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProtocolError } from '@tacit/sdk';
import type { Log } from './role.ts';

const STATUS: Readonly<Record<string, number>> = {
  UPLOAD_NOT_SIGNED: 401,
  UPLOAD_EXPIRED: 401,
  SIGN_IN_REFUSED: 401,
  SESSION_REFUSED: 401,
  UPLOADER_REFUSED: 403,
  QUOTA_EXCEEDED: 403,
  JOB_OF_ANOTHER: 403,
  ROUTE_UNKNOWN: 404,
  BLOB_MISSING: 404,
  JOB_UNKNOWN: 404,
  METHOD_UNSUPPORTED: 405,
  UPLOAD_TOO_SLOW: 408,
  LENGTH_REQUIRED: 411,
  BODY_TOO_LARGE: 413,
  CAR_TOO_LARGE: 413,
  BLOCK_TOO_LARGE: 413,
  TYPE_UNSUPPORTED: 415,
  PIN_BUSY: 429,
  COMPUTE_BUSY: 429,
  PIN_STOPPING: 503,
  COMPUTE_STOPPING: 503,
  COMPUTE_UNAVAILABLE: 503,
  PIN_FULL: 507,
  REQUEST_INVALID: 400,
  CID_INVALID: 400,
  CAR_INVALID: 400,
  BLOCK_INVALID: 400,
  DAG_INCOMPLETE: 400,
  UPLOAD_INVALID: 400,
};

export const statusOf = (error: unknown): number => (error instanceof ProtocolError && STATUS[error.code]) || 500;

/** Every page may read what is public anyway; an upload needs a signature, which no page has by being visited. */
export const EVERYWHERE = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
} as const;

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, OPTIONS',
  'access-control-allow-headers': 'Accept, Authorization, Content-Type, If-None-Match',
  'access-control-max-age': '86400',
} as const;

export function sendPreflight(response: ServerResponse): void {
  response.writeHead(204, PREFLIGHT).end();
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = `${JSON.stringify(value)}\n`;
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

const EXTRA: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'www-authenticate': 'Tacit' },
  405: { allow: 'GET, HEAD, OPTIONS' },
  429: { 'retry-after': '2' },
  503: { 'retry-after': '5' },
};

const GONE = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'];

function report({ method }: IncomingMessage, error: unknown, log: Log): void {
  const { name, message, code } = error as NodeJS.ErrnoException;
  if (statusOf(error) < 500) log.debug('request-refused', { method, code });
  else if (GONE.includes(code ?? '')) log.debug('reader-gone', { method });
  else log.error('request-failed', { method, error: name, code, reason: message });
}

export function sendError(request: IncomingMessage, response: ServerResponse, error: unknown, log: Log): void {
  const status = statusOf(error);
  report(request, error, log);
  // Half an answer cannot be taken back: a broken connection says that it is none.
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  for (const [name, value] of Object.entries(EXTRA[status] ?? {})) response.setHeader(name, value);
  const told = error instanceof ProtocolError && status !== 500;
  const { code, message } = told ? error : { code: 'UNEXPECTED', message: 'the node failed; its log says why' };
  sendJson(response, status, { error: { code, message } });
}
