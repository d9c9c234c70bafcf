// Files that are encrypted at rest, under a passphrase or a key: keys, wallets, deals that wait for a round's end.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { nodeError } from '../errors/index.ts';
import { writeDurableFile } from './durable-file.ts';
import { readOwnerFile, reasonOf } from './owner-file.ts';

/** A key has 32 bytes, uniformly random. */
export type SealingSecret =
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'key'; readonly key: Uint8Array };

export interface SealingOptions {
  readonly secret: SealingSecret;
  /** What the file is for: one that was sealed for another purpose does not open. */
  readonly purpose: string;
}

/*
 * name and version, 16 bytes | kind | log2 N | r | p | salt, 16 | nonce, 12 | ciphertext | tag, 16
 *
 * Everything before the ciphertext, and the purpose, are authenticated with it. Each file has a key of its own, so nonces
 * never meet.
 */
const NAME = 'tacit sealed 1\n\0';
const [KIND_AT, SALT_AT, NONCE_AT] = [16, 20, 36] as const;
const HEADER_BYTES = 48;
const TAG_BYTES = 16;
const KINDS = ['key', 'passphrase'] as const;

interface Cost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}
/** RFC 7914's scrypt with 128 MiB, as OWASP's password storage cheat sheet has it first. */
const COST: Cost = { logN: 17, r: 8, p: 1 };
const NO_COST: Cost = { logN: 0, r: 0, p: 0 };
/** What a file may ask for at most: whoever wrote it may not be its reader. */
const MOST: Cost = { logN: 18, r: 8, p: 4 };
const LEAST_LOG_N = 14;

const DEFAULT_LIMIT = 64 * 2 ** 20;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function checkOptions({ secret, purpose }: SealingOptions): void {
  if (!/^[\x20-\x7e]{1,200}$/.test(purpose)) throw new RangeError('a purpose is a short text in ASCII');
  if (secret.kind === 'key' && secret.key.length === 32) return;
  if (secret.kind === 'passphrase' && secret.passphrase !== '') return;
  const why = secret.kind === 'key' ? 'a sealing key has 32 bytes' : 'an empty passphrase protects nothing';
  throw nodeError('SEALING_SECRET_INVALID', why);
}

function stretch(passphrase: string, salt: Uint8Array, { logN, r, p }: Cost): Promise<Uint8Array> {
  const options = { N: 2 ** logN, r, p, maxmem: 128 * r * (2 ** logN + p + 2) + 2 ** 20 };
  return new Promise((resolve, reject) =>
    // One passphrase can be typed in several ways, and look the same.
    scrypt(passphrase.normalize('NFKC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key))),
  );
}

async function keyOf({ secret, purpose }: SealingOptions, salt: Uint8Array, cost: Cost): Promise<Uint8Array> {
  if (secret.kind === 'passphrase') return await stretch(secret.passphrase, salt, cost);
  return new Uint8Array(hkdfSync('sha256', secret.key, salt, encode(`tacit sealed 1: ${purpose}`), 32));
}

/** The bytes of a sealed file; `openSealedBytes` takes them. */
export async function sealBytes(plaintext: Uint8Array, options: SealingOptions): Promise<Uint8Array> {
  checkOptions(options);
  const { secret, purpose } = options;
  const cost = secret.kind === 'passphrase' ? COST : NO_COST;
  const random = randomBytes(HEADER_BYTES - SALT_AT);
  const prefix = [...encode(NAME), KINDS.indexOf(secret.kind), cost.logN, cost.r, cost.p];
  const header = Buffer.concat([Uint8Array.from(prefix), random]);
  const key = await keyOf(options, header.subarray(SALT_AT, NONCE_AT), cost);
  const cipher = createCipheriv('aes-256-gcm', key, header.subarray(NONCE_AT), { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([header, encode(purpose)]));
  return new Uint8Array(Buffer.concat([header, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
}

function readCost(header: Uint8Array, kind: SealingSecret['kind']): Cost | undefined {
  const [, logN, r, p] = header.subarray(KIND_AT, SALT_AT) as unknown as [number, number, number, number];
  const cost = { logN, r, p };
  if (kind === 'key') return logN === 0 && r === 0 && p === 0 ? cost : undefined;
  const bounded = logN >= LEAST_LOG_N && logN <= MOST.logN && r >= 1 && r <= MOST.r && p >= 1 && p <= MOST.p;
  // The last is a rule of scrypt's own.
  return bounded && logN < 16 * r ? cost : undefined;
}

/** The plaintext, or undefined: damaged, sealed for another purpose or under another secret, which look the same. */
export async function openSealedBytes(bytes: Uint8Array, options: SealingOptions): Promise<Uint8Array | undefined> {
  checkOptions(options);
  const { secret, purpose } = options;
  if (bytes.length < HEADER_BYTES + TAG_BYTES) return undefined;
  const header = bytes.subarray(0, HEADER_BYTES);
  const named = encode(NAME).every((byte, i) => header[i] === byte);
  if (!named || KINDS[header[KIND_AT] as number] !== secret.kind) return undefined;
  const cost = readCost(header, secret.kind);
  if (!cost) return undefined;
  const key = await keyOf(options, header.subarray(SALT_AT, NONCE_AT), cost);
  const decipher = createDecipheriv('aes-256-gcm', key, header.subarray(NONCE_AT), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([header, encode(purpose)]));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  try {
    const plaintext = decipher.update(bytes.subarray(HEADER_BYTES, bytes.length - TAG_BYTES));
    return new Uint8Array(Buffer.concat([plaintext, decipher.final()]));
  } catch {
    return undefined;
  }
}

/** Whether these may be the bytes of a sealed file, and under which kind of secret. */
export function sealedKind(bytes: Uint8Array): SealingSecret['kind'] | undefined {
  const named = bytes.length > HEADER_BYTES && encode(NAME).every((byte, i) => bytes[i] === byte);
  return named ? KINDS[bytes[KIND_AT] as number] : undefined;
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
