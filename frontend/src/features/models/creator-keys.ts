// The key that users of split models seal to, and the layers that stay with their creator: in the vault, and in files that
// the creator's worker process reads as well.
import {
  createSealingKeys,
  errorCode,
  ProtocolError,
  type Randomness,
  SEALING_KEY_BYTES,
  type SealingKeys,
  sealingKeysOf,
  systemRandomness,
  toHex,
} from '@tacit/sdk';
import { openSealedBytes, sealBytes, type Vault } from '@tacit/sdk/browser';
import type { Hex } from 'viem';

export interface KeptCreatorKey {
  readonly publicKey: Hex;
  /** Whether a backup was opened again, and found to be of this key. */
  readonly backedUp: boolean;
}

/** A file's bytes, and the passphrase that it is sealed under. */
export interface CreatorBackup {
  readonly file: Uint8Array;
  readonly passphrase: string;
}

/** Backups are stretched from passphrases: call what has to do with them in a worker. */
export interface CreatorKeys {
  read(): Promise<KeptCreatorKey | undefined>;
  /** CREATOR_KEY_MISSING. */
  secret(): Promise<SealingKeys>;
  /** Draws a key if there is none. */
  create(randomness?: Randomness): Promise<KeptCreatorKey>;
  /** A sealed file, which `npx hardhat creator` and the worker read. */
  exportBackup(passphrase: string): Promise<Uint8Array>;
  /** CREATOR_KEY_EXISTS if there is another one. */
  importBackup(backup: CreatorBackup): Promise<KeptCreatorKey>;
  /** BACKUP_DIFFERS if it is of another key. */
  confirmBackup(backup: CreatorBackup): Promise<KeptCreatorKey>;
  /** By the hash of the offer's document, which the chain has, too. */
  keepTail(offerCid: Hex, bytes: Uint8Array): Promise<void>;
  readTail(offerCid: Hex): Promise<Uint8Array | undefined>;
}

/** As the command line's file has it. */
const PURPOSE = 'tacit creator key 1';
const MAX_FILE_BYTES = 4096;
const [KEY, BACKED_UP] = ['key', 'backed-up'] as const;

const sealingOf = (passphrase: string) => ({ secret: { kind: 'passphrase', passphrase }, purpose: PURPOSE }) as const;
const tailName = (offerCid: Hex): string => `tail-${offerCid.slice(2).toLowerCase()}`;

async function openBackup({ file, passphrase }: CreatorBackup): Promise<SealingKeys> {
  // Whatever was dropped on the page: it may be a film.
  const opened = file.length > MAX_FILE_BYTES ? undefined : await openSealedBytes(file, sealingOf(passphrase));
  if (opened?.length === SEALING_KEY_BYTES) return sealingKeysOf(opened);
  const message = 'the passphrase is wrong, or the file is no backup of a creator key, or damaged';
  throw new ProtocolError('SEALED_FILE_INVALID', message);
}

function keyStore(vault: Vault) {
  const documents = vault.documents('creator');
  const find = async (): Promise<SealingKeys | undefined> => {
    const bytes = await documents.read(KEY).catch((error: unknown) => {
      if (errorCode(error) !== 'DOCUMENT_INVALID') throw error;
      throw new ProtocolError('CREATOR_KEY_INVALID', 'the creator key that is kept here is damaged');
    });
    return bytes && sealingKeysOf(bytes);
  };
  const secret = async (): Promise<SealingKeys> => {
    const found = await find();
    if (found) return found;
    throw new ProtocolError('CREATOR_KEY_MISSING', 'there is no creator key in this vault');
  };
  const read = async (): Promise<KeptCreatorKey | undefined> => {
    const found = await find();
    if (!found) return undefined;
    return { publicKey: toHex(found.publicKey), backedUp: (await documents.read(BACKED_UP)) !== undefined };
  };
  return { documents, secret, read };
}

/** The one creator key of the vault's account. */
export function creatorKeys(vault: Vault): CreatorKeys {
  const { documents, secret, read } = keyStore(vault);
  const kept = async (): Promise<KeptCreatorKey> => {
    await secret();
    return (await read()) as KeptCreatorKey;
  };
  const noteBackup = async (): Promise<KeptCreatorKey> => {
    await documents.replace(BACKED_UP, Uint8Array.of(1));
    return await kept();
  };
  const isOwn = async ({ publicKey }: SealingKeys): Promise<boolean> =>
    toHex((await secret()).publicKey) === toHex(publicKey);
  return {
    read,
    secret,
    async create(randomness = systemRandomness) {
      await documents.create(KEY, createSealingKeys(randomness).secretKey);
      return await kept();
    },
    exportBackup: async (passphrase) => await sealBytes((await secret()).secretKey, sealingOf(passphrase)),
    async importBackup(backup) {
      const keys = await openBackup(backup);
      const isFirst = await documents.create(KEY, keys.secretKey);
      if (isFirst || (await isOwn(keys))) return await noteBackup();
      throw new ProtocolError('CREATOR_KEY_EXISTS', 'this vault has another creator key, which offers may name');
    },
    async confirmBackup(backup) {
      if (await isOwn(await openBackup(backup))) return await noteBackup();
      throw new ProtocolError('BACKUP_DIFFERS', 'this is the backup of another key than the one that is kept here');
    },
    keepTail: async (offerCid, bytes) => await documents.replace(tailName(offerCid), bytes),
    readTail: async (offerCid) => await documents.read(tailName(offerCid)),
  };
}
