import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { marketOption } from '../infer/contract.ts';
import { deploymentOption, fromOption, jsonFlag, passphraseFileOption, textOption } from '../support/options.ts';
import { gatewayOption, kuboOption, pinOption } from '../support/storage.ts';

const id = textOption('task', "The task's id: 0x and 64 hex digits");
const round = textOption('round', 'After which round, 0 for the first model; after the last one when it is left out');
const fromBlock = textOption('fromBlock', 'Where to begin reading events: the block of the deployment, or 0');
const circuit = textOption('circuit', 'Your own copy of the circuit, by name; found by its key when it is left out');
const contract = textOption('training', 'The address of Training; from the record of deploy when it is left out');

export const trainedModelTasks: TaskDefinition[] = [
  emptyTask(
    'model',
    "A task's model: fetch it, see how good it is, offer it for predictions on encrypted inputs",
  ).build(),

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

  task(['model', 'publish'], 'Offer a model for predictions on encrypted inputs, and publish it where it is not yet')
    .addOption(id)
    .addOption(textOption('model', 'Instead of a task: a file that model download wrote'))
    .addOption(textOption('networkFile', 'Instead of both: a file with a network'))
    .addOption(textOption('description', "With --network-file: JSON with input and output, as in the offer's document"))
    .addOption(textOption('labels', 'Names of the classes in order, with commas between'))
    .addOption(
      textOption(
        'standardisation',
        'What trainers used: a JSON file, published with the offer so that users give real units; none if left out',
      ),
    )
    .addOption(round)
    .addOption(textOption('id', 'The model in the registry; published now when it is left out'))
    .addOption(textOption('licence', "To publish it: the file with the licence's text; its SHA-256 is published"))
    .addOption(textOption('price', 'To publish it: for one sample, as in "0.001 ether", 20gwei or 500000 (wei)'))
    .addOption(textOption('workerFee', 'To each worker, for each sample and step of the plan'))
    .addOption(textOption('bond', 'What each seat locks; the least that the market takes when it is left out'))
    .addOption(textOption('samples', 'The most samples of one job; 16 when it is left out'))
    .addOption(textOption('commit', 'Time to fetch, evaluate and commit, as in 5m; by the plan when it is left out'))
    .addOption(textOption('contest', 'Time to disagree, as in 5m'))
    .addOption(textOption('cut', 'Split: after how many layers the workers end; the rest stays with you'))
    .addOption(textOption('creatorKey', 'Split: the key that users seal to'))
    .addOption(textOption('clip', 'Split: to which +- users clip the intermediate'))
    .addOption(textOption('deviation', 'Split: of the noise that users add to it'))
    .addOption(textOption('tailOut', 'Split: the file for the layers that stay with you; it must not exist'))
    .addFlag({ name: 'plan', description: 'Only show what users would send and wait for; nothing is published' })
    .addOption(pinOption)
    .addOption(gatewayOption)
    .addOption(kuboOption)
    .addOption(fromBlock)
    .addOption(circuit)
    .addOption(contract)
    .addOption(textOption('registry', 'The address of ModelRegistry; from the record of deploy when it is left out'))
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./publish.ts'))
    .build(),

  task(['model', 'offers'], 'List what is offered: mode, price, bytes and time, from plans that are derived here')
    .addOption(textOption('model', 'Of one model: its id in the registry'))
    .addOption(pinOption)
    .addOption(gatewayOption)
    .addOption(kuboOption)
    .addOption(fromBlock)
    .addOption(marketOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./offers.ts'))
    .build(),
];
