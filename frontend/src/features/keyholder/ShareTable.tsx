import { Badge } from '../../ui/Badge.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Table, type TableColumn } from '../../ui/Table.tsx';
import { findingOf } from './duty-words.ts';
import type { RoundReport, TrainerReport } from './round-report.ts';

const COLUMNS: readonly TableColumn<TrainerReport>[] = [
  { title: 'Trainer', cell: ({ trainer }) => <Hash value={trainer} of="the trainer’s address" /> },
  {
    title: 'Your share',
    cell: (one) => {
      const { badge, tone } = findingOf(one);
      return <Badge tone={tone}>{badge}</Badge>;
    },
  },
  { title: 'What was found', cell: (one) => findingOf(one).text },
];

function summaryOf({ trainers }: RoundReport): string {
  const counted = trainers.filter(({ included }) => included);
  const right = counted.filter(({ share }) => share === 'right').length;
  const bad = counted.filter(({ share }) => share === 'bad').length;
  const rest = counted.length - right - bad;
  const parts = [`${right} of ${counted.length} right`, bad > 0 && `${bad} bad`, rest > 0 && `${rest} missing`];
  return parts.filter(Boolean).join(', ');
}

/** Every trainer of the round, and how this keyholder’s share of it is. */
export function ShareTable({ report }: { readonly report: RoundReport }) {
  return (
    <div>
      <h3 className="text-base">Your shares</h3>
      <p aria-live="polite" className="mt-1 mb-2 text-sm text-soft">
        {report.trainers.length === 0
          ? 'Nobody has submitted yet.'
          : `${summaryOf(report)}. What is in them stays in this page.`}
      </p>
      {report.trainers.length > 0 && (
        <Table
          caption="Your shares of this round"
          columns={COLUMNS}
          rows={report.trainers}
          keyOf={({ trainer }) => trainer}
        />
      )}
    </div>
  );
}
