// The key that hand-overs of split jobs are sealed to, on disk: always sealed itself. An offer names its public half for good.
import { createSealingKeys, SEALING_KEY_BYTES, type SealingKeys, sealingKeysOf } from '../encrypted/index.ts';
import { nodeError } from '../errors/index.ts';
import { systemRandomness } from '../hashing/index.ts';
import { type PassphraseSource, requirePassphrase } from './passphrase.ts';
import { readSealedFile, writeSealedFile } from './sealed-file.ts';

const PURPOSE = 'tacit creator key 1';

/** Draws a key, and seals it in a file that must not exist. */
export async function createCreatorKey(
  path: string,
  { passphrase }: { readonly passphrase: string },
): Promise<SealingKeys> {
  const keys = createSealingKeys(systemRandomness);
  await writeSealedFile(path, keys.secretKey, { secret: { kind: 'passphrase', passphrase }, purpose: PURPOSE });
  return keys;
}

/** The key that is sealed in the file. */
export async function readCreatorKey(
  path: string,
  { passphrase: source }: { readonly passphrase?: PassphraseSource | undefined } = {},
): Promise<SealingKeys> {
  const passphrase = await requirePassphrase(source, path);
  const options = { secret: { kind: 'passphrase', passphrase } as const, purpose: PURPOSE, limit: SEALING_KEY_BYTES };
  const opened = await readSealedFile(path, options);
  if (opened) return sealingKeysOf(opened);
  throw nodeError('SEALED_FILE_UNREADABLE', `cannot read ${path} (ENOENT)`);
}
