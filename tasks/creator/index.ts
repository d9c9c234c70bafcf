import { emptyTask, task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { marketOption } from '../infer/contract.ts';
import { deploymentOption, fromOption, jsonFlag, passphraseFileOption, textOption } from '../support/options.ts';

const creator = textOption('creator', 'Whose; the account of --from when it is left out');
const fromBlock = textOption('fromBlock', 'Where to begin reading events: the block of the deployment, or 0');

export const creatorTasks: TaskDefinition[] = [
  emptyTask('creator', 'Split models: the key that users hand over to, the jobs, and what they earn').build(),

  task(['creator', 'keygen'], 'Make a key that users of split models seal to, and seal it in a file')
    .addOption(textOption('out', 'The file; it must not exist'))
    .addOption(passphraseFileOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./keygen.ts'))
    .build(),

  task(['creator', 'jobs'], 'List the jobs of an account’s offers: whose turn it is, until when, and what they pay')
    .addOption(creator)
    .addOption(textOption('offer', 'Of one offer: 0x and 64 hex digits'))
    .addFlag({ name: 'open', description: 'Only those that are not closed' })
    .addOption(fromBlock)
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./jobs.ts'))
    .build(),

  task(['creator', 'earnings'], 'Show what an account’s offers have earned, and what compute claim would pay out')
    .addOption(creator)
    .addOption(fromBlock)
    .addOption(marketOption)
    .addOption(fromOption)
    .addOption(passphraseFileOption)
    .addOption(deploymentOption)
    .addFlag(jsonFlag)
    .setAction(() => import('./earnings.ts'))
    .build(),
];
