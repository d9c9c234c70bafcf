// Kubo's own RPC (docs.ipfs.tech/reference/kubo/rpc), and services that speak it. Whoever reaches it owns the node.
import { storageError } from '../errors/index.ts';
import { codecOf, MAX_BLOCK_BYTES, verified } from './blocks.ts';
import { encodeCar } from './car.ts';
import { type EndpointOptions, fieldOf, httpEndpoint, refusedBy, tryJson } from './endpoint.ts';
import { type RetryOptions, withRetries } from './retries.ts';
import type { BlobStore } from './types.ts';

export interface KuboOptions extends EndpointOptions, RetryOptions {
  /** Without `/api/v0`. */
  readonly url: string;
  /** Lets the node look for blocks in its network; otherwise it answers from its own store alone. */
  readonly search?: boolean;
}

const MAX_ANSWER_BYTES = 2 ** 16;
const SLOWEST_BYTES_PER_MS = 64;

interface Pinned {
  readonly cid: unknown;
  readonly problem: unknown;
}

/** The roots of an import's answer, JSON a line; lines of other kinds may come between. */
function readRoots(bytes: Uint8Array): Pinned[] {
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .map((line) => fieldOf(tryJson(new TextEncoder().encode(line)), 'Root'))
    .filter((root) => root !== undefined)
    .map((root) => ({ cid: fieldOf(fieldOf(root, 'Cid'), '/'), problem: fieldOf(root, 'PinErrorMsg') }));
}

/** Kubo has one status for all failures, and says in words what it does not have. */
const isAbsent = (status: number, bytes: Uint8Array): boolean => {
  const message = fieldOf(tryJson(bytes), 'Message');
  return status === 500 && typeof message === 'string' && /\bnot found\b|\bcould not find\b/.test(message);
};

/** A Kubo node: CARs are imported and their root is pinned. */
export function kuboStore(options: KuboOptions): BlobStore {
  const { url, search = false, timeoutMs = 15_000 } = options;
  const endpoint = httpEndpoint(url, options);
  const { name } = endpoint;
  return {
    name,
    async getBlock(cid, { signal } = {}) {
      codecOf(cid);
      const path = `/api/v0/block/get?arg=${cid}${search ? '' : '&offline=true'}`;
      const { status, bytes } = await endpoint.ask({ method: 'POST', path, limit: MAX_BLOCK_BYTES, signal });
      if (isAbsent(status, bytes)) return undefined;
      if (status !== 200) throw refusedBy(name, status);
      return verified(name, cid, bytes);
    },
    async put(dag, { signal, onProgress } = {}) {
      signal?.throwIfAborted();
      const car = encodeCar(dag);
      const cid = dag.root.toString();
      onProgress?.(0, car.length);
      const roots = await withRetries(
        async () => {
          const body = new FormData();
          body.append('file', new Blob([car], { type: 'application/vnd.ipld.car' }), 'dag.car');
          const { status, bytes } = await endpoint.ask({
            method: 'POST',
            path: '/api/v0/dag/import?pin-roots=true',
            body,
            limit: MAX_ANSWER_BYTES,
            timeoutMs: timeoutMs + Math.ceil(car.length / SLOWEST_BYTES_PER_MS),
            signal,
          });
          if (status !== 200) throw refusedBy(name, status);
          return readRoots(bytes);
        },
        { ...options, signal },
      );
      const [root] = roots;
      if (!root || roots.length > 1 || root.cid !== cid || (root.problem ?? '') !== '') {
        throw storageError('STORE_REFUSED', `${name} does not say that it has pinned ${cid}`, { store: name, cid });
      }
      onProgress?.(car.length, car.length);
    },
  };
}
