import { useNetwork } from '../../app/network.ts';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Table } from '../../ui/Table.tsx';
import { amountText, countText } from '../../ui/text.ts';
import { MODE_WORDS, OUTCOME_WORDS, PHASE_WORDS } from './describe.ts';
import type { OwnJob } from './earnings-queries.ts';

function stateOf({ phase, outcome, refused }: OwnJob): { readonly tone: Tone; readonly text: string } {
  if (phase !== 'closed') return { tone: phase === 'answering' ? 'warn' : 'accent', text: PHASE_WORDS[phase] };
  if (outcome !== 'served') return { tone: 'neutral', text: OUTCOME_WORDS[outcome] };
  return { tone: 'good', text: refused ? 'Served: hand-over was none' : OUTCOME_WORDS.served };
}

/** What was asked of one's models; who asked is public, what was asked is not. */
export function OwnJobsCard({ jobs }: { readonly jobs: readonly OwnJob[] }) {
  const { currency } = useNetwork();
  return (
    <Card title="Jobs" lead="Who asked is public. What they asked about, and what came out, nobody sees but they.">
      {jobs.length === 0 ? (
        <p className="text-soft">Nobody has asked yet.</p>
      ) : (
        <Table
          caption="Jobs asked of your models"
          keyOf={({ id }) => id}
          rows={jobs}
          columns={[
            { title: 'Job', cell: ({ id }) => <Hash value={id} of="the job" /> },
            { title: 'Asked by', cell: ({ user }) => <Hash value={user} of="the user" /> },
            { title: 'Mode', cell: ({ mode }) => MODE_WORDS[mode].label },
            { title: 'Samples', align: 'right', cell: ({ samples }) => countText(samples) },
            {
              title: 'State',
              cell: (job) => {
                const { tone, text } = stateOf(job);
                return <Badge tone={tone}>{text}</Badge>;
              },
            },
            {
              title: 'Until',
              cell: ({ phase, until }) => (phase === 'closed' ? '' : <TimeLeft until={Number(until)} />),
            },
            { title: 'Price', align: 'right', cell: ({ price }) => amountText(price, currency) },
          ]}
        />
      )}
    </Card>
  );
}
