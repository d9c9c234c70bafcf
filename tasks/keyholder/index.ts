import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { deploymentOption, jsonFlag, passphraseFileOption, textOption } from '../support/options.ts';
import { gatewayOption, kuboOption, pinOption } from '../support/storage.ts';

export const keyholderRunTasks: TaskDefinition[] = [
  emptyTask('keyholder', 'A member of committees at work').build(),

  task(['keyholder', 'run'], 'Watch tasks, check shares, complain, sum and finalise, until you end it')
    .addOption(textOption('key', 'The file that keyholders keygen wrote'))
    .addOption(textOption('wallet', 'The file that keyholders wallet wrote, of the account that registered the key'))
    .addOption(passphraseFileOption)
    .addOption(pinOption)
    .addOption(gatewayOption)
    .addOption(kuboOption)
    .addOption(textOption('state', 'The folder with what it keeps; beside the key when it is left out'))
    .addOption(textOption('tasks', 'The ids of tasks to work for, with commas between; all when it is left out'))
    .addFlag({ name: 'noFinalise', description: 'Leave it to others to prove the next model' })
    .addOption(textOption('finality', 'When a block is final: finalized (the default), or so many blocks on top'))
    .addOption(textOption('fromBlock', 'Where to begin reading events: the block of the deployment, or 0'))
    .addOption(textOption('poll', 'Seconds from one look at the chain to the next; 4 when it is left out'))
    .addOption(textOption('health', 'The port of /health and /metrics; the system chooses when it is left out'))
    .addOption(textOption('log', 'debug, info (the default), warn or error'))
    .addOption(textOption('training', 'The address of Training; from the record of deploy when it is left out'))
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./run.ts'))
    .build(),
];
