import { browserError } from '../errors/index.ts';
import { type DocumentStore, makeDeviceKey } from './documents.ts';

export interface MemoryDocuments extends DocumentStore {
  /** What is kept, for tests to look at and to tamper with. */
  readonly held: Map<string, Uint8Array>;
}

/** Keeps documents as long as it lives itself. `limit` is how many bytes there is room for. */
export function memoryDocuments({ limit = Number.POSITIVE_INFINITY } = {}): MemoryDocuments {
  const held = new Map<string, Uint8Array>();
  let device: Promise<CryptoKey> | undefined;
  const keep = (name: string, bytes: Uint8Array): void => {
    const others = [...held].reduce((sum, [each, { length }]) => sum + (each === name ? 0 : length), 0);
    if (others + bytes.length > limit) throw browserError('STORAGE_FULL', 'there is no room for more');
    held.set(name, bytes.slice());
  };
  return {
    held,
    get: async (name) => held.get(name)?.slice(),
    async add(name, bytes) {
      if (held.has(name)) return false;
      keep(name, bytes);
      return true;
    },
    put: async (name, bytes) => keep(name, bytes),
    async remove(name) {
      held.delete(name);
    },
    keys: async (prefix) => [...held.keys()].filter((name) => name.startsWith(prefix)),
    deviceKey: () => (device ??= makeDeviceKey()),
  };
}
