import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { deploymentOption, fromOption, jsonFlag, textOption } from '../support/options.ts';

const registry = textOption('registry', 'The address of CircuitRegistry; from the record of deploy when left out');
const key = textOption('key', 'A verification key as JSON; the local development key when it is left out');

export const circuitTasks: TaskDefinition[] = [
  emptyTask('circuits', 'Verifying keys on a chain').build(),

  task(['circuits', 'register'], "Register a circuit's key; says so if it is registered already")
    .addOption(textOption('circuit', 'Its name, such as linear-16x4-b8 (see: zk circuits)'))
    .addOption(key)
    .addOption(registry)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./register.ts'))
    .build(),

  task(
    ['circuits', 'show'],
    'Show what is registered of a circuit (exit code 1: nothing), or of all that have keys here',
  )
    .addOption(textOption('circuit', 'Its name; all circuits with a local key when it is left out'))
    .addOption(textOption('id', 'An id instead: show what is registered under it'))
    .addOption(key)
    .addOption(registry)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./show.ts'))
    .build(),
];
