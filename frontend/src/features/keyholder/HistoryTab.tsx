import { useQuery } from '@tanstack/react-query';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Table, type TableColumn } from '../../ui/Table.tsx';
import { amountText, countText } from '../../ui/text.ts';
import type { DeskProps } from './desk.ts';
import type { HistoryEntry, HistoryKind } from './history.ts';
import { historyQuery } from './queries.ts';
import { KEYHOLDER_WORDS } from './words.ts';

const KINDS: Readonly<Record<HistoryKind, string>> = {
  registered: 'Key registered',
  deposited: 'Stake paid in',
  locked: 'Stake locked by a task',
  released: 'Stake free again',
  revoked: 'Acceptance taken back',
  unbonding: 'Started to take stake out',
  withdrawn: 'Stake paid out',
  'stake-slashed': 'Stake lost',
  'sum-posted': 'Sum published',
  'complaint-upheld': 'Your share was proven bad: the trainer is left out',
  'sum-proven-wrong': 'Your sum was proven wrong',
  credited: 'Earned',
  'paid-out': 'Earnings paid out',
  claimed: 'Others’ lost stake claimed',
};

function columnsOf(currency: string): TableColumn<HistoryEntry>[] {
  return [
    { title: 'Block', cell: ({ blockNumber }) => countText(blockNumber) },
    { title: 'What', cell: ({ kind }) => KINDS[kind] },
    { title: 'Task', cell: ({ task }) => (task ? <Hash value={task} of="the task’s id" /> : '') },
    { title: 'Round', cell: ({ round }) => (round === undefined ? '' : String(round)) },
    {
      title: 'Amount',
      align: 'right',
      cell: ({ amount }) => (amount === undefined ? '' : amountText(amount, currency)),
    },
    { title: 'Transaction', cell: ({ transactionHash }) => <Hash value={transactionHash} of="the transaction" /> },
  ];
}

const sumOf = (entries: readonly HistoryEntry[], kind: HistoryKind): bigint =>
  entries.reduce((sum, entry) => (entry.kind === kind ? sum + (entry.amount ?? 0n) : sum), 0n);

const countOf = (entries: readonly HistoryEntry[], kind: HistoryKind): string =>
  countText(entries.filter((entry) => entry.kind === kind).length);

/** What came of it, by the contracts’ own events. */
export function HistoryTab({ account }: DeskProps) {
  const network = useNetwork();
  const { data, error, refetch } = useQuery(historyQuery(network, account.address));
  if (error) return <FailureNotice error={error} words={KEYHOLDER_WORDS} onRetry={() => void refetch()} />;
  if (!data) return <Loading label="Reading what happened" lines={4} />;
  if (data.length === 0) {
    return (
      <Empty title="Nothing happened yet">
        What you do as a keyholder, and what it earns, stands here with its transactions.
      </Empty>
    );
  }
  const { currency } = network;
  return (
    <div className="space-y-6">
      <Card title="What came of it">
        <Facts
          columns={3}
          facts={[
            { label: 'Earned', value: amountText(sumOf(data, 'credited'), currency) },
            { label: 'Lost of your stake', value: amountText(sumOf(data, 'stake-slashed'), currency) },
            { label: 'Sums published', value: countOf(data, 'sum-posted') },
            { label: 'Bad shares proven', value: countOf(data, 'complaint-upheld') },
            { label: 'Your sums proven wrong', value: countOf(data, 'sum-proven-wrong') },
          ]}
        />
      </Card>
      <Table
        caption="Everything that happened, newest first"
        columns={columnsOf(currency)}
        rows={data}
        keyOf={({ transactionHash, logIndex }) => `${transactionHash} ${logIndex}`}
      />
    </div>
  );
}
