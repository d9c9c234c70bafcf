import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { deploymentOption, jsonFlag, textOption } from '../support/options.ts';
import { gatewayOption, kuboOption, pinOption } from '../support/storage.ts';

const id = textOption('task', "The task's id: 0x and 64 hex digits");
const round = textOption('round', 'After which round, 0 for the first model; after the last one when it is left out');
const fromBlock = textOption('fromBlock', 'Where to begin reading events: the block of the deployment, or 0');
const circuit = textOption('circuit', 'Your own copy of the circuit, by name; found by its key when it is left out');
const contract = textOption('training', 'The address of Training; from the record of deploy when it is left out');

export const trainedModelTasks: TaskDefinition[] = [
  emptyTask('model', "A task's model: fetch it, and see how good it is").build(),

  task(['model', 'download'], 'Fetch the model of a task, check it against its root, and write it to a file')
    .addOption(id)
    .addOption(round)
    .addOption(textOption('out', 'The file; it must not exist'))
    .addOption(pinOption)
    .addOption(gatewayOption)
    .addOption(kuboOption)
    .addOption(fromBlock)
    .addOption(circuit)
    .addOption(contract)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./download.ts'))
    .build(),

  task(['model', 'evaluate'], 'Compute the accuracy or the error of a model on your own rows')
    .addOption(id)
    .addOption(textOption('model', 'Instead of a task: a file that model download wrote'))
    .addOption(textOption('csv', 'The rows'))
    .addOption(textOption('target', 'The column to predict; the last one when it is left out'))
    .addOption(textOption('classes', 'Its classes in the order of the outputs, with commas between'))
    .addOption(
      textOption('standardisation', 'What trainers used: a JSON file, or none; by these rows when it is left out'),
    )
    .addOption(round)
    .addOption(pinOption)
    .addOption(gatewayOption)
    .addOption(kuboOption)
    .addOption(fromBlock)
    .addOption(circuit)
    .addOption(contract)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./evaluate.ts'))
    .build(),
];
