import { inference } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import type { Address } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { amountText, countText } from '../../ui/text.ts';
import { earningsOf, type OwnJob } from './earnings-queries.ts';
import { claimable } from './queries.ts';
import { useSending } from './use-sending.ts';
import { MODEL_WORDS } from './words.ts';

/** What came in, and what can be taken out. */
export function EarningsSummary({ account, jobs }: { readonly account: Address; readonly jobs: readonly OwnJob[] }) {
  const network = useNetwork();
  const { currency } = network;
  const { data: owed } = useQuery(claimable(network, account));
  const claim = useSending<void>((clients) => inference.claim(clients, network.contract('InferenceMarket'), account));
  const { earned, samples, served, open, unpaid } = earningsOf(jobs);
  return (
    <Card
      title="Earnings"
      lead="The market holds them until you pay them out: one transaction, which costs gas alone."
      actions={
        <Button look="primary" busy={claim.isPending} disabled={!owed} onClick={() => claim.mutate()}>
          Pay out
        </Button>
      }
    >
      <Facts
        columns={3}
        facts={[
          {
            label: 'Can be paid out now',
            value: owed === undefined ? '…' : amountText(owed, currency),
            hint: 'everything that the market owes this account',
          },
          { label: 'Earned by your models', value: amountText(earned, currency) },
          {
            label: 'Predictions served',
            value: `${countText(samples)} in ${countText(served)} ${served === 1 ? 'job' : 'jobs'}`,
          },
          { label: 'Jobs under way', value: countText(open) },
          {
            label: 'Jobs without pay',
            value: countText(unpaid),
            hint: 'without a result, a hand-over or an answer in time',
          },
        ]}
      />
      {claim.error && (
        <div className="mt-4">
          <FailureNotice error={claim.error} words={MODEL_WORDS} />
        </div>
      )}
    </Card>
  );
}
