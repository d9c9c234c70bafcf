import type { Vault } from '@tacit/sdk/browser';
import { useQuery } from '@tanstack/react-query';
import type { Hex } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { keptTasks } from './training-documents.ts';

/** The tasks that something is kept of in this browser; undefined while the vault is closed. */
export function useKeptTasks(vault: Vault | undefined): readonly Hex[] | undefined {
  const network = useNetwork();
  const { data } = useQuery({
    queryKey: [vault?.chainId, 'kept-trainings', vault?.account],
    queryFn: () => (vault ? keptTasks(vault, network.contract('Training')) : []),
    enabled: vault !== undefined,
    gcTime: 0,
  });
  return data;
}
