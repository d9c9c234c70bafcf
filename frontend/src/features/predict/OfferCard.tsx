import type { inference } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { buttonClasses } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { amountText } from '../../ui/text.ts';
import { inputWords, titleOf } from './offer-words.ts';
import { offerDocumentQuery, priceQuery } from './queries.ts';
import { PREDICT_WORDS } from './words.ts';

/** One offer: what goes in, what comes out, what it costs, and who sees what. */
export function OfferCard({ offer }: { readonly offer: inference.ListedOffer }) {
  const network = useNetwork();
  const { terms } = offer;
  const document = useQuery(offerDocumentQuery(network, terms.offerCid));
  const price = useQuery(priceQuery(network, offer));
  if (document.isPending) {
    return (
      <Card>
        <Loading label="Reading the offer" lines={4} />
      </Card>
    );
  }
  if (document.error) {
    return (
      <Card title="An offer that cannot be read" lead={<Hash value={offer.id} of="the offer" />}>
        <FailureNotice error={document.error} words={PREDICT_WORDS} onRetry={() => void document.refetch()} />
      </Card>
    );
  }
  const described = document.data.document;
  const each = price.data === undefined ? undefined : price.data + terms.workerFee * BigInt(terms.steps);
  return (
    <Card
      title={titleOf(described)}
      lead={`From ${inputWords(described)}.`}
      actions={
        <Badge tone={terms.mode === 'split' ? 'warn' : 'sealed'}>
          {terms.mode === 'split' ? 'Split' : 'Encrypted to the end'}
        </Badge>
      }
    >
      <Facts
        facts={[
          {
            label: 'Price of one prediction',
            value: each === undefined ? '…' : amountText(each, network.currency),
            hint: 'with one worker',
          },
          { label: 'At once', value: `up to ${terms.mostSamples}` },
          {
            label: 'Who sees your values',
            value: terms.mode === 'split' ? 'The creator sees a blurred intermediate' : 'Nobody but you',
          },
          { label: 'Offered by', value: <Hash value={offer.creator} of="the creator's address" /> },
        ]}
      />
      <div className="mt-5">
        <Link to="/predict/$offer" params={{ offer: offer.id }} className={buttonClasses('plain')}>
          Ask this model
        </Link>
      </div>
    </Card>
  );
}
