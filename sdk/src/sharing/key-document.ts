// A keyholder's key as text: what key files hold, in plain or sealed.
import { formatCommitment, parseScalar } from '../commitment/index.ts';
import { errorCode, sharingError } from '../errors/index.ts';
import { derivePublicKey, type KeyPair } from './keys.ts';

/** In plain, for tests and local networks; and sealed, where the text is what is sealed. */
export const KEY_FORMATS = { plain: 'tacit keyholder key 1', sealed: 'tacit keyholder key 2' } as const;

type KeyFormat = (typeof KEY_FORMATS)[keyof typeof KEY_FORMATS];

/** The public half stands beside the secret one, so that damage is noticed before a key is used. */
export function formatKeyPair({ secretKey, publicKey }: KeyPair, format: KeyFormat): string {
  const fields = { format, publicKey: formatCommitment(publicKey), secretKey: `0x${secretKey.toString(16)}` };
  return `${JSON.stringify(fields, undefined, 2)}\n`;
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

/** Reads what `formatKeyPair` writes; refuses everything else (KEY_FILE_INVALID), without a word of what is in it. */
export function parseKeyPair(
  text: string,
  { format, name }: { readonly format: KeyFormat; readonly name: string },
): KeyPair {
  const bad = (why: string) => sharingError('KEY_FILE_INVALID', `${name} is no key file: ${why}`);
  const fields = parseFields(text);
  if (!fields) throw bad('it holds no JSON object');
  if (fields.format !== format) throw bad('it does not say that it is one');
  const pair = parsePair(fields.secretKey);
  if (!pair) throw bad('its secret is no number from 1 to r - 1');
  if (fields.publicKey !== formatCommitment(pair.publicKey)) throw bad('its two halves do not belong together');
  return pair;
}
