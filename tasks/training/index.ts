import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { deploymentOption, fromOption, jsonFlag, passphraseFileOption, textOption } from '../support/options.ts';

const contract = textOption('training', 'The address of Training; from the record of deploy when it is left out');
const id = textOption('task', "The task's id: 0x and 64 hex digits");
const round = textOption('round', 'The number of the round; the last one when it is left out');
const fromBlock = textOption('fromBlock', 'Where to begin reading events: the block of the deployment, or 0');
const circuit = textOption(
  'circuit',
  "Your own copy of the task's circuit, by name; found by its key when it is left out",
);
const key = textOption('key', 'The file that keyholders keygen wrote');
const envelopes = textOption('envelopes', 'The folder with the envelopes of trainers, named by their CIDs');
const sums = textOption('sums', 'The folder with the sums of keyholders, named by their CIDs');
const weights = textOption('weights', 'The file with the present model; all zeros when it is left out');
const dryRun = { name: 'dryRun', description: 'Send nothing; exit code 1 says that something is due' } as const;

/** For the coordinator, and for everybody. */
const taskTasks: TaskDefinition[] = [
  task(['training', 'create'], 'Propose a task, and pay the rewards of all its rounds')
    .addOption(textOption('input', 'The terms as JSON: a file, or - for stdin (the default)'))
    .addOption(textOption('admitted', 'The list of who may train, one address a line; anybody when it is left out'))
    .addFlag({ name: 'example', description: 'Print terms to start from, and propose nothing' })
    .addOption(weights)
    .addOption(textOption('spec', 'The file that describes data and model; its SHA-256 becomes part of the terms'))
    .addOption(textOption('salt', '0x and 64 hex digits; random when it is left out'))
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./create.ts'))
    .build(),

  task(['training', 'list'], 'List tasks, oldest first')
    .addOption(fromBlock)
    .addOption(textOption('limit', 'Stop after so many; 100 when it is left out'))
    .addOption(contract)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./list.ts'))
    .build(),

  task(['training', 'show'], 'Show a task, its terms and one of its rounds')
    .addOption(id)
    .addOption(round)
    .addOption(fromBlock)
    .addOption(contract)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./show.ts'))
    .build(),

  task(['training', 'accept'], "Show a keyholder's acceptance, which locks its stake; by anybody")
    .addOption(textOption('input', 'What keyholders accept --json printed: a file, or - for stdin (the default)'))
    .addOption(id)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./accept.ts'))
    .build(),

  task(['training', 'close'], 'Close a task that is over: stakes are freed, and the coordinator gets the rest')
    .addOption(id)
    .addFlag({ name: 'stop', description: 'End it first: no further rounds (the coordinator, between two rounds)' })
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./close.ts'))
    .build(),
];

const trainerTasks: TaskDefinition[] = [
  task(['training', 'enrol'], 'Join a task with your data: their root goes on chain, with a deposit')
    .addOption(id)
    .addOption(textOption('csv', 'Your data; left out if --data was made before'))
    .addOption(textOption('data', 'The secret file to make of them, or that was made of them; every round needs it'))
    .addOption(textOption('target', 'The column to predict; the last one when it is left out'))
    .addOption(textOption('classes', 'Its classes in the order of the outputs, with commas between'))
    .addOption(
      textOption('standardisation', 'A JSON file with means and deviations, or none; by your rows if left out'),
    )
    .addOption(textOption('admitted', "The coordinator's list of who may train, one address a line"))
    .addOption(textOption('admission', 'Instead of the list, your path in its tree, hashes with commas between'))
    .addOption(circuit)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./enrol.ts'))
    .build(),

  task(['training', 'prepare'], 'Train on your data and prove it: writes an update and an envelope, sends nothing')
    .addOption(id)
    .addOption(textOption('data', 'The file that enrol made'))
    .addOption(weights)
    .addOption(textOption('out', 'The folder to write to'))
    .addOption(circuit)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./prepare.ts'))
    .build(),

  task(['training', 'submit'], 'Send an update to the round that it was made for')
    .addOption(textOption('update', 'The file update.json that prepare wrote'))
    .addFlag({ name: 'sign', description: 'Send nothing: print it signed, for training relay' })
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./submit.ts'))
    .build(),

  task(['training', 'relay'], "Send others' signed updates, all or none, and pay for it")
    .addOption(textOption('input', 'What training submit --sign printed, or a list of it: a file, or - for stdin'))
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./relay.ts'))
    .build(),

  task(['training', 'answer'], 'Show what was demanded, for its bond (exit code 1: something is not in the folders)')
    .addOption(id)
    .addOption(round)
    .addOption(envelopes)
    .addOption(sums)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./answer.ts'))
    .build(),

  task(['training', 'collect'], 'Credit a trainer with what it earned, and with its deposit when nothing is due')
    .addOption(id)
    .addOption(textOption('trainer', 'Whose; the account itself when it is left out'))
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./collect.ts'))
    .build(),

  task(['training', 'withdraw'], 'Pay out what the account is credited with')
    .addOption(textOption('to', 'Who receives it; the account itself when it is left out'))
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./withdraw.ts'))
    .build(),

  task(['training', 'quit'], 'Take part in no further round')
    .addOption(id)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./quit.ts'))
    .build(),
];

