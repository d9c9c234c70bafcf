// Where a page keeps bytes by name. It is told nothing of what is in them, and believed nothing.

/**
 * Whoever can write here can also bring an older document back, or take one away, as a browser does that is short of space:
 * what is kept must never be all that stands between somebody and harm.
 */
export interface DocumentStore {
  /** Undefined if there is none of that name. */
  get(name: string): Promise<Uint8Array | undefined>;
  /** Resolves when it is durable: true, or false if there is one of that name, which stays. Of many at once, one comes first. */
  add(name: string, bytes: Uint8Array): Promise<boolean>;
  /** Resolves when it is durable. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
  /** All names that begin so. */
  keys(prefix: string): Promise<readonly string[]>;
  /** HMAC-SHA-256, of this store alone: made when it is first asked for, and used where it lies; nobody can read it out. */
  deviceKey(): Promise<CryptoKey>;
}

export const makeDeviceKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign']);
