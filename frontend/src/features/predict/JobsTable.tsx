import type { inference } from '@tacit/sdk';
import type { KeptRequestSummary } from '@tacit/sdk/browser';
import { Link } from '@tanstack/react-router';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Table } from '../../ui/Table.tsx';
import { amountText, timeText } from '../../ui/text.ts';
import { shortHash } from './event-words.ts';
import { stateTone, stateWords } from './job-view.ts';
import type { Hex } from './orders.ts';

type Listed = inference.ListedJob & { readonly job: inference.Job };

interface Row {
  readonly id: Hex;
  readonly listed?: Listed | undefined;
  readonly summary?: KeptRequestSummary | undefined;
}

interface Props {
  readonly jobs: readonly Listed[];
  readonly unsent: readonly KeptRequestSummary[];
  /** Undefined while the vault is closed. */
  readonly kept: readonly KeptRequestSummary[] | undefined;
}

function State({ row: { listed } }: { readonly row: Row }) {
  if (!listed) return <Badge tone="warn">Encrypted, not sent</Badge>;
  return <Badge tone={stateTone(listed.job)}>{stateWords(listed.job)}</Badge>;
}

/** Unsent ones first: they wait for their owner. */
export function JobsTable({ jobs, unsent, kept }: Props) {
  const { currency } = useNetwork();
  const rows: Row[] = [
    ...unsent.map((summary) => ({ id: summary.job, summary })),
    ...jobs.map((listed) => ({ id: listed.id, listed, summary: kept?.find(({ job }) => job === listed.id) })),
  ];
  return (
    <Table
      caption="My predictions"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          title: 'Prediction',
          cell: ({ id }) => (
            <Link to="/jobs/$job" params={{ job: id }} className="font-mono text-accent underline underline-offset-2">
              {shortHash(id)}
            </Link>
          ),
        },
        { title: 'State', cell: (row) => <State row={row} /> },
        { title: 'Values', align: 'right', cell: ({ listed, summary }) => listed?.samples ?? summary?.samples },
        {
          title: 'Paid into escrow',
          align: 'right',
          cell: ({ listed }) => (listed ? amountText(listed.escrow, currency) : 'nothing yet'),
        },
        { title: 'Encrypted', cell: ({ summary }) => (summary ? timeText(summary.time) : '') },
        {
          title: 'Opens here',
          cell: ({ summary }) => (summary ? 'yes' : kept === undefined ? 'vault closed' : 'no, in another browser'),
        },
      ]}
    />
  );
}
