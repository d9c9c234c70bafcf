// One more task on a network that is up: proposed by its coordinator, accepted by its committee, attended to like the first.
import { acceptTask } from './committee.ts';
import type { LocalNetwork } from './network.ts';
import { createTask, type LocalTask, type TaskPlan } from './task.ts';

export interface AnotherTask extends Omit<TaskPlan, 'artifacts' | 'circuit' | 'committee'> {
  /** Members beside those who are there, who accept by themselves: until then the task does not start. */
  readonly others?: readonly `0x${string}`[];
}

/** The members that are there accept at once; without all others by `startsAt` it is dead. */
export async function addTask(network: LocalNetwork, plan: AnotherTask): Promise<LocalTask> {
  const { chain, contracts, committee, artifacts } = network;
  const { others = [], ...terms } = plan;
  const { circuit } = network.task.terms;
  const members = [...committee.map(({ address }) => address), ...others];
  const task = await createTask(chain, contracts, { ...terms, artifacts, circuit, committee: members });
  const acceptance = { task: task.id, amount: task.terms.amounts.keyholderStake, deadline: task.startsAt };
  for (const member of committee) await acceptTask(chain, contracts, member, acceptance);
  return task;
}
