import { Link } from '@tanstack/react-router';
import { type RegisteredShape, shapeText } from '../../app/chain/circuits.ts';
import { useChainNow } from '../../app/chain-clock.ts';
import { useNetwork } from '../../app/network.ts';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { amountText, durationText, plural } from '../../ui/text.ts';
import { RoundPhase } from './RoundPhase.tsx';
import { activeTrainers, finalisedRounds, lastRound, stageOf } from './stages.ts';
import type { TaskSummary } from './summary.ts';
import { TaskTitle } from './TaskTitle.tsx';
import { STAGE_WORDS } from './words.ts';

interface Props {
  readonly summary: TaskSummary;
  readonly circuit: RegisteredShape | undefined;
}

function Timing({ summary }: Pick<Props, 'summary'>) {
  const stage = stageOf(summary, useChainNow());
  const { startsAt, endsAt } = summary.terms.times;
  const round = lastRound(summary);
  if (stage === 'running' && round) return <RoundPhase task={summary.task} number={round.number} />;
  if (stage === 'ended') return <>{plural(finalisedRounds(summary), 'round')} came to a model</>;
  return (
    <>
      {stage === 'keyholders' ? 'Accepts until the start: ' : 'Open: '}
      <TimeLeft until={stage === 'keyholders' ? startsAt : endsAt} />
    </>
  );
}

/** One task in the list: what it learns, how far it is, and what is in it for whom. */
export function TaskRow({ summary, circuit }: Props) {
  const { currency } = useNetwork();
  const { task, terms } = summary;
  const { label, tone } = STAGE_WORDS[stageOf(summary, useChainNow())];
  const { work, amounts, times } = terms;
  return (
    <li className="group relative grid gap-x-8 gap-y-3 border-b border-line px-5 py-5 last:border-0 hover:bg-sunken/40 md:grid-cols-[minmax(0,2.2fr)_minmax(0,1.5fr)_minmax(0,1.3fr)]">
      <div className="min-w-0">
        <h2 className="text-lg">
          <Link
            to="/tasks/$task"
            params={{ task }}
            className="underline-offset-4 group-hover:underline after:absolute after:inset-0"
          >
            <TaskTitle terms={terms} circuit={circuit} />
          </Link>
        </h2>
        <p className="mt-0.5 text-sm text-soft">
          {BigInt(terms.specCid) !== 0n && circuit && `${shapeText(circuit)} · `}
          <span className="relative z-10">
            <Hash value={task} of="the task’s id" />
          </span>
        </p>
        <p className="mt-2 flex flex-wrap gap-2">
          <Badge tone={tone}>{label}</Badge>
          {circuit?.development && <Badge tone="warn">Development key</Badge>}
          {BigInt(terms.admissionRoot) === 0n && <Badge tone="neutral">Open to anybody</Badge>}
        </p>
      </div>
      <div className="text-sm">
        <Timing summary={summary} />
        <span className="block text-soft">
          {finalisedRounds(summary)} of {plural(work.rounds, 'round')} done, {durationText(times.training)} of training
          each
        </span>
      </div>
      <div className="text-sm">
        {amountText(amounts.trainerReward, currency)} a round
        <span className="block text-soft">
          {activeTrainers(summary)} trainers; a round needs {work.minTrainers}, at most {work.maxTrainers}
        </span>
      </div>
    </li>
  );
}
