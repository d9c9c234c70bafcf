import type { TaskDescription, training } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import type { Hex } from 'viem';
import type { RegisteredShape } from '../../app/chain/circuits.ts';
import { useNetwork } from '../../app/network.ts';
import { deposit, descriptionOf, ownPart, taskState } from '../tasks/queries.ts';
import { useTask } from '../tasks/use-tasks.ts';

export interface TrainTask {
  readonly id: Hex;
  readonly task: training.Task;
  readonly terms: training.Terms;
  readonly round: training.Round | undefined;
  readonly circuit: RegisteredShape;
  readonly deposit: bigint;
  readonly description: TaskDescription | undefined;
}

const NO_TASK = /^0x0*$/;

/** Everything that the page must know of a task before anybody decides; undefined while it is read. */
export function useTrainTask(id: Hex) {
  const network = useNetwork();
  const state = useQuery(taskState(network, id));
  const asked = useQuery(deposit(network, id));
  const { summary, circuit } = useTask(id);
  const cid = summary?.terms.specCid;
  const described = useQuery({
    ...descriptionOf(network, cid ?? '0x'),
    enabled: cid !== undefined && !NO_TASK.test(cid),
  });
  const error = state.error ?? asked.error;
  const found: TrainTask | undefined =
    state.data && asked.data !== undefined && summary && circuit
      ? {
          id,
          ...state.data,
          terms: summary.terms,
          circuit,
          deposit: asked.data,
          description: described.data ?? undefined,
        }
      : undefined;
  return { found, error, retry: () => void Promise.all([state.refetch(), asked.refetch()]) };
}

/** The account's enrolment, by the chain. */
export function useEnrolment(task: Hex, account: Hex | undefined): training.Enrolment | undefined {
  const { data } = useQuery({ ...ownPart(useNetwork(), task, account ?? '0x'), enabled: account !== undefined });
  return data?.enrolment;
}
