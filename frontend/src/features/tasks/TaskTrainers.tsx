import { useState } from 'react';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Table } from '../../ui/Table.tsx';
import { countText } from '../../ui/text.ts';
import { activeTrainers } from './stages.ts';
import type { EnrolledTrainer, TaskSummary } from './summary.ts';

const SHOWN = 10;

const statusOf = ({ left, expelled }: EnrolledTrainer) => {
  if (expelled) return <Badge tone="bad">Excluded</Badge>;
  return left ? <Badge>Left</Badge> : <Badge tone="good">Enrolled</Badge>;
};

/** Who has enrolled, and what is known of their data: its size and a hash. */
export function TaskTrainers({ summary }: { readonly summary: TaskSummary }) {
  const [all, setAll] = useState(false);
  const { trainers, rounds, terms } = summary;
  const { minTrainers, maxTrainers } = terms.work;
  const partIn = (address: string): number =>
    rounds.filter(({ updates }) => updates.some(({ trainer }) => trainer === address)).length;
  return (
    <Card
      title="Trainers"
      lead={`${activeTrainers(summary)} are enrolled. A round needs ${minTrainers}, and there is room for ${maxTrainers}. Of their data only the size and a salted hash are public.`}
    >
      {trainers.length === 0 ? (
        <Empty title="Nobody has enrolled yet">Trainers come once every keyholder has accepted.</Empty>
      ) : (
        <Table
          caption="Enrolled trainers"
          rows={all ? trainers : trainers.slice(0, SHOWN)}
          keyOf={({ address }) => address}
          columns={[
            { title: 'Address', cell: ({ address }) => <Hash value={address} of="a trainer’s address" /> },
            { title: 'Status', cell: statusOf },
            { title: 'Batches of data', align: 'right', cell: ({ batches }) => countText(batches) },
            { title: 'Updates', align: 'right', cell: ({ address }) => `${partIn(address)} of ${rounds.length}` },
            {
              title: 'Hash of the data',
              cell: ({ dataRoot }) => (
                <Hash value={`0x${dataRoot.toString(16).padStart(64, '0')}`} of="the root of its data" />
              ),
            },
          ]}
        />
      )}
      {!all && trainers.length > SHOWN && (
        <div className="mt-4">
          <Button small onClick={() => setAll(true)}>
            Show all {trainers.length}
          </Button>
        </div>
      )}
    </Card>
  );
}
