import { useQuery } from '@tanstack/react-query';
import type { Hex } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Table } from '../../ui/Table.tsx';
import { amountText, countText, plural } from '../../ui/text.ts';
import { gasOf } from './queries.ts';
import { type MemberRow, memberRows, type TrainerRow, trainerRows } from './round-rows.ts';
import type { RoundSummary, TaskSummary } from './summary.ts';
import { transactionHref } from './transaction-href.ts';
import { REASON_WORDS } from './words.ts';

interface Props {
  readonly summary: TaskSummary;
  readonly round: RoundSummary;
  /** Whether one can still submit. */
  readonly training: boolean;
}

export function TransactionHash({ hash }: { readonly hash: Hex }) {
  return <Hash value={hash} of="the transaction" href={transactionHref(useNetwork(), hash)} />;
}

export function TransactionGas({ hash }: { readonly hash: Hex }) {
  const { data, error } = useQuery(gasOf(useNetwork(), [hash]));
  if (error) return <>unknown</>;
  return <>{data?.[0] ? countText(data[0].gas) : '…'}</>;
}

function UpdateStatus({ row, training }: { readonly row: TrainerRow } & Pick<Props, 'training'>) {
  const { currency } = useNetwork();
  const { transaction, excluded } = row;
  if (excluded) {
    return (
      <>
        <Badge tone="bad">Excluded</Badge>
        <span className="mt-1 block max-w-xs text-soft">
          {REASON_WORDS[excluded.reason]} It lost {amountText(excluded.slashed, currency)}.
        </span>
      </>
    );
  }
  if (transaction) return <Badge tone="good">Proven and submitted</Badge>;
  return training ? <Badge>Not yet</Badge> : <Badge tone="warn">Stayed away</Badge>;
}

export function RoundTrainers({ summary, round, training }: Props) {
  const rows = trainerRows(summary, round);
  const done = rows.filter(({ transaction }) => transaction).length;
  return (
    <Card
      title="Trainers"
      lead={`${done} of ${rows.length} who were invited have submitted. Each update is ${plural(summary.terms.work.steps, 'proof')}, checked in the transaction.`}
    >
      <Table
        caption="Who was invited to the round"
        rows={rows}
        keyOf={({ address }) => address}
        columns={[
          { title: 'Trainer', cell: ({ address }) => <Hash value={address} of="a trainer’s address" /> },
          { title: 'Update', cell: (row) => <UpdateStatus row={row} training={training} /> },
          {
            title: 'Transaction',
            cell: ({ transaction }) => (transaction ? <TransactionHash hash={transaction} /> : '–'),
          },
          {
            title: 'Gas',
            align: 'right',
            cell: ({ transaction }) => (transaction ? <TransactionGas hash={transaction} /> : '–'),
          },
        ]}
      />
      {round.demands > 0 && (
        <p className="mt-4 text-sm text-soft">
          Bytes that somebody could not get were asked for {round.demands} times, and shown {round.answers} times.
        </p>
      )}
    </Card>
  );
}

function SumStatus({ row, adding }: { readonly row: MemberRow; readonly adding: boolean }) {
  if (row.wrong) return <Badge tone="bad">Proven wrong</Badge>;
  if (row.sum) return <Badge tone="good">Posted</Badge>;
  return adding ? <Badge>Not yet</Badge> : <Badge tone="warn">Absent</Badge>;
}

export function RoundMembers({ summary, round, adding }: Omit<Props, 'training'> & { readonly adding: boolean }) {
  const { currency } = useNetwork();
  const { threshold } = summary.terms;
  return (
    <Card
      title="Keyholders’ sums"
      lead={`Any ${threshold} of these sums open the sum of all updates. Each is a sum of random-looking shares: alone it says nothing.`}
    >
      <Table
        caption="Sums that keyholders posted"
        rows={memberRows(summary, round)}
        keyOf={({ address }) => address}
        columns={[
          { title: 'Member', cell: ({ number }) => number },
          { title: 'Address', cell: ({ address }) => <Hash value={address} of="a keyholder’s address" /> },
          { title: 'Sum', cell: (row) => <SumStatus row={row} adding={adding} /> },
          {
            title: 'Hash of the sum',
            cell: ({ sum }) => (sum ? <Hash value={sum.cid} of="the hash of the sum" /> : '–'),
          },
          {
            title: 'Lost',
            align: 'right',
            cell: ({ slashed }) => (slashed > 0n ? amountText(slashed, currency) : '–'),
          },
        ]}
      />
    </Card>
  );
}
