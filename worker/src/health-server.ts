// How a process is: for people, for whoever restarts it, and for Prometheus. Nothing here is secret; nothing is public either.
import { createServer, type RequestListener, type Server } from 'node:http';
import { close, listen } from './http.ts';
import { type MetricsRegistry, measureProcess } from './metrics.ts';
import type { Redactor } from './redact.ts';
import type { Role } from './role.ts';

export interface HealthServerOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Those that run now. */
  readonly roles: () => readonly Role[];
  /** Whether all of them have started, and none is being stopped. */
  readonly ready: () => boolean;
  readonly metrics: MetricsRegistry;
  readonly redact: Redactor;
}

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const json = (status: number, document: unknown): Answer => ({
  status,
  type: JSON_TYPE,
  body: `${JSON.stringify(document)}\n`,
});

/** A role that cannot even say how it is, is not well. */
function healthOf(role: Role, redact: Redactor) {
  try {
    const { ok, facts } = role.health();
    return { ok, facts: redact.fields(facts) };
  } catch (error) {
    return { ok: false, facts: redact.fields({ failure: error instanceof Error ? error.name : 'unknown' }) };
  }
}

function answer(path: string, { roles, ready, metrics, redact }: HealthServerOptions): Answer {
  if (path === '/live') return json(200, { live: true });
  if (path === '/health') {
    const states = roles().map((role) => [role.name, healthOf(role, redact)] as const);
    const ok = ready() && states.every(([, state]) => state.ok);
    return json(ok ? 200 : 503, { ok, ready: ready(), roles: Object.fromEntries(states) });
  }
  if (path === '/metrics') {
    measureProcess(metrics);
    const up = metrics.gauge('tacit_role_healthy', 'Whether a role says that it is well');
    for (const role of roles()) up.set(healthOf(role, redact).ok ? 1 : 0, { role: role.name });
    return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: metrics.render() };
  }
  return json(404, { error: { code: 'NOT_FOUND', message: 'there are /health, /live and /metrics' } });
}

const handler =
  (options: HealthServerOptions): RequestListener =>
  (request, response) => {
    const reading = request.method === 'GET' || request.method === 'HEAD';
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const { status, type, body } = reading
      ? answer(path, options)
      : json(405, { error: { code: 'METHOD_NOT_ALLOWED', message: 'only GET and HEAD are answered' } });
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(status === 405 && { allow: 'GET, HEAD' }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };

/** Answers /health (200, or 503 if a role is not well), /live and /metrics. */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const limits = { requestTimeout: 10_000, headersTimeout: 5000, maxHeaderSize: 8192 };
  const server: Server = createServer(limits, handler(options));
  server.maxConnections = 64;
  const url = await listen(server, { host: options.host, port: options.port, what: 'the health server' });
  return { url, close: () => close(server) };
}
