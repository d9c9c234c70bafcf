import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useNetwork } from '../../app/network.ts';
import { buttonClasses } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { AskOffer } from './AskOffer.tsx';
import { inputWords, titleOf } from './offer-words.ts';
import type { Hex } from './orders.ts';
import { offerQuery } from './queries.ts';
import { PREDICT_WORDS } from './words.ts';

export function PredictPage() {
  const { offer: id } = useParams({ from: '/predict/$offer' });
  const offer = useQuery(offerQuery(useNetwork(), id as Hex));
  const trail = (
    <Link to="/predict" className="text-accent underline underline-offset-2">
      All offers
    </Link>
  );
  if (!offer.data) {
    return (
      <>
        <PageHeader title="Predict" trail={trail} />
        {offer.error ? (
          <FailureNotice
            error={offer.error}
            words={PREDICT_WORDS}
            onRetry={() => void offer.refetch()}
            actions={
              <Link to="/predict" className={buttonClasses('plain', true)}>
                Other offers
              </Link>
            }
          />
        ) : (
          <Loading label="Reading the offer, and working out what it costs" lines={8} />
        )}
      </>
    );
  }
  const { document, plan } = offer.data.offer;
  return (
    <>
      <PageHeader
        title={titleOf(document)}
        lead={`Give it ${inputWords(document, plan.network)}. What you enter is encrypted in this page before anything leaves it.`}
        trail={trail}
      />
      {offer.data.offer.offer.withdrawn ? (
        <Notice
          tone="warn"
          title="Its creator has withdrawn this offer"
          actions={
            <Link to="/predict" className={buttonClasses('plain', true)}>
              Other offers
            </Link>
          }
        >
          <p>It takes no more requests. Those under way go on.</p>
        </Notice>
      ) : (
        <AskOffer key={id} answer={offer.data} />
      )}
    </>
  );
}
