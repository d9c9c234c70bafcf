// A task whose first keyholder is somebody in a browser, with real trainers, one of whom cheats that keyholder.

import { loadData } from '../../../scripts/demo/dataset.ts';
import { type DemoOptions, readOptions } from '../../../scripts/demo/options.ts';
import { type RunningTrainer, startTrainer } from '../../../scripts/demo/trainers.ts';
import { acceptTask } from '../../../scripts/network/committee.ts';
import type { LocalNetwork } from '../../../scripts/network/network.ts';
import { createTask, type LocalTask, type TaskPlan } from '../../../scripts/network/task.ts';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';

type Hex = `0x${string}`;

export interface CommitteeTaskOptions extends Partial<Pick<TaskPlan, 'rounds' | 'steps'>> {
  /** Keyholder 1: the one whom the cheater of the demonstration seals a bad share. */
  readonly member: Hex;
  /** Which of the network's own keyholders follow, by their places there, from 0. */
  readonly others: readonly number[];
}

/** Proposed, and accepted by everybody but the one in the browser. */
export async function proposeTask(network: LocalNetwork, options: CommitteeTaskOptions): Promise<LocalTask> {
  const { chain, contracts, artifacts, admission } = network;
  const { member, others, rounds = 1, steps = 1 } = options;
  const joining = others.map((at) => {
    const found = network.committee[at];
    if (!found) throw new Error(`the network has no keyholder ${at}`);
    return found;
  });
  const task = await createTask(chain, contracts, {
    ...{ artifacts, circuit: network.task.terms.circuit, admissionRoot: admission.root },
    ...{ committee: [member, ...joining.map(({ address }) => address)], threshold: 2 },
    ...{ steps, rounds, multiplier: 8, trainers: 3, minTrainers: 2 },
  });
  const acceptance = { task: task.id, amount: task.terms.amounts.keyholderStake, deadline: task.startsAt };
  for (const each of joining) await acceptTask(chain, contracts, each, acceptance);
  return task;
}

/** Three trainers with shards of iris, each a process of its own; the last one cheats. All are enrolled when it returns. */
export async function startTrainers(network: LocalNetwork, task: LocalTask): Promise<readonly RunningTrainer[]> {
  const seed = 14;
  const data = await loadData(readOptions(['--trainers', '3']) as DemoOptions, seededRandomness(seed));
  const around = { ...network, task, committee: network.committee.slice(0, task.terms.committee.length) };
  const trainers = await Promise.all(
    [0, 1, 2].map((trainer) => startTrainer(around, data, { trainer, seed, cheats: trainer === 2 })),
  );
  await Promise.all(trainers.map(({ enrolled }) => enrolled));
  return trainers;
}
