import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Hex } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Table } from '../../ui/Table.tsx';
import { amountText, countText } from '../../ui/text.ts';
import { MODE_WORDS } from './describe.ts';
import type { OwnOffer } from './earnings-queries.ts';
import { WithdrawOfferDialog } from './WithdrawDialogs.tsx';

interface Props {
  readonly offers: readonly OwnOffer[];
  /** Of models that were withdrawn: their offers stand, and nobody can ask by them. */
  readonly withdrawnModels: ReadonlySet<Hex>;
}

export function OwnOffersCard({ offers, withdrawnModels }: Props) {
  const { currency } = useNetwork();
  const [asked, setAsked] = useState<Hex>();
  const isOver = ({ withdrawn, model }: OwnOffer): boolean => withdrawn || withdrawnModels.has(model);
  return (
    <Card title="Offers">
      <Table
        caption="Your offers"
        keyOf={({ id }) => id}
        rows={offers.toReversed()}
        columns={[
          {
            title: 'Offer',
            cell: ({ id }) => (
              <Link to="/predict/$offer" params={{ offer: id }} className="text-accent underline">
                {id.slice(0, 10)}
              </Link>
            ),
          },
          { title: 'Mode', cell: ({ terms }) => MODE_WORDS[terms.mode].label },
          { title: 'Samples a job', align: 'right', cell: ({ terms }) => countText(terms.mostSamples) },
          { title: 'Fee to a worker', align: 'right', cell: ({ terms }) => amountText(terms.workerFee, currency) },
          {
            title: 'State',
            cell: (offer) => (isOver(offer) ? <Badge tone="bad">Withdrawn</Badge> : <Badge tone="good">Offered</Badge>),
          },
          {
            title: 'Change',
            align: 'right',
            cell: (offer) =>
              !isOver(offer) && (
                <Button small look="quiet" onClick={() => setAsked(offer.id)}>
                  Withdraw
                </Button>
              ),
          },
        ]}
      />
      {asked && <WithdrawOfferDialog id={asked} onClose={() => setAsked(undefined)} />}
    </Card>
  );
}
