// GET and HEAD /ipfs/{cid}: the trustless gateway (specs.ipfs.tech/http-gateways/trustless-gateway), blocks and CARs alone.
// It gives what lies on its own disk and asks nobody, so what is not here is told at once.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseCid, pinError } from '@tacit/sdk';
import type { CID } from 'multiformats/cid';
import type { Metrics } from '../role.ts';
import { carOf, checkComplete, type Scope } from './car-stream.ts';
import { LIMITS, transferMs } from './limits.ts';
import type { PinStore } from './pin-store.ts';

type Format = 'raw' | 'car';

export interface Gateway {
  handle(request: IncomingMessage, response: ServerResponse, target: { path: string; query: string }): Promise<void>;
}

const TYPES: Readonly<Record<Format, string>> = {
  raw: 'application/vnd.ipld.raw',
  car: 'application/vnd.ipld.car; version=1; order=dfs; dups=n',
};

/** The first type of `Accept` that we have; weights are not read, since no other types compete. */
function acceptedOf(header: string): Format | undefined {
  for (const part of header.toLowerCase().split(',')) {
    const type = part.split(';', 1)[0]?.trim();
    if (type === 'application/vnd.ipld.raw') return 'raw';
    if (type === 'application/vnd.ipld.car' && !/;\s*version\s*=\s*"?(?!1"?\s*(;|$))/.test(part)) return 'car';
  }
  return undefined;
}

/** `?format=` goes before `Accept`, as the specification has it. */
function formatOf(query: URLSearchParams, accept: string | undefined): Format {
  const asked = query.get('format');
  const format = asked === null ? acceptedOf(accept ?? '') : asked;
  if (format === 'raw' || format === 'car') return format;
  throw pinError('REQUEST_INVALID', 'this gateway gives format=raw and format=car, version 1, alone');
}

function scopeOf(query: URLSearchParams): Scope {
  const scope = query.get('dag-scope') ?? 'all';
  const plain = (query.get('car-version') ?? '1') === '1' && !query.has('entity-bytes');
  if (plain && (scope === 'all' || scope === 'block')) return scope;
  throw pinError(
    'REQUEST_INVALID',
    'of a DAG this gateway gives dag-scope=all and dag-scope=block, as a CAR of version 1',
  );
}

const tagOf = (cid: CID, format: Format, scope: Scope): string =>
  format === 'raw' ? `"${cid}.raw"` : `W/"${cid}.car.${scope}"`;

/** Content under a CID never changes. */
const headersOf = (cid: CID, format: Format, scope: Scope) => ({
  'content-type': TYPES[format],
  'content-disposition': `attachment; filename="${cid}.${format === 'raw' ? 'bin' : 'car'}"`,
  etag: tagOf(cid, format, scope),
  'cache-control': 'public, max-age=29030400, immutable',
  vary: 'Accept',
  'accept-ranges': 'none',
  'x-ipfs-path': `/ipfs/${cid}`,
  'x-ipfs-roots': `${cid}`,
  'access-control-expose-headers': 'Content-Length, Content-Disposition, ETag, X-Ipfs-Path, X-Ipfs-Roots',
});

function isKnown(request: IncomingMessage, tag: string): boolean {
  const tags = (request.headers['if-none-match'] ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag.replace(/^W\//, ''));
}

interface Answer {
  readonly cid: CID;
  readonly scope: Scope;
  readonly headers: Readonly<Record<string, string>>;
  /** Of HEAD, nothing but headers is sent. */
  readonly bare: boolean;
}

const absent = (cid: CID) => pinError('BLOB_MISSING', `${cid} is not here`, { cid: `${cid}` });

/** Ends a response that is taken too slowly: it holds a block in memory, and a place. */
async function paced(response: ServerResponse, bytes: number, send: () => Promise<void>): Promise<void> {
  const timer = setTimeout(() => response.destroy(), transferMs(bytes));
  await send().finally(() => clearTimeout(timer));
}

export interface GatewayParts {
  readonly store: PinStore;
  readonly metrics: Metrics;
  /** No DAG here is larger. */
  readonly maxCarBytes: number;
}

export function openGateway({ store, metrics, maxCarBytes }: GatewayParts): Gateway {
  const blocks = metrics.counter('tacit_pin_blocks_served_total', 'Blocks given to readers.');
  const bytesServed = metrics.counter('tacit_pin_bytes_served_total', 'Bytes of them.');
  let active = 0;
  const count = (bytes: number): void => {
    blocks.add(1);
    bytesServed.add(bytes);
  };

  const sendRaw = async (response: ServerResponse, { cid, headers, bare }: Answer): Promise<void> => {
    const size = await store.sizeOf(cid);
    if (size === undefined) throw absent(cid);
    const bytes = bare ? undefined : await store.read(cid);
    if (!bare && !bytes) throw absent(cid);
    response.writeHead(200, { ...headers, 'content-length': bytes?.length ?? size });
    if (!bytes) return void response.end();
    await paced(response, bytes.length, () => pipeline(Readable.from([bytes], { objectMode: false }), response));
    count(bytes.length);
  };

  const sendCar = async (response: ServerResponse, { cid, scope, headers, bare }: Answer): Promise<void> => {
    await checkComplete(store, cid, scope);
    response.writeHead(200, headers);
    if (bare) return void response.end();
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of carOf(store, cid, scope)) {
        yield chunk;
        bytesServed.add(chunk.length);
      }
    }
    await paced(response, maxCarBytes, () => pipeline(counted, response));
  };

  return {
    async handle(request, response, { path, query }) {
      const cid = parseCid(path);
      const parameters = new URLSearchParams(query);
      const format = formatOf(parameters, request.headers.accept);
      const scope = scopeOf(parameters);
      const headers = headersOf(cid, format, scope);
      if (isKnown(request, headers.etag) && (await store.sizeOf(cid)) !== undefined) {
        response.writeHead(304, headers).end();
        return;
      }
      if (active >= LIMITS.responses) throw pinError('PIN_BUSY', 'as many readers as it serves at once are under way');
      active++;
      const answer = { cid, scope, headers, bare: request.method === 'HEAD' };
      await (format === 'raw' ? sendRaw : sendCar)(response, answer).finally(() => active--);
    },
  };
}
