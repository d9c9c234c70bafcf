// A keyholder's secret on disk: readable for its owner alone, never written over, and in no message.
import { formatCommitment, parseScalar } from '../commitment/index.ts';
import { errorCode, nodeError, sharingError } from '../errors/index.ts';
import { derivePublicKey, type KeyPair } from '../sharing/index.ts';
import { writeDurableFile } from './durable-file.ts';
import { readOwnerFile, reasonOf } from './owner-file.ts';
import { type PassphraseSource, requirePassphrase } from './passphrase.ts';
import { openSealedBytes, sealBytes, sealedKind } from './sealed-file.ts';

/** In plain, for tests and local networks; and sealed, where the fields are what is sealed. */
const [PLAIN, SEALED] = ['tacit keyholder key 1', 'tacit keyholder key 2'] as const;
const MAX_BYTES = 4096;

const formatFields = (format: string, { secretKey, publicKey }: KeyPair): string => {
  const fields = { format, publicKey: formatCommitment(publicKey), secretKey: `0x${secretKey.toString(16)}` };
  return `${JSON.stringify(fields, undefined, 2)}\n`;
};

const sealedFields = (pair: KeyPair, passphrase: string): Promise<Uint8Array> =>
  sealBytes(Buffer.from(formatFields(SEALED, pair)), { secret: { kind: 'passphrase', passphrase }, purpose: SEALED });

/**
 * Sealed if there is a passphrase, in plain otherwise. The public half is written beside the secret one, so that a damaged
 * file is noticed before it is used.
 */
export async function writeKeyFile(
  path: string,
  pair: KeyPair,
  { passphrase }: { readonly passphrase?: string | undefined } = {},
): Promise<void> {
  const content = passphrase === undefined ? formatFields(PLAIN, pair) : await sealedFields(pair, passphrase);
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
  const plaintext = await openSealedBytes(sealed, { secret: { kind: 'passphrase', passphrase }, purpose: SEALED });
  if (plaintext) return plaintext;
  const message = `${path} does not open: the passphrase is wrong, or the file is damaged or no key file`;
  throw nodeError('SEALED_FILE_INVALID', message);
}

function parseFields(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? Object.assign(Object.create(null), json) : undefined;
  } catch {
    return undefined;
  }
}

function parsePair(text: unknown): KeyPair | undefined {
  try {
    const secretKey = parseScalar(text, 'the key');
    return { secretKey, publicKey: derivePublicKey(secretKey) };
  } catch (error) {
    // Their messages speak of scalars.
    if (errorCode(error)) return undefined;
    throw error;
  }
}

/** A key in plain is read whether there is a passphrase or not; a source is asked only for a sealed one. */
export async function readKeyFile(
  path: string,
  { passphrase }: { readonly passphrase?: PassphraseSource | undefined } = {},
): Promise<KeyPair> {
  const bad = (why: string) => sharingError('KEY_FILE_INVALID', `${path} is no key file: ${why}`);
  const bytes = await readBytes(path);
  const sealed = sealedKind(bytes) !== undefined;
  const text = Buffer.from(sealed ? await openFields(path, bytes, passphrase) : bytes).toString('utf8');
  const fields = parseFields(text);
  if (!fields) throw bad('it holds no JSON object');
  if (fields.format !== (sealed ? SEALED : PLAIN)) throw bad('it does not say that it is one');
  const pair = parsePair(fields.secretKey);
  if (!pair) throw bad('its secret is no number from 1 to r - 1');
  if (fields.publicKey !== formatCommitment(pair.publicKey)) throw bad('its two halves do not belong together');
  return pair;
}
