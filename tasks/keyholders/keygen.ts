import { requireField } from '../support/fields.ts';
import { newPassphrase } from '../support/passphrase.ts';
import { runTask } from '../support/run-task.ts';
import { formatCommitment, generateKeyPair, systemRandomness, writeKeyFile } from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';

interface Arguments {
  readonly out: string | undefined;
  readonly passphraseFile: string | undefined;
  readonly plain: boolean;
  readonly json: boolean;
}

/** Undefined for a key in plain. */
async function readPassphrase({ plain, passphraseFile }: Arguments): Promise<string | undefined> {
  if (plain && passphraseFile !== undefined) {
    throw taskError('REQUEST_INVALID', '--plain writes the key as it is, and needs no --passphrase-file');
  }
  return plain ? undefined : await newPassphrase(passphraseFile, { plain: '--plain to write the key unprotected' });
}

export default async function keygenTask(options: Arguments): Promise<void> {
  await runTask(options, async () => {
    const out = String(requireField(options, 'out'));
    const passphrase = await readPassphrase(options);
    const pair = generateKeyPair(systemRandomness);
    await writeKeyFile(out, pair, { passphrase });
    const publicKey = formatCommitment(pair.publicKey);
    const text = [
      `public key  ${publicKey}`,
      `written to  ${out}`,
      options.plain
        ? 'The key is in plain: whoever reads the file has it. Use it for tests and local networks alone.'
        : 'The key is sealed: without the passphrase nobody can use it, and you neither.',
      'Keep the file secret, and keep a copy: without it you cannot open the shares you stake ether on.',
    ].join('\n');
    return { json: { publicKey, file: out, sealed: passphrase !== undefined }, text };
  });
}
