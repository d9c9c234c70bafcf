// One transaction of the keyholder's: what was sent, or what went wrong; and everything is read again.
import type { Clients } from '@tacit/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Hex } from 'viem';
import type { AccountState } from '../../app/account.ts';
import { useNetwork } from '../../app/network.ts';
import { keyholderScope } from './queries.ts';

export type ReadyAccount = Extract<AccountState, { kind: 'ready' }>;

/** `onDone` is called before anything is read again: what called this may be gone afterwards. */
export function useSend<Input = void>(
  account: ReadyAccount,
  send: (clients: Clients, input: Input) => Promise<{ readonly hash: Hex }>,
  onDone?: () => void,
) {
  const network = useNetwork();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (input: Input) => {
      const { hash } = await send(account.clients, input);
      onDone?.();
      return hash;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keyholderScope(network, account.address) }),
  });
}
