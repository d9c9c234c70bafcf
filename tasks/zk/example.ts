import { runTask } from '../support/run-task.ts';
import { defaultLocations, exampleRequest, provingError, readCircuitsFile, systemRandomness } from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';

interface Arguments {
  readonly circuit: string | undefined;
  readonly floats: boolean;
}

export default async function exampleTask({ circuit, floats }: Arguments): Promise<void> {
  await runTask({ json: true }, async () => {
    if (circuit === undefined)
      throw taskError('FIELD_MISSING', '--circuit is missing, such as --circuit linear-16x4-b8');
    const { circuits } = readCircuitsFile(`${defaultLocations().circuits}/circuits.json`);
    const shape = circuits[circuit];
    if (!shape) {
      throw provingError(
        'CIRCUIT_UNKNOWN',
        `circuit "${circuit}" is not declared (there are ${Object.keys(circuits).join(', ')})`,
      );
    }
    return { json: await exampleRequest(shape, { floats, randomness: systemRandomness }), text: '' };
  });
}
