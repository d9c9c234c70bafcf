// Documents that are sealed before a store sees them: each under a key of its own, bound to its place and name.
import { browserError } from '../errors/index.ts';
import { systemRandomness } from '../hashing/index.ts';
import type { DocumentStore } from './documents.ts';
import { decryptWith, ownBytes } from './subtle.ts';

/** Documents by name, in clear for whoever has the key and for nobody else. */
export interface SealedDocuments {
  /** Undefined if there is none of that name; DOCUMENT_INVALID if it is damaged, exchanged, or under another key. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Resolves when it is durable: true, or false if there is one of that name, which stays. */
  create(name: string, bytes: Uint8Array): Promise<boolean>;
  replace(name: string, bytes: Uint8Array): Promise<void>;
  /** A browser may keep deleted blocks: they stay sealed, and open for whoever has the vault's key. */
  remove(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}

export interface SealedDocumentsOptions {
  readonly documents: DocumentStore;
  /** For HKDF; asked for at each use, so that it can be forgotten. */
  readonly key: () => CryptoKey;
  /** Before all names in the store. */
  readonly place: string;
  readonly scope: string;
}

/*
 * version, 1 byte | nonce, 12 | ciphertext | tag, 16
 *
 * Key and authenticated text both name vault, scope and document: what lies under another name does not open. A document
 * that is replaced often has one key and random nonces, far below the 2^32 of NIST SP 800-38D.
 */
const VERSION = 1;
const NONCE_BYTES = 12;
const START = 1 + NONCE_BYTES;
const TAG_BYTES = 16;
const KEY_SALT = 'tacit vault document 1';

const utf8 = (text: string) => ownBytes(new TextEncoder().encode(text));

/**
 * Names are kept in clear, so that a page can say what there is before anybody signs. They tell which tasks, rounds and jobs
 * an account had to do with, as the chain does; nothing else may be in a name.
 */
const isScope = (scope: string): boolean => /^[a-z][a-z0-9-]{0,249}$/.test(scope);
const isName = (name: string): boolean => /^[a-z0-9][a-z0-9.-]{0,249}$/.test(name);

export function sealedDocuments({ documents, key, place, scope }: SealedDocumentsOptions): SealedDocuments {
  if (!isScope(scope)) throw new RangeError(`nothing is kept under the scope ${scope}`);
  const prefix = `${place}/${scope}/`;
  const pathOf = (name: string): string => {
    if (isName(name)) return prefix + name;
    throw new RangeError(`nothing is kept under the name ${name}`);
  };
  const keyOf = (text: Uint8Array<ArrayBuffer>): Promise<CryptoKey> => {
    const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: utf8(KEY_SALT), info: text };
    const aes = { name: 'AES-GCM', length: 256 };
    return crypto.subtle.deriveKey(hkdf, key(), aes, false, ['encrypt', 'decrypt']);
  };
  const gcm = (nonce: Uint8Array, text: Uint8Array<ArrayBuffer>) => ({
    ...{ name: 'AES-GCM', iv: ownBytes(nonce), additionalData: text, tagLength: 8 * TAG_BYTES },
  });
  const seal = async (path: string, plaintext: Uint8Array): Promise<Uint8Array> => {
    const [nonce, text] = [systemRandomness.bytes(NONCE_BYTES), utf8(path)];
    const ciphertext = await crypto.subtle.encrypt(gcm(nonce, text), await keyOf(text), ownBytes(plaintext));
    const sealed = new Uint8Array(START + ciphertext.byteLength);
    sealed[0] = VERSION;
    sealed.set(nonce, 1);
    sealed.set(new Uint8Array(ciphertext), START);
    return sealed;
  };
  const open = async (path: string, sealed: Uint8Array): Promise<Uint8Array> => {
    const text = utf8(path);
    const shaped = sealed.length >= START + TAG_BYTES && sealed[0] === VERSION;
    const parameters = gcm(sealed.subarray(1, START), text);
    const plaintext = shaped && (await decryptWith(await keyOf(text), parameters, sealed.subarray(START)));
    if (plaintext) return plaintext;
    throw browserError('DOCUMENT_INVALID', `the document ${path} is damaged, or was put there by somebody else`);
  };
  return {
    async read(name) {
      const path = pathOf(name);
      // Before anything is looked up: what is locked tells nothing.
      key();
      const sealed = await documents.get(path);
      return sealed && (await open(path, sealed));
    },
    create: async (name, bytes) => documents.add(pathOf(name), await seal(pathOf(name), bytes)),
    replace: async (name, bytes) => documents.put(pathOf(name), await seal(pathOf(name), bytes)),
    remove: async (name) => documents.remove(pathOf(name)),
    names: async () => (await documents.keys(prefix)).map((path) => path.slice(prefix.length)),
  };
}
