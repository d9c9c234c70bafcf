import { requireField } from '../support/fields.ts';
import { runTask } from '../support/run-task.ts';
import { add, type Commitment } from '../support/sdk.ts';

interface Arguments {
  readonly a: string | undefined;
  readonly b: string | undefined;
  readonly json: boolean;
}

export default async function addTask(options: Arguments): Promise<void> {
  await runTask(options, () => {
    const commitment = add(requireField(options, 'a') as Commitment, requireField(options, 'b') as Commitment);
    return { json: { commitment }, text: commitment };
  });
}
