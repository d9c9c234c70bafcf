import { useQuery } from '@tanstack/react-query';
import { useNetwork } from '../../app/network.ts';
import { DataWalk } from '../../ui/DataWalk.tsx';
import { amountText } from '../../ui/text.ts';
import { deposit } from './queries.ts';
import type { TaskSummary } from './summary.ts';

/** What joining means for somebody's data and money. */
export function TaskJoining({ summary }: { readonly summary: TaskSummary }) {
  const network = useNetwork();
  const { data } = useQuery(deposit(network, summary.task));
  const { threshold, committee, work } = summary.terms;
  return (
    <div>
      <DataWalk
        title="If you train here"
        items={[
          { what: 'Your rows', reach: 'stays', why: 'No row, no column and no label ever leaves your browser.' },
          { what: 'Your unfinished proofs', reach: 'kept', why: 'So that a reload loses nothing.' },
          {
            what: 'What your rows change in the model',
            reach: 'sealed',
            why: `In ${committee.length} shares. Only sums over at least ${work.minTrainers} trainers are opened, by ${threshold} keyholders together.`,
          },
          { what: 'That you take part, and how much data you have', reach: 'public' },
          {
            what: 'Proofs, and a salted hash of your data',
            reach: 'public',
            why: 'They show that you computed rightly, and nothing about any row.',
          },
          {
            what: 'The model after each round',
            reach: 'public',
            why: 'A model can give away something about what it was trained on; with few trainers, more.',
          },
        ]}
      />
      {data !== undefined && (
        <p className="mt-3 text-sm text-soft">
          Enrolling takes a deposit of {amountText(data, network.currency)} now: your stake, and a bond for each round
          that may come. It comes back after your last round, less the bonds of rounds that you stayed away from.
        </p>
      )}
    </div>
  );
}
