import type { inference } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { buttonClasses } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { amountText, bytesText, countText, durationText, numberText } from '../../ui/text.ts';
import { MODE_WORDS } from './describe.ts';
import { offerLook } from './queries.ts';
import { MODEL_WORDS } from './words.ts';

interface Props {
  readonly offer: inference.ListedOffer;
  readonly price: bigint;
  /** One view has one primary button. */
  readonly isFirst: boolean;
}

const secondsText = (seconds: number): string => (seconds < 1 ? 'under a second' : `about ${durationText(seconds)}`);

/** What asking by this offer costs and takes; sizes and time follow from its own files, derived in this page. */
export function OfferCard({ offer: { id, terms }, price, isFirst }: Props) {
  const network = useNetwork();
  const { currency } = network;
  const { data, error, refetch } = useQuery(offerLook(network, id));
  const { label, means } = MODE_WORDS[terms.mode];
  const whole = price + terms.workerFee * BigInt(terms.steps);
  return (
    <Card
      title={`${amountText(whole, currency)} a prediction`}
      lead={means}
      actions={<Badge tone={terms.mode === 'split' ? 'sealed' : 'good'}>{label}</Badge>}
    >
      <Facts
        columns={3}
        facts={[
          { label: 'To the publisher', value: amountText(price, currency), hint: 'for each sample' },
          {
            label: 'To each worker',
            value: amountText(terms.workerFee * BigInt(terms.steps), currency),
            hint: `for each sample, in ${countText(terms.steps)} ${terms.steps === 1 ? 'step' : 'steps'}`,
          },
          {
            label: 'A worker stands to lose',
            value: amountText(terms.bond, currency),
            hint: 'when it is found to have lied',
          },
          { label: 'At once', value: `up to ${countText(terms.mostSamples)} samples` },
          { label: 'A worker has', value: durationText(terms.commitSeconds), hint: 'to compute' },
          { label: 'Anybody has', value: durationText(terms.contestSeconds), hint: 'to contest a result' },
          ...(data
            ? [
                { label: 'Keys, sent once', value: bytesText(data.keyBytes) },
                { label: 'Sent for each sample', value: bytesText(data.requestBytes), hint: 'encrypted' },
                { label: 'A worker computes', value: secondsText(data.seconds), hint: 'for each sample, an estimate' },
              ]
            : []),
          ...(data?.document.split
            ? [
                {
                  label: 'The creator sees',
                  value: `${countText(data.document.split.width)} values in between`,
                  hint: `clipped to ±${numberText(data.document.split.blur.clip)}, with noise of ${numberText(data.document.split.blur.deviation)}`,
                },
              ]
            : []),
        ]}
      />
      {!data && !error && <Loading label="Deriving the plan from the offer’s files" lines={1} />}
      <div className="mt-5 space-y-4">
        {error && <FailureNotice error={error} words={MODEL_WORDS} onRetry={() => void refetch()} />}
        {data && (
          <Link to="/predict/$offer" params={{ offer: id }} className={buttonClasses(isFirst ? 'primary' : 'plain')}>
            Ask this model
          </Link>
        )}
      </div>
    </Card>
  );
}
