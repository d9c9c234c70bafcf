import type { Address } from 'viem';
import { Badge } from '../../ui/Badge.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Table, type TableColumn } from '../../ui/Table.tsx';
import { sumFinding } from './duty-words.ts';
import type { RoundReport, SumReport } from './round-report.ts';

interface Props {
  readonly report: RoundReport;
  readonly committee: readonly Address[];
}

function stateOf({ demanded, answered }: SumReport): string {
  if (!demanded) return '';
  return answered ? 'Demanded, and shown' : 'Demanded';
}

/** What keyholders have published, checked against what the trainers committed to. */
export function SumTable({ report, committee }: Props) {
  const columns: readonly TableColumn<SumReport>[] = [
    {
      title: 'Keyholder',
      cell: ({ member }) =>
        member === report.index ? (
          <>{member}, you</>
        ) : (
          <>
            {member}, <Hash value={committee[member - 1] ?? ''} of="the keyholder’s address" />
          </>
        ),
    },
    {
      title: 'Sum',
      cell: (one) => {
        const { badge, tone } = sumFinding(one);
        return <Badge tone={tone}>{badge}</Badge>;
      },
    },
    { title: 'SHA-256', cell: ({ digest }) => <Hash value={digest} of="the sum’s hash" /> },
    { title: 'Dispute', cell: stateOf },
  ];
  return (
    <div>
      <h3 className="mb-2 text-base">Published sums</h3>
      <Table
        caption="Published sums of this round"
        columns={columns}
        rows={report.sums}
        keyOf={({ member }) => String(member)}
      />
    </div>
  );
}
