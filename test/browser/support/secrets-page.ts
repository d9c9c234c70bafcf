// Reads out of a page everything that its origin keeps in the browser. Runs in the page.

export interface KeptPiece {
  readonly where: string;
  readonly base64: string;
}

export interface Kept {
  readonly pieces: KeptPiece[];
  readonly unseen: string[];
  readonly extractable: string[];
}

/** Must not use anything from outside: the page gets its text alone. */
export async function readKept(): Promise<Kept> {
  const kept: Kept = { pieces: [], unseen: [], extractable: [] };

  const add = (where: string, bytes: Uint8Array): void => {
    let binary = '';
    for (let at = 0; at < bytes.length; at += 0x8000) {
      binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    }
    kept.pieces.push({ where, base64: btoa(binary) });
  };
  const addText = (where: string, text: string): void => add(where, new TextEncoder().encode(text));
  const addBlob = async (where: string, blob: Blob): Promise<void> =>
    add(where, new Uint8Array(await blob.arrayBuffer()));

  const addKey = async (where: string, key: CryptoKey): Promise<void> => {
    if (!key.extractable) return;
    kept.extractable.push(where);
    const format = key.type === 'secret' ? 'raw' : key.type === 'private' ? 'pkcs8' : 'spki';
    add(where, new Uint8Array(await crypto.subtle.exportKey(format, key)));
  };

  /** Whatever IndexedDB can hold, down to texts and bytes. */
  const addValue = async (where: string, value: unknown, seen = new Set<unknown>()): Promise<void> => {
    if (value === null || value === undefined) return;
    if (typeof value !== 'object') return addText(where, String(value));
    if (seen.has(value)) return;
    seen.add(value);
    if (value instanceof CryptoKey) return await addKey(where, value);
    if (value instanceof Blob) return await addBlob(where, value);
    if (value instanceof ArrayBuffer) return add(where, new Uint8Array(value));
    if (ArrayBuffer.isView(value)) return add(where, new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    if (value instanceof Date || value instanceof RegExp) return addText(where, String(value));
    const plain = value instanceof Map || value instanceof Set ? [...value] : value;
    if (!Array.isArray(plain) && Object.getPrototypeOf(plain) !== Object.prototype) kept.unseen.push(where);
    // Numbers in a list are a row of a table, if anything, and are read as one.
    const readable = (_key: string, part: unknown): unknown => {
      if (ArrayBuffer.isView(part)) return undefined;
      return typeof part === 'bigint' ? String(part) : part;
    };
    const json = JSON.stringify(plain, readable);
    addText(where, json ?? '');
    for (const [name, part] of Object.entries(plain)) await addValue(`${where}.${name}`, part, seen);
  };

  const finish = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const addDatabase = async (name: string): Promise<void> => {
    const database = await finish(indexedDB.open(name));
    for (const storeName of database.objectStoreNames) {
      const store = database.transaction(storeName).objectStore(storeName);
      const [keys, values] = await Promise.all([finish(store.getAllKeys()), finish(store.getAll())]);
      const where = `IndexedDB ${name}/${storeName}`;
      for (const [i, key] of keys.entries()) {
        await addValue(`${where} key`, key);
        await addValue(`${where}/${String(key)}`, values[i]);
      }
    }
    database.close();
  };

  for (const [name, storage] of [
    ['localStorage', localStorage],
    ['sessionStorage', sessionStorage],
  ] as const) {
    for (const [key, value] of Object.entries(storage)) addText(`${name} ${key}`, `${key}=${value}`);
  }
  addText('window.name', window.name);
  await addValue('history.state', window.history.state);
  for (const { name } of await indexedDB.databases()) if (name !== undefined) await addDatabase(name);
  for (const cacheName of await caches.keys()) {
    const cache = await caches.open(cacheName);
    for (const request of await cache.keys()) {
      addText(`cache ${cacheName}`, request.url);
      const response = await cache.match(request);
      if (response) await addBlob(`cache ${cacheName} ${request.url}`, await response.blob());
    }
  }
  const addFolder = async (where: string, folder: FileSystemDirectoryHandle): Promise<void> => {
    const entries = (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values();
    for await (const entry of entries) {
      const at = `${where}/${entry.name}`;
      addText(`name of ${at}`, entry.name);
      if (entry.kind === 'directory') await addFolder(at, entry as FileSystemDirectoryHandle);
      else await addBlob(at, await (entry as FileSystemFileHandle).getFile());
    }
  };
  await addFolder('files of the origin', await navigator.storage.getDirectory());
  return kept;
}
