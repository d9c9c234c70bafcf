// A transaction of the connected account, from a button to the block.
import type { Clients } from '@tacit/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useAccountState } from '../../app/account.ts';

/** `send` does it; what is on the chain is read again afterwards. */
export function useSending<Asked>(send: (clients: Clients, asked: Asked) => Promise<unknown>, onDone?: () => void) {
  const account = useAccountState();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (asked: Asked) => {
      if (account.kind === 'ready') await send(account.clients, asked);
    },
    onSuccess: async () => {
      await queries.invalidateQueries();
      onDone?.();
    },
  });
}
