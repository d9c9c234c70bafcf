import { DATASET } from '@tacit/sdk';
import { trainerDocuments, type Vault } from '@tacit/sdk/browser';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Hex } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { readJournal, readSetup, type TrainingPlace } from './training-documents.ts';
import { heard, NOTHING_YET, type TrainingView } from './training-view.ts';

export interface Kept {
  /** Rows to enrol with, or that were enrolled with: that there are some, not what they are. */
  readonly hasRows: boolean;
  readonly hasSetup: boolean;
  readonly view: TrainingView;
}

async function readKept(vault: Vault, place: TrainingPlace): Promise<Kept> {
  const names = await trainerDocuments(vault, place).names();
  const [setup, events] = await Promise.all([readSetup(vault, place), readJournal(vault, place)]);
  return { hasRows: names.includes(DATASET), hasSetup: setup !== undefined, view: events.reduce(heard, NOTHING_YET) };
}

const kept = (vault: Vault, place: TrainingPlace, status: string) =>
  queryOptions({
    queryKey: [vault.chainId, 'kept-training', vault.account, place.contract, place.task, status],
    queryFn: () => readKept(vault, place),
    staleTime: 0,
    gcTime: 0,
  });

/** What this browser keeps of a training, read again whenever the training's status changes. */
export function useKept(vault: Vault, task: Hex, status: string) {
  const place = { contract: useNetwork().contract('Training'), task };
  const query = useQuery(kept(vault, place, status));
  return { kept: query.data, error: query.error };
}
