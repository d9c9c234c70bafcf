import { readFields, requireField } from '../support/fields.ts';
import { runTask } from '../support/run-task.ts';
import { commit, parseScalar } from '../support/sdk.ts';

interface Arguments {
  readonly value: string | undefined;
  readonly blinding: string | undefined;
  readonly input: string | undefined;
  readonly json: boolean;
}

export default async function commitTask(options: Arguments): Promise<void> {
  await runTask(options, async () => {
    const fields = await readFields(['value', 'blinding'], options);
    const value = parseScalar(requireField(fields, 'value'), 'the value');
    const given = fields.blinding === undefined ? {} : { blinding: parseScalar(fields.blinding, 'the blinding') };
    const { commitment, blinding } = commit(value, given);
    const text = [
      `commitment  ${commitment}`,
      `blinding    ${blinding}`,
      'Keep the blinding: nobody can open the commitment without it. Keep it secret until you do.',
    ].join('\n');
    // The same three fields that `pedersen verify --input` takes.
    return { json: { commitment, value, blinding }, text };
  });
}
