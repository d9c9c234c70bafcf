import { requireField } from '../support/fields.ts';
import { newPassphrase } from '../support/passphrase.ts';
import { runTask } from '../support/run-task.ts';
import { createCreatorKey, toHex } from '../support/sdk.ts';

interface Arguments {
  readonly out: string | undefined;
  readonly passphraseFile: string | undefined;
  readonly json: boolean;
}

export default async function keygenTask(options: Arguments): Promise<void> {
  await runTask(options, async () => {
    const out = String(requireField(options, 'out'));
    const keys = await createCreatorKey(out, { passphrase: await newPassphrase(options.passphraseFile) });
    const publicKey = toHex(keys.publicKey);
    const text = [
      `public key  ${publicKey}`,
      `written to  ${out}`,
      'Publish split models with --creator-key. The key is sealed: keep a copy of it and of the passphrase, or hand-overs stay shut.',
    ].join('\n');
    return { json: { publicKey, file: out }, text };
  });
}
