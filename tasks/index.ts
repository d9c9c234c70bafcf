import type { TaskDefinition } from 'hardhat/types/tasks';
import { circuitTasks } from './circuits/index.ts';
import { computeTasks } from './compute/index.ts';
import { creatorTasks } from './creator/index.ts';
import { deployTasks } from './deploy/index.ts';
import { inferTasks } from './infer/index.ts';
import { keyholderRunTasks } from './keyholder/index.ts';
import { keyholderTasks } from './keyholders/index.ts';
import { trainedModelTasks } from './model/index.ts';
import { modelTasks } from './models/index.ts';
import { pedersenTasks } from './pedersen/index.ts';
import { roundTasks } from './round/index.ts';
import { trainTasks } from './train/index.ts';
import { trainingTasks } from './training/index.ts';
import { zkTasks } from './zk/index.ts';

export const tasks: TaskDefinition[] = [
  ...zkTasks,
  ...pedersenTasks,
  ...circuitTasks,
  ...deployTasks,
  ...keyholderTasks,
  ...keyholderRunTasks,
  ...trainingTasks,
  ...trainTasks,
  ...roundTasks,
  ...trainedModelTasks,
  ...modelTasks,
  ...inferTasks,
  ...computeTasks,
  ...creatorTasks,
];
