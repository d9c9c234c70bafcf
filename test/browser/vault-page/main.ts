// What the test calls from outside: a vault in this browser's own storage, of a wallet that signs by itself.
import { blockDag, type UserKeys } from '@tacit/sdk';
import {
  askToPersist,
  indexedDbStore,
  openUserKeys,
  openVault,
  releaseRecords,
  storageRoom,
  type Vault,
  vaultKind,
  vaultOf,
} from '@tacit/sdk/browser';
import { createWalletClient, custom } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Answer, Order } from './vault-worker.ts';

const CHAIN_ID = 31_337;
const documents = indexedDbStore();
let vault: Vault;

const accountOf = (secret: number) => privateKeyToAccount(`0x${secret.toString(16).padStart(64, '0')}`);
const placeOf = (secret: number) => ({ chainId: CHAIN_ID, account: accountOf(secret).address });
const codeOf = (error: unknown): string => (error as { code?: string }).code ?? String(error);

/** What it came to, or the code of what went wrong. */
async function tried<T>(act: () => Promise<T>): Promise<T | string> {
  try {
    return await act();
  } catch (error) {
    return codeOf(error);
  }
}

function order(what: Order): Promise<Answer> {
  const worker = new Worker(new URL('./vault-worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = ({ message }) => reject(new Error(`the worker failed: ${message}`));
    worker.postMessage(what);
  });
}

const open = (secret: number) =>
  tried(async () => {
    const transport = custom({ request: async () => `0x${CHAIN_ID.toString(16)}` });
    const wallet = createWalletClient({ account: accountOf(secret), transport });
    vault = await openVault({ documents, wallet, ...placeOf(secret) });
    return 'opened';
  });

const openByPassphrase = async (secret: number, passphrase: string): Promise<string> => {
  const { portable, failure } = await order({ kind: 'open', place: placeOf(secret), passphrase });
  if (!portable) return failure ?? 'nothing';
  vault = vaultOf(portable, documents);
  return 'opened';
};

const notes = () => vault.documents('notes');
const create = (name: string, text: string) => tried(() => notes().create(name, new TextEncoder().encode(text)));
const read = (name: string) =>
  tried(async () => {
    const bytes = await notes().read(name);
    return bytes ? new TextDecoder().decode(bytes) : 'absent';
  });
const names = async () => [...(await notes().names())].sort();
const remove = (name: string) => tried(() => notes().remove(name));
const fill = (name: string, size: number) => tried(() => notes().create(name, new Uint8Array(size)));
const record = (digest: string) =>
  tried(() => {
    const round = { contract: `0x${'ab'.repeat(20)}`, task: `0x${'07'.repeat(32)}`, round: 3n } as const;
    const frozenLog = `0x${'01'.repeat(32)}` as const;
    return releaseRecords(vault).record(round, { frozenLog, digest: digest as `0x${string}` });
  });
const readInWorker = (name: string) => order({ kind: 'read', portable: vault.portable(), name });

/** Ten megabytes, as a user's keys have them: the milliseconds to keep them, and to read them, and whether they are the same. */
async function keepLarge(size: number): Promise<{ keepMs: number; readMs: number; same: boolean }> {
  const evaluationKeys = Uint8Array.from({ length: size }, (_, at) => (at * 2654435761) >>> 13);
  const keys: UserKeys = { secretKey: evaluationKeys.slice(0, 400_000), evaluationKeys };
  const start = performance.now();
  await openUserKeys(vault, { parameters: 'exact-8192', create: () => keys, fresh: true });
  const kept = performance.now();
  const back = await openUserKeys(vault, { parameters: 'exact-8192', create: () => Promise.reject(new Error('made')) });
  const readMs = performance.now() - kept;
  const rootOf = async (bytes: Uint8Array) => (await blockDag('raw', bytes.slice(0, 2 ** 20))).root.toString();
  const same =
    back.evaluationKeys.length === size && (await rootOf(back.evaluationKeys)) === (await rootOf(evaluationKeys));
  return { keepMs: kept - start, readMs, same };
}

/** How each attempt to read a key out ends: of the vault's, and of the browser's own. */
async function exportKeys(): Promise<string[]> {
  const keys = [vault.portable().key, await documents.deviceKey()];
  const attempts = keys.flatMap((key) => (['raw', 'jwk'] as const).map((format) => ({ key, format })));
  return await Promise.all(
    attempts.map(({ key, format }) =>
      crypto.subtle.exportKey(format as 'raw', key).then(
        () => 'exported',
        (error: Error) => error.name,
      ),
    ),
  );
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** All that any IndexedDB of this origin holds: names, and each value as text of one letter a byte, or as what it is. */
async function dump(): Promise<{ names: string[]; values: string[] }> {
  const found: { names: string[]; values: string[] } = { names: [], values: [] };
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    for (const place of database.objectStoreNames) {
      const store = () => database.transaction(place).objectStore(place);
      for (const key of await asked(store().getAllKeys())) found.names.push(`${place} ${String(key)}`);
      for (const value of await asked(store().getAll())) {
        found.values.push(
          value instanceof Uint8Array ? Array.from(value, (byte) => String.fromCharCode(byte)).join('') : String(value),
        );
      }
    }
    database.close();
  }
  return found;
}

/** Whether a database can be removed while others have it open. */
const removeDatabase = (name: string) =>
  new Promise<string>((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve('removed');
    request.onerror = () => resolve('refused');
    request.onblocked = () => resolve('blocked');
  });

Object.assign(window, {
  page: {
    ...{
      open,
      openByPassphrase,
      create,
      read,
      names,
      remove,
      fill,
      record,
      readInWorker,
      keepLarge,
      exportKeys,
      dump,
      removeDatabase,
    },
    kind: (secret: number) => tried(() => vaultKind(documents, placeOf(secret))),
    lock: () => vault.lock(),
    persist: () => tried(askToPersist),
    room: () => tried(storageRoom),
  },
});
