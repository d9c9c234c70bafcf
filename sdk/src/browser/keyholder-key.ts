// A keyholder's secret key in its vault, and its backup: the very file that Node's programs write and read. A key that is lost
// cannot be made again, and its stake is at risk until somebody brings it back.
import { browserError, errorCode, nodeError } from '../errors/index.ts';
import { type Randomness, systemRandomness } from '../hashing/index.ts';
import { sealedKind } from '../protocol/sealed-format.ts';
import { formatKeyPair, KEY_FORMATS, parseKeyPair } from '../sharing/key-document.ts';
import { generateKeyPair, type KeyPair } from '../sharing/keys.ts';
import { openSealedBytes, sealBytes } from './sealed-bytes.ts';
import type { Vault } from './vault.ts';

export interface KeptKey extends KeyPair {
  readonly made: 'here' | 'imported';
  /**
   * Seconds since 1970. What the key released before is not recorded in this vault, if the key was used elsewhere: nothing of a
   * round that was frozen before may be released from here without a look at what was.
   */
  readonly recordsSince: number;
  /** When a backup was last opened and found to be of this key; undefined if none ever was. */
  readonly backedUpAt: number | undefined;
}

/** A file's bytes, and the passphrase under which it is sealed. */
export interface KeyBackup {
  readonly file: Uint8Array;
  /** Not needed for a file in plain, as `keygen --plain` writes it for tests. */
  readonly passphrase?: string | undefined;
}

/** Backups are stretched from passphrases: call `exportBackup`, `importBackup` and `confirmBackup` in a worker. */
export interface KeyholderKeys {
  /** Undefined if there is none; KEYHOLDER_KEY_INVALID for what is damaged. */
  read(): Promise<KeptKey | undefined>;
  /** Draws a key. KEYHOLDER_KEY_EXISTS if there is one, which stays. */
  create(randomness?: Randomness): Promise<KeptKey>;
  /** A sealed file for `npm run worker`, `npx hardhat keyholder` or another browser. KEYHOLDER_KEY_MISSING. */
  exportBackup(passphrase: string): Promise<Uint8Array>;
  /** Takes the key of a backup; it counts as backed up. KEYHOLDER_KEY_EXISTS if there is another key. */
  importBackup(backup: KeyBackup): Promise<KeptKey>;
  /** Opens a backup that was written, and notes that it is one of this key (BACKUP_DIFFERS). */
  confirmBackup(backup: KeyBackup): Promise<KeptKey>;
}

const [KEY, BACKED_UP] = ['key', 'backed-up'] as const;
const MAX_FILE_BYTES = 4096;
const NAME = 'the backup';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const sealingOf = (passphrase: string) =>
  ({ secret: { kind: 'passphrase', passphrase }, purpose: KEY_FORMATS.sealed }) as const;

async function openFile({ file, passphrase }: KeyBackup): Promise<Uint8Array> {
  if (passphrase === undefined) throw nodeError('PASSPHRASE_MISSING', `${NAME} is sealed: give its passphrase`);
  const plaintext = await openSealedBytes(file, sealingOf(passphrase));
  if (plaintext) return plaintext;
  const why = 'the passphrase is wrong, or the file is damaged or no key file';
  throw nodeError('SEALED_FILE_INVALID', `${NAME} does not open: ${why}`);
}

async function readBackup(backup: KeyBackup): Promise<KeyPair> {
  const { file } = backup;
  // Whatever was dropped on the page: it may be a film.
  const bytes = file.length > MAX_FILE_BYTES ? new Uint8Array() : file;
  const sealed = sealedKind(bytes) !== undefined;
  const text = textOf(sealed ? await openFile(backup) : bytes);
  return parseKeyPair(text, { format: KEY_FORMATS[sealed ? 'sealed' : 'plain'], name: NAME });
}

const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

interface KeyRecord {
  readonly pair: KeyPair;
  readonly made: KeptKey['made'];
  readonly since: number;
}

const formatRecord = ({ pair, made, since }: KeyRecord): Uint8Array =>
  utf8(JSON.stringify({ made, since, key: formatKeyPair(pair, KEY_FORMATS.plain) }));

function parseRecord(bytes: Uint8Array): KeyRecord | undefined {
  try {
    const { made, since, key } = JSON.parse(textOf(bytes)) as Readonly<Record<string, unknown>>;
    if ((made !== 'here' && made !== 'imported') || !isTime(since) || typeof key !== 'string') return undefined;
    return { pair: parseKeyPair(key, { format: KEY_FORMATS.plain, name: 'what is kept' }), made, since };
  } catch {
    return undefined;
  }
}

export interface KeyholderKeysOptions {
  /** Seconds since 1970. */
  readonly now?: () => number;
}

/** The one key of the vault's account as a keyholder. */
export function keyholderKeys(
  vault: Vault,
  { now = () => Math.floor(Date.now() / 1000) }: KeyholderKeysOptions = {},
): KeyholderKeys {
  const documents = vault.documents('keyholder');
  const invalid = () =>
    browserError('KEYHOLDER_KEY_INVALID', 'the key that is kept here is damaged: import its backup');
  const readDocument = async (name: string): Promise<Uint8Array | undefined> =>
    await documents.read(name).catch((error: unknown) => {
      throw errorCode(error) === 'DOCUMENT_INVALID' ? invalid() : error;
    });
  const read = async (): Promise<KeptKey | undefined> => {
    const bytes = await readDocument(KEY);
    if (!bytes) return undefined;
    const record = parseRecord(bytes);
    if (!record) throw invalid();
    const noted = await readDocument(BACKED_UP);
    const backedUpAt = noted && Number(textOf(noted));
    return { ...record.pair, made: record.made, recordsSince: record.since, backedUpAt };
  };
  const need = async (): Promise<KeptKey> => {
    const kept = await read();
    if (kept) return kept;
    throw browserError('KEYHOLDER_KEY_MISSING', 'there is no key here: make one, or import a backup');
  };
  const exists = () =>
    browserError('KEYHOLDER_KEY_EXISTS', 'there is a key here already, and one that is lost is lost');
  const noteBackup = async (): Promise<KeptKey> => {
    await documents.replace(BACKED_UP, utf8(String(now())));
    return await need();
  };
  return {
    read,
    async create(randomness = systemRandomness) {
      const record: KeyRecord = { pair: generateKeyPair(randomness), made: 'here', since: now() };
      if (await documents.create(KEY, formatRecord(record))) return await need();
      throw exists();
    },
    async exportBackup(passphrase) {
      const text = formatKeyPair(await need(), KEY_FORMATS.sealed);
      return await sealBytes(utf8(text), sealingOf(passphrase));
    },
    async importBackup(backup) {
      const pair = await readBackup(backup);
      const record = formatRecord({ pair, made: 'imported', since: now() });
      if (!(await documents.create(KEY, record))) {
        const kept = await need().catch((error: unknown) => {
          if (errorCode(error) !== 'KEYHOLDER_KEY_INVALID') throw error;
        });
        if (kept && kept.secretKey !== pair.secretKey) throw exists();
        // What is damaged opens for nobody, and is what a backup is for.
        if (!kept) await documents.replace(KEY, record);
      }
      return await noteBackup();
    },
    async confirmBackup(backup) {
      const [pair, kept] = [await readBackup(backup), await need()];
      if (pair.secretKey === kept.secretKey) return await noteBackup();
      throw browserError('BACKUP_DIFFERS', 'this is the backup of another key than the one that is kept here');
    },
  };
}
