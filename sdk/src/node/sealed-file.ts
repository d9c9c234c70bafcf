// Files that are encrypted at rest, under a passphrase or a key: keys, wallets, deals that wait for a round's end.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { nodeError } from '../errors/index.ts';
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
import { writeDurableFile } from './durable-file.ts';
import { readOwnerFile, reasonOf } from './owner-file.ts';

export { type SealingOptions, type SealingSecret, sealedKind } from '../protocol/sealed-format.ts';

const DEFAULT_LIMIT = 64 * 2 ** 20;

function stretch(passphrase: string, { salt, cost: { logN, r, p } }: SealedHeader): Promise<Uint8Array> {
  const options = { N: 2 ** logN, r, p, maxmem: 128 * r * (2 ** logN + p + 2) + 2 ** 20 };
  return new Promise((resolve, reject) =>
    scrypt(passphraseText(passphrase), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key))),
  );
}

async function keyOf({ secret, purpose }: SealingOptions, header: SealedHeader): Promise<Uint8Array> {
  if (secret.kind === 'passphrase') return await stretch(secret.passphrase, header);
  return new Uint8Array(hkdfSync('sha256', secret.key, header.salt, sealingInfo(purpose), 32));
}

/** The bytes of a sealed file; `openSealedBytes` takes them. */
export async function sealBytes(plaintext: Uint8Array, options: SealingOptions): Promise<Uint8Array> {
  checkSealing(options);
  const header = makeHeader(options.secret.kind, randomBytes(RANDOM_BYTES));
  const key = await keyOf(options, header);
  const cipher = createCipheriv('aes-256-gcm', key, header.nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(sealingContext(header, options.purpose));
  return new Uint8Array(Buffer.concat([header.bytes, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
}

/** The plaintext, or undefined: damaged, sealed for another purpose or under another secret, which look the same. */
export async function openSealedBytes(bytes: Uint8Array, options: SealingOptions): Promise<Uint8Array | undefined> {
  checkSealing(options);
  const header = readHeader(bytes, options.secret.kind);
  if (!header) return undefined;
  const key = await keyOf(options, header);
  const decipher = createDecipheriv('aes-256-gcm', key, header.nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(sealingContext(header, options.purpose));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  try {
    const plaintext = decipher.update(bytes.subarray(HEADER_BYTES, bytes.length - TAG_BYTES));
    return new Uint8Array(Buffer.concat([plaintext, decipher.final()]));
  } catch {
    return undefined;
  }
}

/** Writes a file for its owner alone, whole or not at all, and on the disk when this resolves. */
export async function writeSealedFile(
  path: string,
  plaintext: Uint8Array,
  { replace = false, ...options }: SealingOptions & { readonly replace?: boolean },
): Promise<void> {
  const sealed = await sealBytes(plaintext, options);
  const written = await writeDurableFile(path, sealed, { replace }).catch((error: unknown) => {
    throw nodeError('SEALED_FILE_UNWRITABLE', `cannot write ${path} (${reasonOf(error)})`);
  });
  if (!written) throw nodeError('SEALED_FILE_EXISTS', `${path} exists, and what is written over is lost`);
}

/** What was sealed in a file, or undefined if there is no file. */
export async function readSealedFile(
  path: string,
  { limit = DEFAULT_LIMIT, ...options }: SealingOptions & { readonly limit?: number },
): Promise<Uint8Array | undefined> {
  const found = await readOwnerFile(path, limit + HEADER_BYTES + TAG_BYTES);
  if (found instanceof Uint8Array) {
    const plaintext = await openSealedBytes(found, options);
    if (plaintext) return plaintext;
    const why = options.secret.kind === 'passphrase' ? 'the passphrase is wrong' : 'its key is another';
    throw nodeError('SEALED_FILE_INVALID', `${path} does not open: ${why}, or the file is damaged or another one`);
  }
  switch (found.fault) {
    case 'absent':
      return undefined;
    case 'exposed':
      throw nodeError('SEALED_FILE_EXPOSED', `others may read ${path}; make it yours alone: chmod 600 ${path}`);
    case 'too-large':
      throw nodeError('SEALED_FILE_TOO_LARGE', `${path} holds more than ${limit} bytes`, { limit });
    default:
      throw nodeError('SEALED_FILE_UNREADABLE', `cannot read ${path} (${found.reason})`);
  }
}
