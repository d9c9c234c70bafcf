// A keyholder's secret on disk: readable for its owner alone, never written over, and in no message.
import { open, readFile, stat } from 'node:fs/promises';
import { formatCommitment, parseScalar } from '../commitment/index.ts';
import { errorCode, sharingError } from '../errors/index.ts';
import { derivePublicKey, type KeyPair } from '../sharing/index.ts';

const FORMAT = 'tacit keyholder key 1';
const OWNER_ALONE = 0o600;
const MAX_BYTES = 4096;

const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown reason';

/** The public half is written beside the secret one, so that a damaged file is noticed before it is used. */
export async function writeKeyFile(path: string, { secretKey, publicKey }: KeyPair): Promise<void> {
  const fields = { format: FORMAT, publicKey: formatCommitment(publicKey), secretKey: `0x${secretKey.toString(16)}` };
  const text = `${JSON.stringify(fields, undefined, 2)}\n`;
  const file = await open(path, 'wx', OWNER_ALONE).catch((error: unknown) => {
    throw reasonOf(error) === 'EEXIST'
      ? sharingError('KEY_FILE_EXISTS', `${path} exists, and a key that is written over is lost; name another file`)
      : sharingError('KEY_FILE_UNREADABLE', `cannot write ${path} (${reasonOf(error)})`);
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readText(path: string): Promise<string> {
  const unreadable = (error: unknown) => {
    throw sharingError('KEY_FILE_UNREADABLE', `cannot read ${path} (${reasonOf(error)})`);
  };
  const { mode, size } = await stat(path).catch(unreadable);
  // Windows has no such modes.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw sharingError('KEY_FILE_EXPOSED', `others may read ${path}; make it yours alone: chmod 600 ${path}`);
  }
  if (size > MAX_BYTES) throw sharingError('KEY_FILE_INVALID', `${path} is no key file: it is too long`);
  return await readFile(path, 'utf8').catch(unreadable);
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

export async function readKeyFile(path: string): Promise<KeyPair> {
  const bad = (why: string) => sharingError('KEY_FILE_INVALID', `${path} is no key file: ${why}`);
  const fields = parseFields(await readText(path));
  if (!fields) throw bad('it holds no JSON object');
  if (fields.format !== FORMAT) throw bad('it does not say that it is one');
  const pair = parsePair(fields.secretKey);
  if (!pair) throw bad('its secret is no number from 1 to r - 1');
  if (fields.publicKey !== formatCommitment(pair.publicKey)) throw bad('its two halves do not belong together');
  return pair;
}
