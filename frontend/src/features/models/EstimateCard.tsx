import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { amountText, bytesText, countText, durationText, numberText } from '../../ui/text.ts';
import { askWorker } from './ask-worker.ts';
import type { OfferSpec } from './offer-spec.ts';
import { placeOf } from './place.ts';
import type { Source } from './source.ts';
import { useSettled } from './use-settled.ts';
import { MODEL_WORDS } from './words.ts';

interface Props {
  readonly source: Source;
  readonly spec: OfferSpec | undefined;
}

/** BigInts have no JSON, and a query is named by what it depends on. */
const nameOf = (spec: OfferSpec | undefined): string =>
  JSON.stringify(spec, (_, value) => (typeof value === 'bigint' ? String(value) : value)) ?? '';

/** What users will send, wait for and pay, by the plan that they will derive themselves. */
export function useEstimate({ source, spec }: Props) {
  const network = useNetwork();
  const settled = useSettled(spec, 600);
  const query = useQuery({
    queryKey: [network.chainId, 'models', 'estimate', source.digest, nameOf(settled)],
    queryFn: ({ signal }) => {
      const order = { kind: 'estimate', place: placeOf(network), source, spec: settled as OfferSpec } as const;
      return askWorker<'estimate'>(order, { signal });
    },
    enabled: settled !== undefined && settled === spec,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  // What is shown while somebody types is of what was there before.
  const isCurrent = settled === spec && query.isSuccess && !query.isPlaceholderData;
  return { ...query, isCurrent };
}

export function EstimateCard({
  estimate,
  spec,
}: {
  readonly estimate: ReturnType<typeof useEstimate>;
  readonly spec: OfferSpec | undefined;
}) {
  const { currency } = useNetwork();
  const { data, error } = estimate;
  if (!spec) {
    return (
      <Card title="What it asks of users">
        <p className="text-soft">Complete the fields above, and the plan is worked out here.</p>
      </Card>
    );
  }
  if (error) {
    return (
      <Card title="What it asks of users">
        <FailureNotice error={error} words={MODEL_WORDS} />
      </Card>
    );
  }
  if (!data) {
    return (
      <Card title="What it asks of users">
        <Loading label="Working out the plan" lines={4} />
      </Card>
    );
  }
  const { terms } = data;
  const fee = terms.workerFee * BigInt(terms.steps);
  return (
    <Card title="What it asks of users" lead="Worked out in this page from your model, as every user’s page will do.">
      <Facts
        columns={3}
        facts={[
          {
            label: 'A prediction costs',
            value: amountText(spec.price + fee, currency),
            hint: `${amountText(spec.price, currency)} to you, ${amountText(fee, currency)} to a worker`,
          },
          {
            label: 'A worker computes',
            value: data.seconds < 1 ? 'under a second' : `about ${durationText(data.seconds)}`,
            hint: `for each, in ${countText(data.steps)} ${data.steps === 1 ? 'step' : 'steps'}; an estimate`,
          },
          { label: 'A worker has', value: durationText(terms.commitSeconds), hint: 'to fetch, compute and answer' },
          { label: 'Keys, sent once', value: bytesText(data.keyBytes) },
          {
            label: 'Sent for each',
            value: bytesText(data.requestBytes),
            hint: `${bytesText(data.responseBytes)} come back`,
          },
          {
            label: 'A worker locks',
            value: amountText(terms.bond, currency),
            hint: 'for each seat, lost when it lies',
          },
          { label: 'Anybody may contest for', value: durationText(terms.contestSeconds) },
          { label: 'You upload', value: bytesText(data.networkBytes), hint: 'to the pin nodes' },
          ...(data.width === undefined
            ? []
            : [
                {
                  label: 'You will see',
                  value: `${numberText(data.width)} values for each`,
                  hint: 'blurred by the user',
                },
              ]),
        ]}
      />
      {!data.holdsAll && (
        <div className="mt-4">
          <Notice tone="warn" title="Very unusual values may come out as nonsense">
            <p>
              Values far from all that is likely can exceed what the encryption holds. Narrow the range of the inputs if
              that matters.
            </p>
          </Notice>
        </div>
      )}
    </Card>
  );
}
