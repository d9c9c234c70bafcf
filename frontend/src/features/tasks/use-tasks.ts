import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Hex } from 'viem';
import { type RegisteredShape, registeredCircuits } from '../../app/chain/circuits.ts';
import { trainingHistory } from '../../app/chain/training-history.ts';
import { useNetwork } from '../../app/network.ts';
import { summarise, type TaskSummary } from './summary.ts';

/** All tasks by their events, going on with the chain. */
export function useTasks() {
  const history = useQuery(trainingHistory(useNetwork()));
  const events = history.data?.events;
  const tasks = useMemo(() => events && summarise(events), [events]);
  return { tasks, error: history.error, isPending: history.isPending, refetch: history.refetch };
}

/** Which circuits are registered, by id. */
export function useCircuits(): ReadonlyMap<Hex, RegisteredShape> | undefined {
  const { data } = useQuery(registeredCircuits(useNetwork()));
  return useMemo(() => data && new Map(data.map((circuit) => [circuit.id, circuit])), [data]);
}

export function useTask(id: Hex): {
  readonly summary: TaskSummary | undefined;
  readonly circuit: RegisteredShape | undefined;
} {
  const { tasks } = useTasks();
  const circuits = useCircuits();
  const summary = tasks?.get(id);
  return { summary, circuit: summary && circuits?.get(summary.terms.circuit) };
}
