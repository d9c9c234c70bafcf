import { readJson } from '../support/json-io.ts';
import { runTask } from '../support/run-task.ts';
import { aggregate } from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';

interface Arguments {
  readonly input: string | undefined;
  readonly json: boolean;
}

export default async function aggregateTask(options: Arguments): Promise<void> {
  await runTask(options, async () => {
    const list = await readJson(options);
    if (!Array.isArray(list)) throw taskError('REQUEST_INVALID', 'the input must be a JSON array of commitments');
    const commitment = aggregate(list);
    return { json: { commitment, count: list.length }, text: commitment };
  });
}
