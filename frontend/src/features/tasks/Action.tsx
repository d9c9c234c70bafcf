import type { Clients } from '@tacit/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Hex } from 'viem';
import { useAccountState } from '../../app/account.ts';
import { useNetwork } from '../../app/network.ts';
import { Button, type ButtonLook } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { TASK_WORDS } from './words.ts';

interface Props {
  readonly title: string;
  /** What it does, and which money moves. */
  readonly children: ReactNode;
  readonly label: string;
  readonly look?: ButtonLook;
  /** For what cannot be taken back: said, and asked again, before the wallet is. */
  readonly warning?: string;
  /** Why it is not possible now. */
  readonly blocked?: string | undefined;
  readonly run: (clients: Clients) => Promise<Hex>;
}

function useAction(run: Props['run']) {
  const { chainId } = useNetwork();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    // What was done shows at once; what failed may have failed because everything looks different by now.
    onSettled: () => queries.invalidateQueries({ queryKey: [chainId] }),
  });
}

/** One transaction that can be sent from here: what it means, the button, and what came of it. */
export function Action({ title, children, label, look = 'plain', warning, blocked, run }: Props) {
  const [asked, setAsked] = useState(false);
  const account = useAccountState();
  const { mutate, isPending, error, data: hash } = useAction(run);
  const clients = account.kind === 'ready' ? account.clients : undefined;
  const why = blocked ?? (clients ? undefined : 'Needs a wallet on this network.');
  const begin = (): void => {
    if (!clients) return;
    const isSure = warning === undefined || asked;
    setAsked(!isSure);
    if (isSure) mutate(clients);
  };
  return (
    <div className="border-b border-line py-4 first:pt-0 last:border-0 last:pb-0">
      <h3 className="text-base">{title}</h3>
      <div className="mt-1 text-sm text-soft">{children}</div>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Button small look={look} busy={isPending} disabled={why !== undefined} onClick={begin}>
          {isPending ? 'Waiting for the wallet and the chain' : asked ? `Yes: ${label.toLowerCase()}` : label}
        </Button>
        {asked && (
          <Button small onClick={() => setAsked(false)}>
            No
          </Button>
        )}
        {why !== undefined && <span className="text-sm text-soft">{why}</span>}
      </div>
      <div aria-live="polite" className="mt-2 text-sm empty:hidden">
        {asked && <p>{warning}</p>}
        {hash && (
          <>
            Done: <Hash value={hash} of="the transaction" />
          </>
        )}
      </div>
      {error && (
        <div className="mt-3">
          <FailureNotice error={error} words={TASK_WORDS} />
        </div>
      )}
    </div>
  );
}
