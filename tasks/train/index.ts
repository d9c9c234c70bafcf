import { task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { deploymentOption, fromOption, jsonFlag, passphraseFileOption, textOption } from '../support/options.ts';
import { gatewayOption, kuboOption, pinOption } from '../support/storage.ts';

export const trainTasks: TaskDefinition[] = [
  task(['train'], 'Train in a task with your data: enrol, prove, share and submit, round after round')
    .addOption(textOption('task', "The task's id: 0x and 64 hex digits"))
    .addOption(textOption('csv', 'Your data; needed at the first start only'))
    .addOption(textOption('target', 'The column to predict; the last one when it is left out'))
    .addOption(textOption('classes', 'Its classes in the order of the outputs, with commas between'))
    .addOption(
      textOption('standardisation', 'A JSON file with means and deviations, or none; by your rows if left out'),
    )
    .addOption(pinOption)
    .addOption(gatewayOption)
    .addOption(kuboOption)
    .addOption(textOption('rounds', 'How many rounds to take part in, or all (the default)'))
    .addOption(
      textOption('relay', 'A relay that sends your updates and pays for it; you send them when it is left out'),
    )
    .addOption(textOption('state', 'The folder with what you need again, encrypted; in your home when it is left out'))
    .addOption({
      ...passphraseFileOption,
      description: "A file with the state's passphrase; TACIT_PASSPHRASE, or else your wallet opens it",
    })
    .addOption(textOption('admitted', "The coordinator's list of who may train, one address a line"))
    .addOption(textOption('admission', 'Instead of the list, your path in its tree, hashes with commas between'))
    .addOption(textOption('minMembers', 'Keyholders that a task must have; 3 when it is left out'))
    .addOption(textOption('minThreshold', 'How many of them it must take to open a sum; 2 when it is left out'))
    .addOption(textOption('minTrainers', 'Trainers that a sum must be over; 3 when it is left out'))
    .addOption(textOption('maxDeposit', 'The most to deposit, as in 1ether'))
    .addFlag({ name: 'allowOpenAdmission', description: 'Also train where anybody may, under any number of names' })
    .addOption(textOption('finality', 'When a block is final: finalized (the default), or so many blocks on top'))
    .addOption(textOption('fromBlock', 'Where to begin reading events: the block of the deployment, or 0'))
    .addOption(textOption('poll', 'Seconds from one look at the chain to the next; 4 when it is left out'))
    .addOption(
      textOption('circuit', "Your own copy of the task's circuit, by name; found by its key when it is left out"),
    )
    .addOption(textOption('training', 'The address of Training; from the record of deploy when it is left out'))
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./train.ts'))
    .build(),
];
