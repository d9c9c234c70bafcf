import { requireField } from '../support/fields.ts';
import { runTask } from '../support/run-task.ts';
import { formatCommitment, generateKeyPair, systemRandomness, writeKeyFile } from '../support/sdk.ts';

interface Arguments {
  readonly out: string | undefined;
  readonly json: boolean;
}

export default async function keygenTask(options: Arguments): Promise<void> {
  await runTask(options, async () => {
    const out = String(requireField(options, 'out'));
    const pair = generateKeyPair(systemRandomness);
    await writeKeyFile(out, pair);
    const publicKey = formatCommitment(pair.publicKey);
    const text = [
      `public key  ${publicKey}`,
      `written to  ${out}`,
      'Keep the file secret, and keep a copy: without it you cannot open the shares you stake ether on.',
    ].join('\n');
    return { json: { publicKey, file: out }, text };
  });
}
