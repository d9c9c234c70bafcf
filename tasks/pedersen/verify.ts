import { readFields, requireField } from '../support/fields.ts';
import { EXIT, runTask } from '../support/run-task.ts';
import { formatCommitment, parseCommitment, parseScalar, verifyOpening } from '../support/sdk.ts';

interface Arguments {
  readonly commitment: string | undefined;
  readonly value: string | undefined;
  readonly blinding: string | undefined;
  readonly input: string | undefined;
  readonly json: boolean;
}

export default async function verifyTask(options: Arguments): Promise<void> {
  await runTask(options, async () => {
    const fields = await readFields(['commitment', 'value', 'blinding'], options);
    const commitment = formatCommitment(parseCommitment(requireField(fields, 'commitment')));
    const value = parseScalar(requireField(fields, 'value'), 'the value');
    const blinding = parseScalar(requireField(fields, 'blinding'), 'the blinding');
    const valid = verifyOpening(commitment, value, blinding);
    return {
      json: { valid },
      text: `The commitment ${valid ? 'opens' : 'does not open'} to this value with this blinding.`,
      exitCode: valid ? EXIT.ok : EXIT.negative,
    };
  });
}
