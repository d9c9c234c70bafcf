import { Link } from '@tanstack/react-router';
import { useNetwork } from '../../app/network.ts';
import { VaultGate } from '../../app/VaultGate.tsx';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Table, type TableColumn } from '../../ui/Table.tsx';
import { amountText } from '../../ui/text.ts';
import { isRequest, type TaskState } from './committee-tasks.ts';
import type { DeskProps } from './desk.ts';
import { RequestCard } from './RequestCard.tsx';

const STATUS: Readonly<Record<TaskState['status'], { readonly label: string; readonly tone: Tone }>> = {
  none: { label: 'Unknown', tone: 'neutral' },
  proposed: { label: 'Waits for others', tone: 'warn' },
  running: { label: 'Running', tone: 'good' },
  ended: { label: 'Ended', tone: 'neutral' },
  closed: { label: 'Closed', tone: 'neutral' },
};

const stateOf = ({ status, accepted }: TaskState) =>
  accepted ? STATUS[status] : ({ label: 'Not accepted', tone: 'neutral' } as const);

function columnsOf(currency: string): TableColumn<TaskState>[] {
  return [
    {
      title: 'Task',
      cell: ({ task }) => (
        <Link to="/tasks/$task" params={{ task }} className="font-mono text-accent underline underline-offset-2">
          {task.slice(0, 10)}…
        </Link>
      ),
    },
    { title: 'State', cell: (task) => <Badge tone={stateOf(task).tone}>{stateOf(task).label}</Badge> },
    { title: 'Your place', cell: ({ index, terms }) => `${index} of ${terms.committee.length}` },
    { title: 'Rounds', cell: ({ state, terms }) => `${state.round} of ${terms.work.rounds}` },
    {
      title: 'Locked',
      align: 'right',
      cell: ({ lock }) => amountText(lock.status === 'held' ? lock.amount : 0n, currency),
    },
  ];
}

/** Tasks that ask, and those that were answered. */
export function RequestsTab({ account, stake, tasks }: DeskProps) {
  const { currency } = useNetwork();
  const asking = tasks.filter(isRequest);
  const others = tasks.filter((task) => !isRequest(task));
  return (
    <div className="space-y-6">
      {asking.length === 0 && (
        <Empty title="Nobody asks you now">
          A coordinator who creates a task names the committee by its accounts. Give yours to whoever plans one; what
          asks for you appears here by itself.
        </Empty>
      )}
      {asking.length > 0 && (
        <VaultGate what="Acceptances that you signed and did not show yet">
          {(vault) => asking.map((task) => <RequestCard key={task.task} {...{ account, stake, task, vault }} />)}
        </VaultGate>
      )}
      {others.length > 0 && (
        <Card title="Tasks that named you">
          <Table
            caption="All of them, newest first"
            columns={columnsOf(currency)}
            rows={others}
            keyOf={({ task }) => task}
          />
        </Card>
      )}
    </div>
  );
}
