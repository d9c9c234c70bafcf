// The IPFS Pinning Service API (ipfs.github.io/pinning-services-api-spec): asks somebody else to fetch and keep a DAG.
import { storageError } from '../errors/index.ts';
import {
  type Answer,
  type Endpoint,
  type EndpointOptions,
  fieldOf,
  httpEndpoint,
  refusedBy,
  tryJson,
} from './endpoint.ts';
import { pause, type RetryOptions, withRetries } from './retries.ts';
import type { BlobKeeper } from './types.ts';

export interface PinningServiceOptions extends EndpointOptions, RetryOptions {
  readonly url: string;
  readonly token: string;
  /** Multiaddrs of nodes that have the blocks and that the service can dial; it searches its network otherwise. */
  readonly origins?: readonly string[];
  /** Between two questions whether it is done, at first; twice as long each time, up to half a minute. */
  readonly pollMs?: number;
  /** How long the service may take to fetch everything. */
  readonly patienceMs?: number;
}

const MAX_ANSWER_BYTES = 2 ** 16;
const MAX_POLL_MS = 30_000;
const STATES = ['queued', 'pinning', 'pinned', 'failed'] as const;

interface PinStatus {
  readonly requestId: string;
  readonly state: (typeof STATES)[number];
}

/** What a service says of a request for `cid`. An id of dots alone would change the path that it is put into. */
function readStatus({ name }: Endpoint, { status, bytes }: Answer, cid: string): PinStatus {
  if (status !== 200 && status !== 202) throw refusedBy(name, status);
  const json = tryJson(bytes);
  const requestId = fieldOf(json, 'requestid');
  const state = STATES.find((each) => each === fieldOf(json, 'status'));
  const usable = typeof requestId === 'string' && requestId.length <= 256 && /[^.]/.test(requestId);
  if (!usable || !state || fieldOf(fieldOf(json, 'pin'), 'cid') !== cid) {
    throw storageError('STORE_LIED', `${name} does not answer about ${cid} as a pinning service does`, { store: name });
  }
  return { requestId, state };
}

/** Keeps copies, and takes no bytes: what it is asked to keep must be where it can fetch it. */
export function pinningService(options: PinningServiceOptions): BlobKeeper {
  const { url, token, origins = [], pollMs = 500, patienceMs = 300_000 } = options;
  const endpoint = httpEndpoint(url, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } });
  const { name } = endpoint;
  return {
    name,
    async put({ root }, { signal } = {}) {
      const cid = root.toString();
      const ask = (path: string, pin?: unknown) =>
        withRetries(
          async () => {
            const body = pin ? { body: JSON.stringify(pin), headers: { 'content-type': 'application/json' } } : {};
            const method = pin ? 'POST' : 'GET';
            const answer = await endpoint.ask({ method, path, limit: MAX_ANSWER_BYTES, signal, ...body });
            return readStatus(endpoint, answer, cid);
          },
          { ...options, signal },
        );
      let { requestId, state } = await ask('/pins', { cid, name: 'tacit', ...(origins.length > 0 && { origins }) });
      const deadline = Date.now() + patienceMs;
      for (let wait = pollMs; state === 'queued' || state === 'pinning'; wait = Math.min(2 * wait, MAX_POLL_MS)) {
        if (Date.now() + wait > deadline) {
          throw storageError('STORE_UNREACHABLE', `${name} has not fetched ${cid} in time`, { store: name, cid });
        }
        await pause(wait, signal);
        // Under the id of the first answer, whatever a later one says.
        ({ state } = await ask(`/pins/${encodeURIComponent(requestId)}`));
      }
      if (state === 'failed') {
        throw storageError('STORE_REFUSED', `${name} could not fetch ${cid}`, { store: name, cid });
      }
    },
  };
}
