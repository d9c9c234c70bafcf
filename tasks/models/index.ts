import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { deploymentOption, fromOption, jsonFlag, textOption } from '../support/options.ts';

const contract = textOption('registry', 'The address of ModelRegistry; from the record of deploy when it is left out');
const id = textOption('id', "The model's id: 0x and 64 hex digits");
const price = textOption('price', 'For one prediction, as in "0.001 ether", 20gwei or 500000 (wei)');

export const modelTasks: TaskDefinition[] = [
  emptyTask('models', 'Models that can be asked for predictions').build(),

  task(['models', 'publish'], 'Publish a model: of a finalised round, or of your own making')
    .addOption(textOption('weights', 'The file with the model'))
    .addOption(textOption('spec', 'The file that describes inputs and outputs; its SHA-256 is published'))
    .addOption(textOption('licence', "The file with the licence's text; its SHA-256 is published"))
    .addOption(price)
    .addOption(textOption('task', 'The task that trained it, by its coordinator; left out for a model of your own'))
    .addOption(textOption('round', 'The round that it came out of; with --task'))
    .addOption(textOption('parents', 'Ids of published models that it was made from, with commas between'))
    .addOption(textOption('circuit', "The circuit's name; the file's when it is left out"))
    .addFlag({ name: 'unserved', description: 'Publish no CID of the weights: only you serve the model' })
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./publish.ts'))
    .build(),

  task(['models', 'show'], 'Show a published model (exit code 1: it is not offered any more)')
    .addOption(id)
    .addOption(contract)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./show.ts'))
    .build(),

  task(['models', 'list'], 'List published models, oldest first')
    .addOption(textOption('fromBlock', 'Where to begin reading events: the block of the deployment, or 0'))
    .addOption(contract)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./list.ts'))
    .build(),

  task(['models', 'price'], 'Change the price of future predictions, or take the model back')
    .addOption(id)
    .addOption(price)
    .addFlag({ name: 'withdraw', description: 'Instead, offer no further predictions, for ever' })
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./price.ts'))
    .build(),
];
