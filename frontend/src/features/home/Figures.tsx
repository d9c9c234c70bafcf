import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { trainingHistory } from '../../app/chain/training-history.ts';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { countText } from '../../ui/text.ts';
import { countTraining } from './figures.ts';
import { servedPredictions } from './queries.ts';

interface Figure {
  readonly label: string;
  readonly value: number | undefined;
}

function useFigures() {
  const network = useNetwork();
  const history = useQuery(trainingHistory(network));
  const predictions = useQuery(servedPredictions(network));
  const events = history.data?.events;
  const counted = useMemo(() => events && countTraining(events), [events]);
  const figures: readonly Figure[] = [
    { label: 'tasks proposed', value: counted?.tasks },
    { label: 'rounds proven to the end', value: counted?.finalised },
    { label: 'proofs checked by contracts', value: counted?.proofs },
    { label: 'encrypted predictions', value: predictions.data },
  ];
  const retry = (): void => {
    void history.refetch();
    void predictions.refetch();
  };
  return { figures, failed: history.error !== null || predictions.error !== null, retry };
}

/** Counted from the chain, and never from anybody's word. */
export function Figures() {
  const { name } = useNetwork();
  const { figures, failed, retry } = useFigures();
  return (
    <div>
      <dl className="grid grid-cols-2 gap-x-8 gap-y-6 lg:grid-cols-4">
        {figures.map(({ label, value }) => (
          <div key={label} className="flex flex-col-reverse justify-end border-t border-line-strong/50 pt-3">
            <dt className="text-sm text-soft">{label}</dt>
            <dd className="font-display text-4xl">{value === undefined ? '–' : countText(value)}</dd>
          </div>
        ))}
      </dl>
      <p aria-live="polite" className="mt-4 flex flex-wrap items-center gap-3 text-sm text-soft">
        {failed ? (
          <>
            {name} does not answer: some figures are missing.
            <Button small look="quiet" onClick={retry}>
              Try again
            </Button>
          </>
        ) : (
          `Counted just now from the events on ${name}.`
        )}
      </p>
    </div>
  );
}
