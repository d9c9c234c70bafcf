// PUT /v1/blobs: keys and ciphertexts on their way into the worker's store, where its job, and those of others, find them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BlobStore, type Dag, decodeCar, errorCode, fileDag, pinError, toHex } from '@tacit/sdk';
import { sendJson } from '../../answer.ts';
import { type Accounts, openAccounts } from '../../pin/accounts.ts';
import { readBody } from '../../read-body.ts';
import type { Log, Metrics } from '../../role.ts';
import { apiError } from './errors.ts';

export interface BlobLimits {
  /** Bytes for each user in a day, and for all. */
  readonly quotaBytes: number;
  readonly capacityBytes: number;
  readonly maxBlobBytes: number;
}

export interface BlobParts extends BlobLimits {
  readonly store: BlobStore;
  readonly storeMs: number;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly now: () => number;
}

export interface BlobExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly invite: () => void;
  readonly user: string;
}

const DAY_MS = 86_400_000;
/** Bodies that are held at one time, counted in largest ones. */
const MOST_HELD = 4;
const MOST_UPLOADS = 16;
const MOST_BLOCKS = 1024;

type Form = 'car' | 'raw';

const FORMS: Readonly<Record<string, Form>> = {
  'application/vnd.ipld.car': 'car',
  'application/octet-stream': 'raw',
};

/** What HTTP alone says against a request. */
function checkHeaders({ headers }: IncomingMessage, maxBytes: number): { form: Form; size: number } {
  const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(';', 1);
  const form = Object.hasOwn(FORMS, type.trim()) ? FORMS[type.trim()] : undefined;
  if (!form) throw pinError('TYPE_UNSUPPORTED', `a body is one of ${Object.keys(FORMS).join(', ')}`);
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw pinError('TYPE_UNSUPPORTED', 'a body is not compressed');
  }
  const size = Number(headers['content-length'] ?? Number.NaN);
  if (!Number.isSafeInteger(size) || size < 1) throw pinError('LENGTH_REQUIRED', 'a body says its length');
  if (size > maxBytes) throw apiError('BODY_TOO_LARGE', `a body has at most ${maxBytes} bytes here, not ${size}`);
  return { form, size };
}

const dagOf = async (bytes: Uint8Array, form: Form): Promise<Dag> =>
  form === 'raw' ? await fileDag(bytes) : await decodeCar(bytes, { maxBytes: bytes.length, maxBlocks: MOST_BLOCKS });

/** What was taken in today. */
function dailyAccounts(limits: BlobLimits, now: () => number): () => Accounts {
  let [day, accounts] = [now(), openAccounts(limits)];
  return () => {
    if (now() - day >= DAY_MS) [day, accounts] = [now(), openAccounts(limits)];
    return accounts;
  };
}

async function keep({ store, storeMs, signal, log }: BlobParts, dag: Dag): Promise<void> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(storeMs)]);
  await store.put(dag, { signal: limited }).catch((error: unknown) => {
    if (signal.aborted) throw apiError('COMPUTE_STOPPING', 'the worker is about to stop');
    log.warn('blob-not-stored', { store: store.name, code: errorCode(error) ?? (error as Error).name });
    throw apiError('COMPUTE_UNAVAILABLE', 'the store behind this worker does not take it now');
  });
}

export function openBlobs(parts: BlobParts): (exchange: BlobExchange) => Promise<void> {
  const { maxBlobBytes, log, metrics, now } = parts;
  const uploads = metrics.counter('tacit_compute_uploads_total', 'Uploads by what became of them.');
  const accountsOf = dailyAccounts(parts, now);
  const holding = { uploads: 0, bytes: 0 };

  async function receive({ request, response, invite, user }: BlobExchange): Promise<void> {
    const { form, size } = checkHeaders(request, maxBlobBytes);
    if (holding.uploads >= MOST_UPLOADS || holding.bytes + size > MOST_HELD * maxBlobBytes) {
      throw pinError('PIN_BUSY', 'as many uploads as it takes at once are under way');
    }
    const reservation = accountsOf().reserve(user.toLowerCase(), size);
    holding.uploads++;
    holding.bytes += size;
    try {
      invite();
      const dag = await dagOf(await readBody(request, size), form);
      await keep(parts, dag);
      reservation.settle();
      const cid = dag.root.toString();
      log.info('blob-stored', { user, cid, size });
      sendJson(response, 201, { cid, digest: toHex(dag.root.multihash.digest), bytes: size });
    } finally {
      reservation.release();
      holding.uploads--;
      holding.bytes -= size;
    }
  }

  return async (exchange) => {
    try {
      await receive(exchange);
      uploads.add(1, { outcome: 'stored' });
    } catch (error) {
      uploads.add(1, { outcome: errorCode(error) ?? 'UNEXPECTED' });
      throw error;
    }
  };
}
