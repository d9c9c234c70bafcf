import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useNetwork } from '../../app/network.ts';
import { buttonClasses } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { OfferCard } from './OfferCard.tsx';
import { PoolNotice } from './PoolNotice.tsx';
import { offersQuery } from './queries.ts';
import { PREDICT_WORDS } from './words.ts';

function Offers() {
  const network = useNetwork();
  const offers = useQuery(offersQuery(network));
  if (offers.isPending) return <Loading label="Looking for offers on the chain" lines={6} />;
  if (offers.error) {
    return <FailureNotice error={offers.error} words={PREDICT_WORDS} onRetry={() => void offers.refetch()} />;
  }
  if (offers.data.length === 0) {
    return (
      <Empty
        title="Nobody offers predictions here yet"
        actions={
          <Link to="/models" className={buttonClasses('plain')}>
            Look at the models
          </Link>
        }
      >
        A model’s publisher makes an offer. Once there is one, it appears here by itself.
      </Empty>
    );
  }
  return (
    <ul className="grid gap-5 md:grid-cols-2">
      {offers.data.map((offer) => (
        <li key={offer.id} className="min-w-0">
          <OfferCard offer={offer} />
        </li>
      ))}
    </ul>
  );
}

export function OffersPage() {
  return (
    <>
      <PageHeader
        title="Predict"
        lead="Ask a model about your own values without showing them: they are encrypted in this page, computed on while they stay encrypted, and only you can read what comes out."
      />
      <div className="space-y-6">
        <PoolNotice />
        <Offers />
      </div>
    </>
  );
}
