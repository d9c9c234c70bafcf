// One way of asking a server over HTTP: bounded in time and bytes, no redirects, and no password in any message.
import { ProtocolError, storageError } from '../errors/index.ts';
import { stoppable } from './retries.ts';

export interface EndpointOptions {
  /** Sent with every request; never part of a message. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For one request, its answer included. */
  readonly timeoutMs?: number;
}

export interface Request {
  readonly method?: 'GET' | 'POST';
  /** Below the endpoint's own path. */
  readonly path: string;
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of an answer; one with more is BLOCK_TOO_LARGE. */
  readonly limit: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
}

export interface Endpoint {
  /** Where it is, for people and for signatures: its origin, and nothing that could be a password. */
  readonly name: string;
  ask(request: Request): Promise<Answer>;
}

/** A server; user and password of its address go into the header that is meant for them. */
export function httpEndpoint(url: string, { headers = {}, timeoutMs = 15_000 }: EndpointOptions = {}): Endpoint {
  const { origin, pathname, username, password } = parseUrl(url);
  // Its path is often a password, too.
  const name = origin;
  const base = `${origin}${pathname.replace(/\/+$/, '')}`;
  const own: Record<string, string> = { ...headers };
  if (username !== '' || password !== '') own.authorization ??= basic(username, password);
  return {
    name,
    ask: async ({ method = 'GET', path, body, headers: more, limit, signal, timeoutMs: time = timeoutMs }) => {
      const init = { method, headers: { ...own, ...more }, ...(body === undefined ? {} : { body }) };
      return within({ name, time, signal }, async (stop) => {
        // Credentials that a browser keeps, and where the page is, are nothing to a store.
        const quiet = { credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'manual' } as const;
        const response = await fetch(`${base}${path}`, { ...init, ...quiet, signal: stop });
        if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
          await response.body?.cancel();
          throw storageError('STORE_REFUSED', `${name} sends elsewhere: give the address that it sends to`);
        }
        return { status: response.status, bytes: await readBody(response, limit, name) };
      });
    },
  };
}

function parseUrl(url: string): URL {
  let parsed: URL | undefined;
  try {
    parsed = new URL(url);
  } catch {}
  // A query or a fragment would end in the middle of what is appended; nor is it safe to show.
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.search !== '' || parsed.hash !== '') {
    throw storageError('STORE_REFUSED', 'the address of a store is http or https, without query and fragment');
  }
  return parsed;
}

const basic = (username: string, password: string): string => {
  const bytes = new TextEncoder().encode(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
};

interface Bounds {
  readonly name: string;
  readonly time: number;
  readonly signal: AbortSignal | undefined;
}

/** Ends an attempt at its time limit or when its caller gives up, and tells these from a failing network. */
async function within<T>({ name, time, signal: outer }: Bounds, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, stop, release } = stoppable(outer);
  const timer = setTimeout(stop, time);
  try {
    return await act(signal);
  } catch (error) {
    outer?.throwIfAborted();
    if (signal.aborted) {
      throw storageError('STORE_UNREACHABLE', `${name} did not answer within ${time} ms`, { store: name });
    }
    if (error instanceof ProtocolError) throw error;
    // The causes' messages may repeat a header or an address; their codes are names such as ECONNREFUSED.
    const { code } = Object(Object(error).cause) as { code?: unknown };
    const reason = typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'no connection';
    throw storageError('STORE_UNREACHABLE', `${name} cannot be reached (${reason})`, { store: name, reason });
  } finally {
    clearTimeout(timer);
    release();
  }
}

/** A body, up to `limit` bytes: what is announced and what comes are both held to it. */
async function readBody(response: Response, limit: number, name: string): Promise<Uint8Array> {
  const tooLarge = () => storageError('BLOCK_TOO_LARGE', `${name} answers with more than ${limit} bytes`, { limit });
  if (Number(response.headers.get('content-length')) > limit) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Answers after which the same request may go well another time. */
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** A status that is not the hoped-for one, as an error: STORE_UNREACHABLE if it may pass, STORE_REFUSED if not. */
export function refusedBy(name: string, status: number) {
  const code = PASSING.includes(status) ? 'STORE_UNREACHABLE' : 'STORE_REFUSED';
  return storageError(code, `${name} answers with status ${status}`, { store: name, status });
}

/** JSON of a server, or undefined. */
export function tryJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** A field of JSON whose form nobody has promised. */
export const fieldOf = (json: unknown, name: string): unknown =>
  typeof json === 'object' && json !== null && Object.hasOwn(json, name)
    ? (json as Record<string, unknown>)[name]
    : undefined;
