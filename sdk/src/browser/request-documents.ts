// A user's requests for predictions in their vault, each whole before anything of it is sent: after any crash they say which
// jobs there are or will be, and open their results.
import { MOST_SEALED_BYTES } from '../encrypted/index.ts';
import { browserError, errorCode } from '../errors/index.ts';
import type { Hex } from '../protocol/arguments.ts';
import {
  decodeSecret,
  encodeSecret,
  formatSince,
  type KeepRequestOptions,
  parseSince,
  partsOf,
  type RequestPart,
  type RequestSecret,
  restoreRequest,
  type SavedRequest,
  secretOf,
} from '../protocol/inference/saved-request.ts';
import type { SealedDocuments } from './sealed-documents.ts';
import type { Vault } from './vault.ts';

/** What is known of a request without reading the megabytes of it. */
export interface KeptRequestSummary {
  readonly job: Hex;
  readonly requestCid: Hex;
  readonly market: Hex;
  readonly offer: Hex;
  readonly samples: number;
  readonly split: boolean;
  /** When it was kept, in seconds since 1970. */
  readonly time: number;
}

export interface KeptRequests {
  /** Whole or not at all. KEPT_REQUEST_EXISTS if there is one of that job, which stays; STORAGE_FULL. */
  save(request: KeepRequestOptions): Promise<KeptRequestSummary>;
  /** The newest first, and the jobs of those whose entry in the list is damaged: reading them says so. */
  list(): Promise<{ readonly kept: readonly KeptRequestSummary[]; readonly damaged: readonly Hex[] }>;
  /** Everything but the secrets, checked. KEPT_REQUEST_MISSING, KEPT_REQUEST_INVALID. */
  read(job: Hex): Promise<SavedRequest>;
  /** What opens the result, and what was asked about. */
  readSecret(job: Hex): Promise<RequestSecret>;
  /** Notes a block before the request is sent; the first note stays. */
  noteSince(job: Hex, block: bigint): Promise<void>;
  /** Keeps what is handed over before it leaves, and gives it: what was kept first stays, and is all that ever leaves. */
  keepHandOver(job: Hex, sealed: Uint8Array): Promise<Uint8Array>;
  /** Forgets a request: its result, if it has any, opens for nobody any more. */
  remove(job: Hex): Promise<void>;
  /** Removes what a page that ended while it saved has left behind, if that was long ago. */
  sweep(): Promise<void>;
}

/*
 * index-<job>: the list's entry, written last and removed first; only with it there is a request.
 * draft-<job>: written first, and removed when the index is there; its time says when a request is no longer being saved.
 * <part>-<job>: the rest.
 */
const PARTS: readonly RequestPart[] = ['request', 'input', 'keys', 'offer', 'network'];
const OTHERS = ['secret', 'since', 'hand-over'] as const;
const DRAFT_SECONDS = 24 * 60 * 60;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const jobsOf = (names: readonly string[], kind: string): Hex[] =>
  names.flatMap((name) => (name.startsWith(`${kind}-`) ? [name.slice(kind.length + 1) as Hex] : []));

const invalid = (job: Hex, why: string) =>
  browserError('KEPT_REQUEST_INVALID', `what is kept of the request is of no use: ${why}`, { details: { job } });

const isHash = (value: unknown): value is Hex => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value);

function parseSummary(job: Hex, bytes: Uint8Array): KeptRequestSummary {
  const fields = JSON.parse(textOf(bytes)) as KeptRequestSummary;
  const fits = fields.job === job && isHash(fields.offer) && isHash(fields.requestCid) && Number.isFinite(fields.time);
  if (fits) return fields;
  throw invalid(job, 'its entry in the list is another one');
}

/** Reads documents of one scope, and says of all that is wrong with them that the request is of no use. */
function createReader(documents: SealedDocuments) {
  const find = async (kind: string, job: Hex): Promise<Uint8Array | undefined> =>
    await documents.read(`${kind}-${job}`).catch((error: unknown) => {
      throw errorCode(error) === 'DOCUMENT_INVALID' ? invalid(job, `its ${kind} is damaged`) : error;
    });
  return {
    find,
    async need(kind: string, job: Hex): Promise<Uint8Array> {
      const bytes = await find(kind, job);
      if (bytes) return bytes;
      throw invalid(job, `its ${kind} is gone`);
    },
    async requireKept(job: Hex): Promise<KeptRequestSummary> {
      const bytes = isHash(job) ? await find('index', job) : undefined;
      if (bytes) return parseSummary(job, bytes);
      throw browserError('KEPT_REQUEST_MISSING', 'nothing is kept here of that job', { details: { job } });
    },
  };
}

