import { useQuery } from '@tanstack/react-query';
import { committeeOf, LOCK_WORDS } from '../../app/chain/committee.ts';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Table } from '../../ui/Table.tsx';
import { amountText } from '../../ui/text.ts';
import type { TaskSummary } from './summary.ts';
import { TASK_WORDS } from './words.ts';

const fewer = (count: number): string => (count === 1 ? 'one alone learns' : `${count} together learn`);

/** Who can open a sum, and how many of them it takes. */
export function TaskCommittee({ summary }: { readonly summary: TaskSummary }) {
  const network = useNetwork();
  const { task, terms } = summary;
  const { threshold } = terms;
  const members = terms.committee.length;
  const { data, error, refetch } = useQuery(committeeOf(network, task, terms.committee));
  return (
    <Card
      title="Keyholders"
      lead={`Each trainer’s update is split into ${members} sealed shares, one for each keyholder. Any ${threshold} of them can open a sum together; ${fewer(threshold - 1)} nothing at all. If ${members - threshold + 1} are lost, nobody can open it.`}
    >
      {error && <FailureNotice error={error} words={TASK_WORDS} onRetry={() => void refetch()} />}
      {!data && !error && <Loading label="Reading the committee" lines={members} />}
      {data && (
        <Table
          caption="Members of the committee"
          rows={data.map((member, i) => ({ ...member, number: i + 1 }))}
          keyOf={({ address }) => address}
          columns={[
            { title: 'Member', cell: ({ number }) => number },
            { title: 'Address', cell: ({ address }) => <Hash value={address} of="a keyholder’s address" /> },
            {
              title: 'Status',
              cell: ({ lock }) => <Badge tone={LOCK_WORDS[lock][1]}>{LOCK_WORDS[lock][0]}</Badge>,
            },
            { title: 'Locked here', align: 'right', cell: ({ locked }) => amountText(locked, network.currency) },
            { title: 'Whole stake', align: 'right', cell: ({ stake }) => amountText(stake, network.currency) },
          ]}
        />
      )}
      <p className="mt-4 text-sm text-soft">
        Keyholders who collude could open a single update, and nothing would show it. Choose a task whose keyholders you
        would trust not to.
      </p>
    </Card>
  );
}
