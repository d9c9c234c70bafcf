import { task } from 'hardhat/config';
import type { TaskDefinition } from 'hardhat/types/tasks';
import { jsonFlag, textOption } from '../support/options.ts';

export const deployTasks: TaskDefinition[] = [
  task(['deploy'], 'Deploy all contracts to --network, or go on where it was interrupted; prints the addresses')
    .addOption(textOption('parameters', 'Their parameters; ignition/parameters/<network>.json when it is left out'))
    .addOption(textOption('from', "The network's account that signs; its first when this is left out"))
    .addFlag({ name: 'reset', description: 'Forget what was deployed before, and deploy everything anew' })
    .addFlag(jsonFlag)
    .setAction(() => import('./deploy.ts'))
    .build(),
];
