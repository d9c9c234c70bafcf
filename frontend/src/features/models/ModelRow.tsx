import type { OfferDocument } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { amountText } from '../../ui/text.ts';
import { inputWords, modelTitle } from './describe.ts';
import { knownLicence } from './licences.ts';
import { OriginBadge } from './OriginBadge.tsx';
import { type CatalogueModel, licenceText } from './queries.ts';

interface Props {
  readonly model: CatalogueModel;
  /** Null where its description is of another kind. */
  readonly document: OfferDocument | null | undefined;
}

/** One model of the registry: what it tells, who vouches for it, and what it costs. */
export function ModelRow({ model, document }: Props) {
  const network = useNetwork();
  const { data: licence } = useQuery(licenceText(network, model.licenceCid));
  const known = licence === undefined ? undefined : knownLicence(licence);
  return (
    <li className="grid gap-x-6 gap-y-3 py-5 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h2 className="text-xl">
          <Link to="/models/$model" params={{ model: model.id }} className="hover:underline">
            {document ? modelTitle(document) : 'A model without a description that this page can read'}
          </Link>
        </h2>
        <p className="mt-1 text-soft">
          {document && `${inputWords(document)}, `}by <Hash value={model.publisher} of="the publisher" />
        </p>
        <div className="mt-3 flex flex-wrap gap-2">
          <OriginBadge {...model} />
          {model.offers.length > 0 && <Badge tone="accent">Can be asked</Badge>}
          {model.offers.some(({ terms }) => terms.mode === 'split') && <Badge tone="sealed">Split</Badge>}
        </div>
      </div>
      <dl className="flex gap-8 sm:flex-col sm:items-end sm:gap-2 sm:text-right">
        <div>
          <dt className="text-sm text-soft">Price of a prediction</dt>
          <dd className="font-medium">{amountText(model.price, network.currency)}</dd>
        </div>
        <div>
          <dt className="text-sm text-soft">Licence</dt>
          <dd className="font-medium">{licence === undefined ? '…' : (known?.id ?? 'Its own')}</dd>
        </div>
      </dl>
    </li>
  );
}
