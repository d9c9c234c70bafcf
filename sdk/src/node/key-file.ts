// A keyholder's secret on disk: readable for its owner alone, never written over, and in no message.
import { nodeError, sharingError } from '../errors/index.ts';
import type { KeyPair } from '../sharing/index.ts';
import { formatKeyPair, KEY_FORMATS, parseKeyPair } from '../sharing/key-document.ts';
import { writeDurableFile } from './durable-file.ts';
import { readOwnerFile, reasonOf } from './owner-file.ts';
import { type PassphraseSource, requirePassphrase } from './passphrase.ts';
import { openSealedBytes, sealBytes, sealedKind } from './sealed-file.ts';

const MAX_BYTES = 4096;

const sealedFields = (pair: KeyPair, passphrase: string): Promise<Uint8Array> =>
  sealBytes(Buffer.from(formatKeyPair(pair, KEY_FORMATS.sealed)), {
    secret: { kind: 'passphrase', passphrase },
    purpose: KEY_FORMATS.sealed,
  });

/**
 * Sealed if there is a passphrase, in plain otherwise. The public half is written beside the secret one, so that a damaged
 * file is noticed before it is used.
 */
export async function writeKeyFile(
  path: string,
  pair: KeyPair,
  { passphrase }: { readonly passphrase?: string | undefined } = {},
): Promise<void> {
  const content =
    passphrase === undefined ? formatKeyPair(pair, KEY_FORMATS.plain) : await sealedFields(pair, passphrase);
  const written = await writeDurableFile(path, content).catch((error: unknown) => {
    throw sharingError('KEY_FILE_UNREADABLE', `cannot write ${path} (${reasonOf(error)})`);
  });
  if (written) return;
  throw sharingError('KEY_FILE_EXISTS', `${path} exists, and a key that is written over is lost; name another file`);
}

async function readBytes(path: string): Promise<Uint8Array> {
  const found = await readOwnerFile(path, MAX_BYTES);
  if (found instanceof Uint8Array) return found;
  if (found.fault === 'exposed') {
    throw sharingError('KEY_FILE_EXPOSED', `others may read ${path}; make it yours alone: chmod 600 ${path}`);
  }
  if (found.fault === 'too-large') {
    throw sharingError('KEY_FILE_INVALID', `${path} is no key file: it is too long`);
  }
  throw sharingError('KEY_FILE_UNREADABLE', `cannot read ${path} (${found.reason})`);
}

async function openFields(path: string, sealed: Uint8Array, source: PassphraseSource | undefined): Promise<Uint8Array> {
  const passphrase = await requirePassphrase(source, path);
  const plaintext = await openSealedBytes(sealed, {
    secret: { kind: 'passphrase', passphrase },
    purpose: KEY_FORMATS.sealed,
  });
  if (plaintext) return plaintext;
  const message = `${path} does not open: the passphrase is wrong, or the file is damaged or no key file`;
  throw nodeError('SEALED_FILE_INVALID', message);
}

/** A key in plain is read whether there is a passphrase or not; a source is asked only for a sealed one. */
export async function readKeyFile(
  path: string,
  { passphrase }: { readonly passphrase?: PassphraseSource | undefined } = {},
): Promise<KeyPair> {
  const bytes = await readBytes(path);
  const sealed = sealedKind(bytes) !== undefined;
  const text = Buffer.from(sealed ? await openFields(path, bytes, passphrase) : bytes).toString('utf8');
  return parseKeyPair(text, { format: KEY_FORMATS[sealed ? 'sealed' : 'plain'], name: path });
}
