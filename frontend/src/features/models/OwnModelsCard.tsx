import type { OfferDocument } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Table } from '../../ui/Table.tsx';
import { amountText } from '../../ui/text.ts';
import { modelTitle } from './describe.ts';
import { OriginBadge } from './OriginBadge.tsx';
import { PriceDialog } from './PriceDialog.tsx';
import { type CatalogueModel, modelDocument } from './queries.ts';
import { WithdrawModelDialog } from './WithdrawDialogs.tsx';

type Asked = { readonly what: 'price' | 'withdraw'; readonly model: CatalogueModel };

function ModelName({ model }: { readonly model: CatalogueModel }) {
  const { data } = useQuery(modelDocument(useNetwork(), model.specCid));
  const title = (document: OfferDocument | null | undefined): string =>
    document ? modelTitle(document) : `Model ${model.id.slice(0, 10)}`;
  return (
    <Link to="/models/$model" params={{ model: model.id }} className="font-medium text-accent underline">
      {title(data)}
    </Link>
  );
}

export function OwnModelsCard({ models }: { readonly models: readonly CatalogueModel[] }) {
  const { currency } = useNetwork();
  const [asked, setAsked] = useState<Asked>();
  const close = (): void => setAsked(undefined);
  return (
    <Card title="Models" lead="A new price counts for jobs that are asked for after it.">
      <Table
        caption="Your models"
        keyOf={({ id }) => id}
        rows={models}
        columns={[
          { title: 'Model', cell: (model) => <ModelName model={model} /> },
          { title: 'Origin', cell: (model) => <OriginBadge {...model} /> },
          { title: 'Price', align: 'right', cell: ({ price }) => amountText(price, currency) },
          {
            title: 'Change',
            align: 'right',
            cell: (model) =>
              !model.withdrawn && (
                <span className="inline-flex gap-2">
                  <Button small onClick={() => setAsked({ what: 'price', model })}>
                    Set price
                  </Button>
                  <Button small look="quiet" onClick={() => setAsked({ what: 'withdraw', model })}>
                    Withdraw
                  </Button>
                </span>
              ),
          },
        ]}
      />
      {asked?.what === 'price' && <PriceDialog model={asked.model} onClose={close} />}
      {asked?.what === 'withdraw' && <WithdrawModelDialog id={asked.model.id} onClose={close} />}
    </Card>
  );
}
