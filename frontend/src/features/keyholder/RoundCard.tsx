import { training } from '@tacit/sdk';
import { useChainNow } from '../../app/chain-clock.ts';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { DutyList } from './DutyList.tsx';
import { PHASE_WORDS, progressOf } from './duty-words.ts';
import { ShareTable } from './ShareTable.tsx';
import { SumTable } from './SumTable.tsx';
import { useAttendance } from './use-attendance.ts';
import { type RoundAccess, useRound } from './use-round.ts';
import { KEYHOLDER_WORDS } from './words.ts';

interface Props extends RoundAccess {
  /** Whether this page is where the key works. */
  readonly works: boolean;
  readonly attends: boolean;
  readonly hasKey: boolean;
}

const count = (set: bigint | number): number => training.indicesOf(set).length;

function RoundFacts({ task, live }: Pick<RoundAccess, 'task' | 'live'>) {
  const { round } = live;
  const mine = ((round.posted >> (task.index - 1)) & 1) === 1;
  return (
    <Facts
      columns={3}
      facts={[
        {
          label: 'Trainers',
          value: `${count(round.submitted)} of ${count(round.invited)} submitted`,
          hint: count(round.excluded) > 0 ? `${count(round.excluded)} left out` : undefined,
        },
        {
          label: 'Sums',
          value: `${count(round.posted)} published, ${task.terms.threshold} needed`,
          hint: `Of ${task.terms.committee.length} keyholders`,
        },
        { label: 'Yours', value: mine ? 'Published' : 'Not published' },
      ]}
    />
  );
}

/** One round: where it stands, what this keyholder found in it, and what is due. */
export function RoundCard(props: Props) {
  const { task, live, vault, works, attends, hasKey } = props;
  const work = useRound(props);
  useAttendance(work, attends);
  const now = useChainNow();
  const { phase, until } = now === undefined ? live.now : training.phaseOf(task.state, live.round, now);
  const { report, looking } = work;
  const nothing = count(live.round.submitted) === 0;
  return (
    <Card
      title={`Round ${live.number}`}
      lead={PHASE_WORDS[phase]}
      actions={
        until === undefined ? (
          <Badge>no deadline</Badge>
        ) : (
          <Badge tone="accent">
            <TimeLeft until={until} />
          </Badge>
        )
      }
    >
      <div className="space-y-6">
        <RoundFacts {...{ task, live }} />
        {vault && hasKey && !report && !looking.isOn && (
          <div className="flex flex-wrap items-center gap-4">
            <Button look={works ? 'primary' : 'plain'} disabled={nothing} onClick={work.look}>
              Check the shares
            </Button>
            <p className="min-w-0 flex-1 basis-60 text-sm text-soft">
              {nothing
                ? 'Nobody has submitted yet.'
                : 'Your share of each trainer is fetched, opened with your key and checked, in this page. Nothing is sent.'}
            </p>
          </div>
        )}
        {vault && !hasKey && (
          <p className="text-sm text-soft">Your key is not in this browser: bring it here in the tab “Key”.</p>
        )}
        {looking.isOn && looking.isFirst && <Progress {...progressOf(looking.note ?? { stage: 'reading' })} />}
        {looking.error != null && <FailureNotice error={looking.error} words={KEYHOLDER_WORDS} onRetry={work.look} />}
        {report && (
          <>
            <ShareTable report={report} />
            {report.sums.length > 0 && <SumTable report={report} committee={task.terms.committee} />}
            <DutyList {...{ report, work, works }} />
          </>
        )}
      </div>
    </Card>
  );
}
