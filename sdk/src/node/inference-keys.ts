// A user's keys for encrypted predictions, on disk: the secret one sealed, the ones for workers as they are. They are
// made once for a parameter set and then serve every request, so that ten megabytes are sent once.
import { createHash } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParameterName, UserKeys } from '../encrypted/index.ts';
import { errorCode, nodeError } from '../errors/index.ts';
import { removeDurably, writeDurableFile } from './durable-file.ts';
import { readOwnerFile, reasonOf } from './owner-file.ts';
import { readSealedFile, type SealingSecret, writeSealedFile } from './sealed-file.ts';

export interface InferenceKeysOptions {
  /** Of one user, for all parameter sets. */
  readonly folder: string;
  readonly parameters: ParameterName;
  readonly secret: SealingSecret;
  /** Makes keys where there are none yet. */
  readonly create: () => UserKeys | Promise<UserKeys>;
  /** Makes new keys in any case. Requests that were made with the old ones keep their own copy of them. */
  readonly fresh?: boolean;
}

export interface InferenceKeys extends UserKeys {
  /** Whether they were made just now. */
  readonly made: boolean;
}

const MAX_BYTES = 2 ** 26;
const DIGEST_BYTES = 32;
const SECRET = 'secret.sealed';

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const evaluationFile = (digest: Uint8Array): string => `evaluation-${Buffer.from(digest).toString('hex')}.bin`;
const purposeOf = (parameters: ParameterName): string => `tacit inference key ${parameters}`;

const damaged = (path: string, why: string) =>
  nodeError(
    'INFERENCE_KEYS_INVALID',
    `the keys in ${path} are of no use: ${why}; move them away, or ask for fresh ones`,
  );

/** What is sealed is the hash of the other half, and then the key: the two belong together. */
async function readKeys(path: string, options: InferenceKeysOptions): Promise<UserKeys | undefined> {
  const { secret, parameters } = options;
  const sealing = { secret, purpose: purposeOf(parameters), limit: MAX_BYTES };
  const sealed = await readSealedFile(join(path, SECRET), sealing);
  if (!sealed) return undefined;
  if (sealed.length <= DIGEST_BYTES) throw damaged(path, 'the sealed one is none');
  const digest = sealed.subarray(0, DIGEST_BYTES);
  const evaluationKeys = await readOwnerFile(join(path, evaluationFile(digest)), MAX_BYTES);
  if (!(evaluationKeys instanceof Uint8Array))
    throw damaged(path, `those for workers cannot be read (${evaluationKeys.reason})`);
  if (!digestOf(evaluationKeys).equals(digest)) throw damaged(path, 'those for workers are others');
  return { secretKey: sealed.slice(DIGEST_BYTES), evaluationKeys };
}

/** The half for workers first: a process that ends in between leaves nothing that counts. */
async function writeKeys(path: string, keys: UserKeys, { secret, parameters, fresh = false }: InferenceKeysOptions) {
  const digest = digestOf(keys.evaluationKeys);
  const file = join(path, evaluationFile(digest));
  const failed = (error: unknown) => {
    throw nodeError('SEALED_FILE_UNWRITABLE', `cannot write ${file} (${reasonOf(error)})`);
  };
  await writeDurableFile(file, keys.evaluationKeys, { replace: true }).catch(failed);
  const plaintext = Buffer.concat([digest, keys.secretKey]);
  try {
    await writeSealedFile(join(path, SECRET), plaintext, { secret, purpose: purposeOf(parameters), replace: fresh });
    return true;
  } catch (error) {
    // Somebody else was quicker; the first keys count.
    await removeDurably(file);
    if (errorCode(error) === 'SEALED_FILE_EXISTS') return false;
    throw error;
  }
}

/** The user's keys for a parameter set; made, and on the disk, if there are none. */
export async function openInferenceKeys(options: InferenceKeysOptions): Promise<InferenceKeys> {
  const { folder, parameters, create, fresh = false } = options;
  const path = join(folder, parameters);
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw nodeError('SEALED_FILE_UNWRITABLE', `cannot make the folder ${path} (${reasonOf(error)})`);
  });
  await chmod(path, 0o700);
  const kept = fresh ? undefined : await readKeys(path, options);
  if (kept) return { ...kept, made: false };
  const keys = await create();
  if (await writeKeys(path, keys, options)) return { ...keys, made: true };
  const theirs = await readKeys(path, options);
  if (theirs) return { ...theirs, made: false };
  throw damaged(path, 'they went while they were read');
}
