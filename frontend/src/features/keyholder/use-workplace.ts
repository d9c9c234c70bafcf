// Where the key works, as its owner has said in this browser.
import type { Vault } from '@tacit/sdk/browser';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Address } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { keptNotes, type Workplace } from './kept-notes.ts';
import { keyholderScope } from './queries.ts';

export function useWorkplace(vault: Vault | undefined) {
  const network = useNetwork();
  const queries = useQueryClient();
  const queryKey = [...keyholderScope(network, (vault?.account ?? '0x') as Address), 'workplace'];
  const { data } = useQuery({
    queryKey,
    enabled: vault !== undefined,
    queryFn: async (): Promise<Workplace | null> => (vault && (await keptNotes(vault).readWorkplace())) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const choosing = useMutation({
    mutationFn: async (place: Workplace) => {
      if (vault) await keptNotes(vault).chooseWorkplace(place);
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  return { place: vault ? data : undefined, choose: choosing.mutate, error: choosing.error };
}
