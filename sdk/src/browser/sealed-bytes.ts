// Sealed files, to the byte those of Node's programs, by what browsers have: a keyholder's backup opens there and here.
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { systemRandomness } from '../hashing/index.ts';
import {
  checkSealing,
  HEADER_BYTES,
  makeHeader,
  passphraseText,
  RANDOM_BYTES,
  readHeader,
  type SealedHeader,
  type SealingOptions,
  sealingContext,
  sealingInfo,
  TAG_BYTES,
} from '../protocol/sealed-format.ts';
import { decryptWith, ownBytes } from './subtle.ts';

const AES = { name: 'AES-GCM', length: 256 } as const;

async function keyOf({ secret, purpose }: SealingOptions, { salt, cost }: SealedHeader): Promise<CryptoKey> {
  if (secret.kind === 'key') {
    const base = await crypto.subtle.importKey('raw', ownBytes(secret.key), 'HKDF', false, ['deriveKey']);
    const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: ownBytes(salt), info: ownBytes(sealingInfo(purpose)) };
    return await crypto.subtle.deriveKey(hkdf, base, AES, false, ['encrypt', 'decrypt']);
  }
  const { logN, r, p } = cost;
  const maxmem = 128 * r * (2 ** logN + p + 2) + 2 ** 20;
  const key = await scryptAsync(passphraseText(secret.passphrase), salt, { N: 2 ** logN, r, p, dkLen: 32, maxmem });
  return await crypto.subtle.importKey('raw', ownBytes(key), AES, false, ['encrypt', 'decrypt']);
}

const gcm = (header: SealedHeader, purpose: string) => ({
  name: 'AES-GCM',
  iv: ownBytes(header.nonce),
  additionalData: ownBytes(sealingContext(header, purpose)),
  tagLength: 8 * TAG_BYTES,
});

/**
 * The bytes of a sealed file. Under a passphrase it keeps its thread busy for a second and 128 MiB of memory: call it in
 * a worker.
 */
export async function sealBytes(plaintext: Uint8Array, options: SealingOptions): Promise<Uint8Array> {
  checkSealing(options);
  const header = makeHeader(options.secret.kind, systemRandomness.bytes(RANDOM_BYTES));
  const key = await keyOf(options, header);
  const ciphertext = await crypto.subtle.encrypt(gcm(header, options.purpose), key, ownBytes(plaintext));
  const sealed = new Uint8Array(HEADER_BYTES + ciphertext.byteLength);
  sealed.set(header.bytes);
  sealed.set(new Uint8Array(ciphertext), HEADER_BYTES);
  return sealed;
}

/** The plaintext, or undefined: damaged, sealed for another purpose or under another secret, which look the same. */
export async function openSealedBytes(bytes: Uint8Array, options: SealingOptions): Promise<Uint8Array | undefined> {
  checkSealing(options);
  const header = readHeader(bytes, options.secret.kind);
  if (!header) return undefined;
  return await decryptWith(await keyOf(options, header), gcm(header, options.purpose), bytes.subarray(HEADER_BYTES));
}
