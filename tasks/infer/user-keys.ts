// The user's keys for encrypted predictions: under one passphrase, in a folder of the home.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { newPassphrase, passphraseFor } from '../support/passphrase.ts';
import { type Encryption, nodeError, openInferenceKeys, type SealingSecret, withProgress } from '../support/sdk.ts';

export interface KeyArguments {
  readonly keys: string | undefined;
  readonly passphraseFile: string | undefined;
  readonly freshKeys: boolean;
}

const secretOf = (passphrase: string): SealingSecret => ({ kind: 'passphrase', passphrase });

/** For what is sealed already. */
export async function knownSecret(path: string, passphraseFile: string | undefined): Promise<SealingSecret> {
  const passphrase = await passphraseFor(path, passphraseFile)();
  if (passphrase) return secretOf(passphrase);
  throw nodeError('PASSPHRASE_MISSING', `${path} is sealed: give a passphrase file, or set TACIT_PASSPHRASE`);
}

export interface OpenKeys {
  readonly keys: Awaited<ReturnType<typeof openInferenceKeys>>;
  /** Seals the request, too. */
  readonly secret: SealingSecret;
}

/** The keys for a plan's parameters; made now if there are none. */
export async function openKeys(options: KeyArguments, encryption: Encryption): Promise<OpenKeys> {
  const { passphraseFile, freshKeys: fresh } = options;
  const folder = options.keys ?? join(homedir(), '.tacit', 'inference');
  const parameters = encryption.parameters.name;
  const path = join(folder, parameters, 'secret.sealed');
  const secret = existsSync(path)
    ? await knownSecret(path, passphraseFile)
    : secretOf(await newPassphrase(passphraseFile));
  const create = () => encryption.createKeys();
  const keys = await withProgress('opening the keys', () =>
    openInferenceKeys({ folder, parameters, secret, create, fresh }),
  );
  return { keys, secret };
}
