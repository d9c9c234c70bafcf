import type { TaskDefinition } from 'hardhat/types/tasks';
import { pedersenTasks } from './pedersen/index.ts';
import { zkTasks } from './zk/index.ts';

export const tasks: TaskDefinition[] = [...zkTasks, ...pedersenTasks];
