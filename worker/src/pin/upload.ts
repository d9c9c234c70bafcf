// POST /car: signature, quota, body, verification, disk, in this order.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Dag, decodeCar, errorCode, parseCid, pinError, storageError, type UploadAuthorization } from '@tacit/sdk';
import { sendJson } from '../answer.ts';
import { readBody } from '../read-body.ts';
import type { Log, Metrics } from '../role.ts';
import type { Accounts } from './accounts.ts';
import { authorise, type UploadRules } from './authorise.ts';
import { diskBytes, LIMITS } from './limits.ts';
import type { PinStore } from './pin-store.ts';

export interface UploadParts {
  readonly store: PinStore;
  readonly accounts: Accounts;
  readonly rules: UploadRules;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface Uploads {
  /** `invite` tells a client that waits for it to send the body. */
  handle(request: IncomingMessage, response: ServerResponse, invite: () => void): Promise<void>;
  /** Those under way. */
  active(): number;
}

const isCar = (type: string | undefined): boolean =>
  /^application\/vnd\.ipld\.car\s*(;\s*version\s*=\s*"?1"?\s*)?$/i.test(type ?? '');

/** What HTTP alone says against a request. */
function checkHeaders({ headers }: IncomingMessage): number {
  if (!isCar(headers['content-type'])) {
    throw pinError('TYPE_UNSUPPORTED', 'an upload is of the type application/vnd.ipld.car, version 1');
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw pinError('TYPE_UNSUPPORTED', 'an upload is not compressed');
  }
  if (headers['content-length'] === undefined) throw pinError('LENGTH_REQUIRED', 'an upload says its length');
  return Number(headers['content-length']);
}

const costOf = ({ blocks }: Dag): number => blocks.reduce((sum, { bytes }) => sum + diskBytes(bytes.length), 0);

async function decode(bytes: Uint8Array, upload: UploadAuthorization): Promise<Dag> {
  const dag = await decodeCar(bytes, { maxBytes: upload.size, maxBlocks: LIMITS.blocks });
  if (`${dag.root}` === upload.cid) return dag;
  throw storageError('UPLOAD_INVALID', `the CAR has another root than ${upload.cid}, which was signed`);
}

interface Kept {
  readonly outcome: 'new' | 'again';
  readonly blocks: number;
}

async function receive(
  parts: UploadParts,
  upload: UploadAuthorization,
  body: () => Promise<Uint8Array>,
): Promise<Kept> {
  const { store, accounts } = parts;
  const uploader = upload.address;
  // What is pinned already costs nobody anything again.
  const known = await store.pinned(parseCid(upload.cid));
  const reservation = accounts.reserve(uploader, known ? 0 : upload.size);
  try {
    const dag = await decode(await body(), upload);
    const bytes = costOf(dag);
    if (!known) reservation.resize(bytes);
    const outcome = await store.keep(dag, { uploader, bytes });
    if (outcome === 'new') reservation.settle();
    return { outcome, blocks: dag.blocks.length };
  } finally {
    reservation.release();
  }
}

export function openUploads(parts: UploadParts): Uploads {
  const { rules, log, metrics, accounts } = parts;
  const uploads = metrics.counter('tacit_pin_uploads_total', 'Uploads by what became of them.');
  const refusals = metrics.counter('tacit_pin_quota_refusals_total', 'Uploads refused for want of quota or room.');
  const stored = metrics.gauge('tacit_pin_stored_bytes', 'Bytes on disk of all that is pinned.');
  let active = 0;
  let held = 0;
  stored.set(accounts.kept());

  const take = async (request: IncomingMessage, response: ServerResponse, invite: () => void): Promise<void> => {
    const length = checkHeaders(request);
    const upload = await authorise(request.headers.authorization, rules);
    if (length !== upload.size) {
      throw storageError('UPLOAD_INVALID', `${upload.size} bytes were signed, and ${length} are announced`);
    }
    if (active >= LIMITS.uploads || held + length > LIMITS.uploadCars * rules.maxCarBytes) {
      throw pinError('PIN_BUSY', 'as many uploads as it takes at once are under way');
    }
    const start = performance.now();
    active++;
    held += length;
    try {
      const { outcome, blocks } = await receive(parts, upload, () => {
        invite();
        return readBody(request, upload.size);
      });
      const { address, cid, size } = upload;
      uploads.add(1, { outcome });
      stored.set(accounts.kept());
      log.info('upload-pinned', { address, cid, size, blocks, outcome, ms: Math.round(performance.now() - start) });
      sendJson(response, outcome === 'new' ? 201 : 200, { cid, blocks, size, pinned: outcome });
    } catch (error) {
      const { address, cid, size } = upload;
      log.info('upload-refused', { address, cid, size, code: errorCode(error) ?? 'UNEXPECTED' });
      throw error;
    } finally {
      active--;
      held -= length;
    }
  };
  return {
    active: () => active,
    handle: (request, response, invite) =>
      take(request, response, invite).catch((error: unknown) => {
        const code = errorCode(error) ?? 'UNEXPECTED';
        uploads.add(1, { outcome: code });
        if (code === 'QUOTA_EXCEEDED' || code === 'PIN_FULL') refusals.add(1, { code });
        throw error;
      }),
  };
}
