import { requireField } from '../support/fields.ts';
import { readBytes } from '../support/files.ts';
import { newPassphrase } from '../support/passphrase.ts';
import { runTask } from '../support/run-task.ts';
import { createWalletFile } from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';

interface Arguments {
  readonly out: string | undefined;
  readonly passphraseFile: string | undefined;
  readonly privateKeyFile: string | undefined;
  readonly json: boolean;
}

/** A private key that another wallet exported: 64 hex digits, with or without 0x. */
async function readPrivateKey(path: string): Promise<string> {
  const text = Buffer.from(await readBytes(path, 200))
    .toString('utf8')
    .trim()
    .toLowerCase();
  const [, digits] = /^(?:0x)?([0-9a-f]{64})$/.exec(text) ?? [];
  if (digits) return `0x${digits}`;
  throw taskError('REQUEST_INVALID', `${path} holds no private key: 64 hex digits, with or without 0x`);
}

export default async function walletTask(options: Arguments): Promise<void> {
  await runTask(options, async () => {
    const out = String(requireField(options, 'out'));
    const { privateKeyFile } = options;
    const imported = privateKeyFile === undefined ? {} : { privateKey: await readPrivateKey(privateKeyFile) };
    const passphrase = await newPassphrase(options.passphraseFile);
    const { address } = await createWalletFile(out, { passphrase, ...imported });
    const text = [
      `account     ${address}`,
      `written to  ${out}`,
      'The private key is sealed: without the passphrase nobody can use it, and you neither. Keep a copy of both.',
    ].join('\n');
    return { json: { address, file: out }, text };
  });
}
