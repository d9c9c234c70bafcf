import type { Vault } from '@tacit/sdk/browser';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Hex } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { type RemoveRowsOptions, removeRows } from './remove-rows.ts';

/** Only before an enrolment: afterwards nothing could be trained with any other rows. */
export function useRemoveRows(vault: Vault, task: Hex) {
  const place = { contract: useNetwork().contract('Training'), task };
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (options: RemoveRowsOptions) => removeRows(vault, place, options),
    onSettled: () => queries.invalidateQueries({ queryKey: [vault.chainId, 'kept-training'] }),
  });
}
