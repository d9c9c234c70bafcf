import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { deploymentOption, fromOption, jsonFlag, textOption } from '../support/options.ts';
import { gatewayOption, kuboOption, pinOption } from '../support/storage.ts';

export const roundTasks: TaskDefinition[] = [
  emptyTask('round', 'Rounds, with everything fetched from storage').build(),

  task(['round', 'finalise'], 'Fetch the sums of a frozen round, prove the next model, upload it and say where it is')
    .addOption(textOption('task', "The task's id: 0x and 64 hex digits"))
    .addOption(pinOption)
    .addOption(gatewayOption)
    .addOption(kuboOption)
    .addOption(textOption('beneficiary', 'Who gets the reward; the account itself when it is left out'))
    .addOption(textOption('fromBlock', 'Where to begin reading events: the block of the deployment, or 0'))
    .addOption(
      textOption('circuit', "Your own copy of the task's circuit, by name; found by its key when it is left out"),
    )
    .addOption(textOption('training', 'The address of Training; from the record of deploy when it is left out'))
    .addOption(fromOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./finalise.ts'))
    .build(),
];
