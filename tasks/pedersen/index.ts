import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { jsonFlag, textOption } from '../support/options.ts';

const value = textOption('value', 'The number: decimal or 0x-hex, from 0 to r - 1');

export const pedersenTasks: TaskDefinition[] = [
  emptyTask('pedersen', 'Commit to numbers and add what is committed, without showing it').build(),

  task(['pedersen', 'commit'], 'Commit to a number')
    .addOption(value)
    .addOption(textOption('blinding', 'The blinding; drawn at random when it is left out'))
    .addOption(textOption('input', 'A JSON object with value and blinding instead: a file, or - for stdin'))
    .addFlag(jsonFlag)
    .setAction(() => import('./commit.ts'))
    .build(),

  task(['pedersen', 'verify'], 'Check that a commitment opens to a number (exit code 1: it does not)')
    .addOption(textOption('commitment', '0x and 128 hex digits'))
    .addOption(value)
    .addOption(textOption('blinding', 'The blinding that commit drew'))
    .addOption(textOption('input', 'A JSON object with any of the three instead: a file, or - for stdin'))
    .addFlag(jsonFlag)
    .setAction(() => import('./verify.ts'))
    .build(),

  task(['pedersen', 'add'], 'Add two commitments; the result commits to the sum')
    .addOption(textOption('a', 'A commitment'))
    .addOption(textOption('b', 'Another'))
    .addFlag(jsonFlag)
    .setAction(() => import('./add.ts'))
    .build(),

  task(['pedersen', 'aggregate'], 'Add a list of commitments, given as a JSON array')
    .addOption(textOption('input', 'The file; stdin when it is left out'))
    .addFlag(jsonFlag)
    .setAction(() => import('./aggregate.ts'))
    .build(),
];
