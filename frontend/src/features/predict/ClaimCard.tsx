import { inference } from '@tacit/sdk';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useAccountState } from '../../app/account.ts';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { amountText } from '../../ui/text.ts';
import type { Hex } from './orders.ts';
import { claimableQuery } from './queries.ts';
import { useTask } from './use-task.ts';
import { PREDICT_WORDS } from './words.ts';

/** What came back to an account, and waits in the market for it. */
export function ClaimCard({ account }: { readonly account: Hex }) {
  const network = useNetwork();
  const queries = useQueryClient();
  const state = useAccountState();
  const claimable = useQuery(claimableQuery(network, account));
  const task = useTask();
  if (!claimable.data || state.kind !== 'ready') return null;
  const amount = amountText(claimable.data, network.currency);
  const claim = (): void =>
    task.run(async () => {
      await inference.claim(state.clients, network.contract('InferenceMarket'), account);
      await queries.invalidateQueries({ queryKey: [network.chainId] });
    });
  return (
    <Card
      title={`${amount} are yours to claim`}
      lead="Refunds and fines wait in the market’s contract until you take them. One transaction sends all of it to your account; it costs gas only."
    >
      <div className="space-y-4">
        {task.error !== undefined && <FailureNotice error={task.error} words={PREDICT_WORDS} />}
        <Button busy={task.busy} onClick={claim}>
          {task.busy ? 'Claiming' : `Claim ${amount}`}
        </Button>
      </div>
    </Card>
  );
}
