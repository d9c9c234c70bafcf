import type { TaskDefinition } from 'hardhat/types/tasks';
import { circuitTasks } from './circuits/index.ts';
import { deployTasks } from './deploy/index.ts';
import { keyholderTasks } from './keyholders/index.ts';
import { modelTasks } from './models/index.ts';
import { pedersenTasks } from './pedersen/index.ts';
import { trainingTasks } from './training/index.ts';
import { zkTasks } from './zk/index.ts';

export const tasks: TaskDefinition[] = [
  ...zkTasks,
  ...pedersenTasks,
  ...circuitTasks,
  ...deployTasks,
  ...keyholderTasks,
  ...trainingTasks,
  ...modelTasks,
];
