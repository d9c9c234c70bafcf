// A trainer's state as sealed files in a folder of its own.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignClient } from '../../chain/index.ts';
import { errorCode, nodeError, roundError } from '../../errors/index.ts';
import { deriveStateKey, isStateName, type StateKeyScope, type TrainerState } from '../../protocol/index.ts';
import { statePlaceOf } from '../../protocol/state-key.ts';
import { removeDurably } from '../durable-file.ts';
import { readSealedFile, type SealingSecret, writeSealedFile } from '../sealed-file.ts';

/** Whoever can sign as the trainer can read its state; or whoever knows the passphrase. */
export type TrainerSecret =
  | { readonly kind: 'wallet'; readonly wallet: SignClient }
  | { readonly kind: 'passphrase'; readonly passphrase: string };

export interface TrainerFolderOptions extends StateKeyScope {
  /** For all tasks and trainers of a machine; each has a folder inside of it. */
  readonly folder: string;
  readonly secret: TrainerSecret;
}

const KEY = 'key';
const SUFFIX = '.sealed';
const MAX_BYTES = 2 ** 28;

/** ASCII, and short enough for a sealed file's purpose. */
const purposeOf = (scope: StateKeyScope, name: string): string => `tacit trainer ${name} ${statePlaceOf(scope)}`;

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw nodeError('SEALED_FILE_UNWRITABLE', `cannot make the folder ${path} (${error.code})`);
  });
}

const namesIn = async (path: string): Promise<string[]> =>
  (await readdir(path)).flatMap((file) => (file.endsWith(SUFFIX) ? [file.slice(0, -SUFFIX.length)] : []));

/** A process that ended while it wrote has left a draft behind, which holds as much as the file that it was to become. */
async function removeDrafts(path: string, file: string): Promise<void> {
  const drafts = (await readdir(path)).filter((each) => each.startsWith(`${file}.`) && each.endsWith('.draft'));
  for (const draft of drafts) await removeDurably(join(path, draft));
}

/** Under which the folder's own key is sealed. */
async function outerSecret(options: TrainerFolderOptions, first: boolean): Promise<SealingSecret> {
  const { secret } = options;
  if (secret.kind === 'passphrase') return secret;
  return { kind: 'key', key: await deriveStateKey(secret.wallet, options, { twice: first }) };
}

/**
 * One random key for all files, sealed under the wallet's or the passphrase: the first file that is written, and the one
 * that tells a wrong secret before anything else is touched.
 */
async function folderKey(options: TrainerFolderOptions, path: string): Promise<Uint8Array> {
  const names = await namesIn(path);
  const first = !names.includes(KEY);
  if (first && names.length > 0) {
    throw roundError('TRAINER_STATE_INVALID', `${path} has lost the key of its other files`);
  }
  const file = join(path, `${KEY}${SUFFIX}`);
  const sealing = { secret: await outerSecret(options, first), purpose: purposeOf(options, KEY) };
  if (first) {
    try {
      await writeSealedFile(file, randomBytes(32), sealing);
    } catch (error) {
      // Two processes began at once; both go on with the first one's.
      if (errorCode(error) !== 'SEALED_FILE_EXISTS') throw error;
    }
  }
  const key = await readSealedFile(file, { ...sealing, limit: 32 });
  if (key?.length === 32) return key;
  throw roundError('TRAINER_STATE_INVALID', `${file} holds no key`);
}

/** Opens the folder of one trainer in one task, and makes it if it is not there. */
export async function openTrainerFolder(options: TrainerFolderOptions): Promise<TrainerState> {
  const path = join(options.folder, statePlaceOf(options));
  await makeFolder(path);
  const secret: SealingSecret = { kind: 'key', key: await folderKey(options, path) };
  const fileOf = (name: string) => {
    if (isStateName(name) && name !== KEY) return join(path, `${name}${SUFFIX}`);
    throw new RangeError(`a trainer keeps nothing under the name ${name}`);
  };
  const sealing = (name: string) => ({ secret, purpose: purposeOf(options, name) });
  return {
    read: (name) => readSealedFile(fileOf(name), { ...sealing(name), limit: MAX_BYTES }),
    async create(name, bytes) {
      try {
        await writeSealedFile(fileOf(name), bytes, sealing(name));
        return true;
      } catch (error) {
        if (errorCode(error) === 'SEALED_FILE_EXISTS') return false;
        throw error;
      }
    },
    replace: (name, bytes) => writeSealedFile(fileOf(name), bytes, { ...sealing(name), replace: true }),
    async remove(name) {
      await removeDurably(fileOf(name));
      await removeDrafts(path, `${name}${SUFFIX}`);
    },
    names: async () => (await namesIn(path)).filter((name) => isStateName(name) && name !== KEY),
  };
}
