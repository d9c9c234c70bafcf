// The stores that a worker writes to and reads from, as its configuration lists them.
import {
  authoriseWith,
  type BlobKeeper,
  type BlobReader,
  type BlobStore,
  firstOf,
  gatewayReader,
  kuboStore,
  pinNodeStore,
  pinningService,
  replicatedStore,
  type UploadSigner,
} from '@tacit/sdk';
import { readOwnerFile, readPassphraseFile } from '@tacit/sdk/node';
import type { StorageConfig } from './config/worker-config.ts';
import type { Log } from './role.ts';
import { workerError } from './worker-error.ts';

export interface StoresOptions {
  readonly config: StorageConfig;
  readonly signer: UploadSigner | undefined;
  /** This process's own pin node, which nobody needs to name. */
  readonly ownPinNode: string | undefined;
  /** What uploads to it are signed for, if that is not where it listens. */
  readonly ownAudience?: string | undefined;
  readonly log: Log;
}

const isHeaders = (json: unknown): json is Record<string, string> =>
  typeof json === 'object' &&
  json !== null &&
  !Array.isArray(json) &&
  Object.entries(json).every(([name, value]) => /^[\w-]{1,80}$/.test(name) && typeof value === 'string');

async function readHeaders(path: string): Promise<Record<string, string>> {
  const refused = (why: string) => workerError('CONFIG_UNREADABLE', `${path} is no file of headers: ${why}`);
  const found = await readOwnerFile(path, 16_384);
  if (!(found instanceof Uint8Array)) {
    throw refused(found.fault === 'exposed' ? 'others may read it; chmod 600' : `it cannot be read (${found.reason})`);
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(found));
  } catch {
    json = undefined;
  }
  if (isHeaders(json)) return json;
  throw refused('it must be a JSON object of texts');
}

async function openKubo({ kubo }: StorageConfig): Promise<BlobStore[]> {
  if (!kubo) return [];
  const headers = kubo.headersFile === undefined ? {} : await readHeaders(kubo.headersFile);
  return [kuboStore({ url: kubo.url, headers })];
}

const openServices = ({ pinningServices }: StorageConfig): Promise<BlobKeeper[]> =>
  Promise.all(
    pinningServices.map(async ({ url, tokenFile }) =>
      pinningService({ url, token: await readPassphraseFile(tokenFile) }),
    ),
  );

/** A store that only reads where nothing may be written to. */
const readOnly = (reader: BlobReader): BlobStore => ({
  ...reader,
  put: () => Promise.reject(workerError('CONFIG_INVALID', 'the configuration names no store to write to')),
});

/** So that one store that is slow to say no does not use up the time for all. */
const HEDGE_MS = 2_000;

/** One store of all; undefined if none is configured. */
export async function openStores({
  config,
  signer,
  ownPinNode,
  ownAudience,
  log,
}: StoresOptions): Promise<BlobStore | undefined> {
  const authorise = signer && authoriseWith(signer);
  const urls = [...new Set([...(ownPinNode === undefined ? [] : [ownPinNode]), ...config.pinNodes])];
  const audienceOf = (url: string) => (url === ownPinNode && ownAudience ? { audience: ownAudience } : {});
  const pinNodes = urls.map((url) => pinNodeStore({ url, ...audienceOf(url), ...(authorise && { authorise }) }));
  const [primary, ...replicas] = [...pinNodes, ...(await openKubo(config))];
  const gateways = config.gateways.map((url) => gatewayReader(url));
  const onFailure = ({ store, cid, error }: { store: string; cid: string; error: unknown }): void => {
    log.warn('store-failed', { store, cid, code: (error as { code?: string }).code ?? 'UNEXPECTED' });
  };
  if (!primary)
    return gateways.length === 0 ? undefined : readOnly(firstOf(gateways, { onFailure, hedgeMs: HEDGE_MS }));
  const keepers: (BlobKeeper & Partial<BlobReader>)[] = [...replicas, ...(await openServices(config))];
  const store = replicatedStore({ primary, replicas: keepers, onFailure, hedgeMs: HEDGE_MS });
  if (gateways.length === 0) return store;
  const { name, getBlock } = firstOf([store, ...gateways], { onFailure, hedgeMs: HEDGE_MS });
  return { name, getBlock, put: store.put };
}