const roundTasks: TaskDefinition[] = [
  task(['training', 'open'], 'Open the next round, with a bond that comes back')
    .addOption(id)
    .addFlag({
      name: 'draw',
      description: 'Instead, fix the seed of the open round, which the first update does as well',
    })
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./open.ts'))
    .build(),

  task(['training', 'freeze'], 'Fix who is included, after the last complaint; excludes who did not show their bytes')
    .addOption(id)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./freeze.ts'))
    .build(),

  task(['training', 'finalise'], 'Open the sum of all updates from the sums of keyholders, and prove the next model')
    .addOption(id)
    .addOption(sums)
    .addOption(weights)
    .addOption(textOption('out', 'The file to write the new model to'))
    .addOption(textOption('beneficiary', 'Who gets the reward; the account itself when it is left out'))
    .addOption(circuit)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./finalise.ts'))
    .build(),

  task(['training', 'settle'], 'Pay for a round that is over, or give one up that nobody finalised')
    .addOption(id)
    .addOption(round)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./settle.ts'))
    .build(),
];

const keyholderTasks: TaskDefinition[] = [
  task(
    ['training', 'complain'],
    'Check your share of every update, and complain about those that are wrong; or of a sum',
  )
    .addOption(id)
    .addOption(round)
    .addOption(key)
    .addOption(passphraseFileOption)
    .addOption(envelopes)
    .addOption(textOption('sum', 'The number of a member whose posted sum is wrong; by anybody'))
    .addOption(sums)
    .addFlag(dryRun)
    .addOption(circuit)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./complain.ts'))
    .build(),

  task(['training', 'demand'], 'Demand, with a bond, the shares that you cannot get; or the bytes of a sum')
    .addOption(id)
    .addOption(round)
    .addOption(key)
    .addOption(passphraseFileOption)
    .addOption(envelopes)
    .addOption(textOption('sum', 'The number of a member whose posted sum nobody can get'))
    .addFlag(dryRun)
    .addOption(circuit)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./demand.ts'))
    .build(),

  task(['training', 'aggregate'], 'Sum your shares of exactly the frozen set, record that you did, and post the sum')
    .addOption(id)
    .addOption(key)
    .addOption(passphraseFileOption)
    .addOption(envelopes)
    .addOption(textOption('out', 'The folder to write the sum to; that of the envelopes when it is left out'))
    .addOption(textOption('finality', 'When a block is final: finalized (the default), or so many blocks on top'))
    .addOption(circuit)
    .addOption(contract)
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./aggregate.ts'))
    .build(),
];

export const trainingTasks: TaskDefinition[] = [
  emptyTask('training', 'Tasks: rounds of private, proven training for a reward').build(),
  ...taskTasks,
  ...trainerTasks,
  ...roundTasks,
  ...keyholderTasks,
];
