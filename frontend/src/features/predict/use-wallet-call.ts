// A transaction of the person's own around a job: one at a time over all tabs, then everything that follows from it is read anew.
import type { Clients } from '@tacit/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useNetwork } from '../../app/network.ts';
import type { Hex } from './orders.ts';
import { exclusively, useTask } from './use-task.ts';

export function useWalletCall(job: Hex) {
  const { chainId } = useNetwork();
  const queries = useQueryClient();
  const task = useTask<'mined-soon'>();
  const { run } = task;
  const call = useCallback(
    (send: (options: { readonly onSent: () => void }) => Promise<unknown>) =>
      run(async ({ onNote }) => {
        await exclusively(job, () => send({ onSent: () => onNote('mined-soon') }));
        await queries.invalidateQueries({ queryKey: [chainId] });
      }),
    [run, job, queries, chainId],
  );
  return { ...task, call };
}

/** What a worker needs to have the person's wallet asked. */
export const askWalletOf =
  ({ walletClient }: Clients) =>
  (request: { readonly method: string; readonly params: unknown }): Promise<unknown> =>
    walletClient.request(request as Parameters<typeof walletClient.request>[0]);