async function removeParts(documents: SealedDocuments, job: Hex): Promise<void> {
  for (const kind of [...OTHERS, ...PARTS]) await documents.remove(`${kind}-${job}`);
  await documents.remove(`draft-${job}`);
}

async function saveWhole(
  documents: SealedDocuments,
  kept: KeepRequestOptions,
  time: number,
): Promise<KeptRequestSummary> {
  const { request } = kept;
  const { job, requestCid, document } = request;
  const taken = () => browserError('KEPT_REQUEST_EXISTS', 'that request is kept here already', { details: { job } });
  if ((await documents.read(`index-${job}`)) !== undefined) throw taken();
  const { market, offer, samples } = document;
  const summary = { job, requestCid, market, offer, samples, split: document.answerKey !== undefined, time };
  try {
    await documents.replace(`draft-${job}`, utf8(String(time)));
    await documents.replace(`secret-${job}`, encodeSecret(secretOf(kept)));
    const parts = partsOf(kept);
    for (const part of PARTS) await documents.replace(`${part}-${job}`, parts[part]);
    if (!(await documents.create(`index-${job}`, utf8(JSON.stringify(summary))))) throw taken();
  } catch (error) {
    // Another page that saves the very same has written the very same parts. What cannot be removed now is swept later.
    if (errorCode(error) !== 'KEPT_REQUEST_EXISTS') await removeParts(documents, job).catch(() => {});
    throw error;
  }
  await documents.remove(`draft-${job}`);
  return summary;
}

async function sweepDrafts(documents: SealedDocuments, now: number): Promise<void> {
  const names = await documents.names();
  const kept = jobsOf(names, 'index');
  for (const job of jobsOf(names, 'draft')) {
    const time = Number(textOf((await documents.read(`draft-${job}`)) ?? utf8('0')));
    if (kept.includes(job)) await documents.remove(`draft-${job}`);
    else if (now - time > DRAFT_SECONDS) await removeParts(documents, job);
  }
}

export interface RequestDocumentsOptions {
  /** Seconds since 1970. */
  readonly now?: () => number;
}

/** The requests of the vault's account. */
export function requestDocuments(
  vault: Vault,
  { now = () => Math.floor(Date.now() / 1000) }: RequestDocumentsOptions = {},
): KeptRequests {
  const documents = vault.documents('requests');
  const { find, need, requireKept } = createReader(documents);
  return {
    save: async (kept) => await saveWhole(documents, kept, now()),
    async list() {
      const kept: KeptRequestSummary[] = [];
      const damaged: Hex[] = [];
      for (const job of jobsOf(await documents.names(), 'index')) {
        const summary = await requireKept(job).catch((error: unknown) => {
          if (errorCode(error) === 'KEPT_REQUEST_INVALID') damaged.push(job);
          // Another page has removed it in between.
          else if (errorCode(error) !== 'KEPT_REQUEST_MISSING') throw error;
        });
        if (summary) kept.push(summary);
      }
      return { kept: kept.sort((a, b) => b.time - a.time), damaged };
    },
    async read(job) {
      await requireKept(job);
      const entries = await Promise.all(PARTS.map(async (part) => [part, await need(part, job)] as const));
      const parts = Object.fromEntries(entries) as Record<RequestPart, Uint8Array>;
      const since = await find('since', job);
      const fromBlock = since ? parseSince(textOf(since)) : 0n;
      if (fromBlock === undefined) throw invalid(job, 'its block is no number');
      const saved = await restoreRequest(parts, { fromBlock, bad: (why) => invalid(job, why) });
      if (saved.job === job) return saved;
      throw invalid(job, 'it is the request of another job');
    },
    async readSecret(job) {
      await requireKept(job);
      const secret = decodeSecret(await need('secret', job));
      if (secret) return secret;
      throw invalid(job, 'its secret is none');
    },
    async noteSince(job, block) {
      await requireKept(job);
      await documents.create(`since-${job}`, utf8(formatSince(block)));
    },
    async keepHandOver(job, sealed) {
      await requireKept(job);
      if (sealed.length > MOST_SEALED_BYTES) throw invalid(job, 'what is handed over is too large');
      await documents.create(`hand-over-${job}`, sealed);
      return await need('hand-over', job);
    },
    async remove(job) {
      await documents.remove(`index-${job}`);
      await removeParts(documents, job);
    },
    sweep: async () => await sweepDrafts(documents, now()),
  };
}
