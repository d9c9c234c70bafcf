import type { inference } from '@tacit/sdk';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Table } from '../../ui/Table.tsx';
import { SEATS } from './job-view.ts';

const TONES: Readonly<Record<inference.SeatStatus, Tone>> = {
  empty: 'neutral',
  drawn: 'accent',
  committed: 'sealed',
  revealed: 'good',
  declined: 'neutral',
  silent: 'bad',
};

const ZERO = /^0x0{64}$/;

/** Who computes, and what each came to. */
export function PanelCard({ panel, job }: { readonly panel: readonly inference.Seat[]; readonly job: inference.Job }) {
  if (panel.length === 0) return null;
  const isAgreed = !ZERO.test(job.result);
  return (
    <Card
      title="Workers"
      lead="They were drawn by the chain, compute on ciphertexts alone, and cannot read your values."
    >
      <Table
        caption="Workers of the present step"
        rows={panel}
        keyOf={({ worker }) => worker}
        columns={[
          {
            title: 'Worker',
            cell: ({ worker }) => (
              <span className="whitespace-nowrap">
                <Hash value={worker} of="the worker's address" />
              </span>
            ),
          },
          { title: 'State', cell: ({ status }) => <Badge tone={TONES[status]}>{SEATS[status]}</Badge> },
          {
            title: 'Fingerprint of its result',
            cell: ({ result }) =>
              ZERO.test(result) ? (
                <span className="text-soft">not shown yet</span>
              ) : (
                <span className="inline-flex items-center gap-2 whitespace-nowrap">
                  <Hash value={result} of="the result's fingerprint" />
                  {isAgreed && result !== job.result && <Badge tone="bad">differs</Badge>}
                </span>
              ),
          },
        ]}
      />
    </Card>
  );
}
