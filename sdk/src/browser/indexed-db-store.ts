// Documents in the browser's IndexedDB: for pages and workers of one origin, in one profile.
import { browserError, errorCode, type ProtocolError } from '../errors/index.ts';
import { type DocumentStore, makeDeviceKey } from './documents.ts';

const VERSION = 1;
const [DOCUMENTS, DEVICE] = ['documents', 'device'] as const;
const DEVICE_KEY = 'key';

const unavailable = (cause: unknown) =>
  browserError(
    'STORAGE_UNAVAILABLE',
    "this browser keeps nothing for this page: its storage is off or can't be opened",
    {
      cause,
    },
  );

function failureOf(error: unknown): ProtocolError {
  const { name } = Object(error) as { name?: unknown };
  if (name === 'QuotaExceededError') {
    return browserError('STORAGE_FULL', 'this browser has no room left for what this page keeps', { cause: error });
  }
  // Browsers that keep nothing for private windows say so with these.
  if (name === 'SecurityError' || name === 'DataCloneError') return unavailable(error);
  return browserError('STORAGE_FAILED', `this browser could not keep or find a document (${String(name)})`, {
    cause: error,
  });
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (!globalThis.indexedDB) return void reject(unavailable(undefined));
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const each of [DOCUMENTS, DEVICE]) request.result.createObjectStore(each);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(unavailable(request.error));
    request.onblocked = () => {
      reject(unavailable(undefined));
      request.onsuccess = () => request.result.close();
    };
  });
}

/** One connection, opened when it is needed, and again after the browser closed it. */
function createConnection(name: string) {
  let opened: Promise<IDBDatabase> | undefined;
  const forget = (): void => {
    opened = undefined;
  };
  return {
    forget,
    open(): Promise<IDBDatabase> {
      opened ??= openDatabase(name).then(
        (database) => {
          database.onclose = forget;
          // Whoever deletes or renews the database must not wait for this page.
          database.onversionchange = () => {
            database.close();
            forget();
          };
          return database;
        },
        (error: unknown) => {
          forget();
          throw errorCode(error) ? error : unavailable(error);
        },
      );
      return opened;
    },
  };
}

/** Asks for what is to be done, and says how to come by what it gives once all of it is done. */
type Work<T> = (store: IDBObjectStore) => () => T;

function run<T>(transaction: IDBTransaction, place: string, work: Work<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    transaction.onabort = () => reject(failureOf(transaction.error));
    try {
      const result = work(transaction.objectStore(place));
      // A request that succeeded may still come to nothing with its transaction.
      transaction.oncomplete = () => resolve(result());
    } catch (error) {
      reject(failureOf(error));
      transaction.abort();
    }
  });
}

const read =
  <T>(key: string): Work<T | undefined> =>
  (store) => {
    const request: IDBRequest<T | undefined> = store.get(key);
    return () => request.result;
  };

/** The first of all that are written under a name at once, whoever wrote it: a transaction sees no other beside it. */
const writeFirst =
  <T>(key: string, value: T): Work<{ readonly first: T; readonly isOurs: boolean }> =>
  (store) => {
    const request: IDBRequest<T | undefined> = store.get(key);
    request.onsuccess = () => {
      if (request.result === undefined) store.put(value, key);
    };
    return () => ({ first: request.result ?? value, isOurs: request.result === undefined });
  };

/** A view would be kept with all the memory that it looks into. */
const whole = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes);

export interface IndexedDbStoreOptions {
  /** The database's. */
  readonly name?: string;
}

/** Refuses with STORAGE_UNAVAILABLE, STORAGE_FULL or STORAGE_FAILED, and then has changed nothing. */
export function indexedDbStore({ name: database = 'tacit' }: IndexedDbStoreOptions = {}): DocumentStore {
  const connection = createConnection(database);
  const begin = async (place: string, mode: IDBTransactionMode): Promise<IDBTransaction> => {
    // Strict: on the disk, and not only with the system, when it is said to be done.
    const options = { durability: 'strict' } as const;
    try {
      return (await connection.open()).transaction(place, mode, options);
    } catch (error) {
      if (errorCode(error)) throw error;
      // The browser has closed the connection, and may not have said so yet.
      connection.forget();
      return (await connection.open()).transaction(place, mode, options);
    }
  };
  const look = async <T>(place: string, work: Work<T>): Promise<T> => run(await begin(place, 'readonly'), place, work);
  const change = async <T>(place: string, work: Work<T>): Promise<T> =>
    run(await begin(place, 'readwrite'), place, work);
  return {
    get: (name) => look(DOCUMENTS, read<Uint8Array>(name)),
    add: async (name, bytes) => (await change(DOCUMENTS, writeFirst(name, whole(bytes)))).isOurs,
    put: (name, bytes) =>
      change(DOCUMENTS, (store) => {
        store.put(whole(bytes), name);
        return () => undefined;
      }),
    remove: (name) =>
      change(DOCUMENTS, (store) => {
        store.delete(name);
        return () => undefined;
      }),
    keys: (prefix) =>
      look(DOCUMENTS, (store) => {
        const request = store.getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`));
        return () => request.result.map(String);
      }),
    async deviceKey() {
      const kept = await look(DEVICE, read<CryptoKey>(DEVICE_KEY));
      return kept ?? (await change(DEVICE, writeFirst(DEVICE_KEY, await makeDeviceKey()))).first;
    },
  };
}
