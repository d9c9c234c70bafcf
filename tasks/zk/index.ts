import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { jsonFlag, textOption } from '../support/options.ts';

const circuit = textOption('circuit', 'Its name, such as linear-16x4-b8 (see: zk circuits)');
const input = textOption('input', 'The JSON document: a file, or - for stdin (the default)');

export const zkTasks: TaskDefinition[] = [
  emptyTask('zk', 'Circuits, keys and proofs of SGD steps').build(),

  task(['zk', 'circuits'], 'List the declared circuits: sizes, learning rates, keys')
    .addFlag(jsonFlag)
    .setAction(() => import('./circuits.ts'))
    .build(),

  task(['zk', 'setup'], 'Compile circuits and make their development keys; with a shape, declare a new one')
    .addOption(circuit)
    .addOption(textOption('kind', 'A new shape: linear or logistic'))
    .addOption(textOption('in', 'A new shape: number of features'))
    .addOption(textOption('out', 'A new shape: number of outputs'))
    .addOption(textOption('batch', 'A new shape: rows in one step'))
    .addFlag(jsonFlag)
    .setAction(() => import('./setup.ts'))
    .build(),

  task(['zk', 'example'], 'Print a complete request for a random step, to pipe into zk prove')
    .addOption(circuit)
    .addFlag({ name: 'floats', description: 'Write weights and data as real numbers instead of integers' })
    .setAction(() => import('./example.ts'))
    .build(),

  task(['zk', 'prove'], 'Prove the step of a JSON request; prints the proof as JSON')
    .addOption(input)
    .addFlag({ name: 'compressed', description: 'Encode points by one coordinate (160 bytes instead of 320)' })
    .addFlag({ name: 'opening', description: 'Add the secret opening of the commitment and the new weights' })
    .setAction(() => import('./prove.ts'))
    .build(),

  task(['zk', 'verify'], 'Verify a proof: exit code 0 it holds, 1 it does not, 2 this is no proof document')
    .addOption(input)
    .addOption(textOption('sum', 'For a finalisation: the sum of commitments that you added up yourself, in base64'))
    .addFlag(jsonFlag)
    .setAction(() => import('./verify.ts'))
    .build(),
];
