import { Link } from '@tanstack/react-router';
import { type RegisteredShape, shapeText } from '../../app/chain/circuits.ts';
import { useChainNow } from '../../app/chain-clock.ts';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { amountText, plural } from '../../ui/text.ts';
import { activeTrainers, finalisedRounds, stageOf } from '../tasks/stages.ts';
import type { TaskSummary } from '../tasks/summary.ts';
import { TaskTitle } from '../tasks/TaskTitle.tsx';
import { STAGE_WORDS } from '../tasks/words.ts';

interface Props {
  readonly summary: TaskSummary;
  readonly circuit: RegisteredShape | undefined;
  readonly mine?: boolean;
}

/** A task as somebody sees it who trains, or might. */
export function TrainingRow({ summary, circuit, mine = false }: Props) {
  const { currency } = useNetwork();
  const { label, tone } = STAGE_WORDS[stageOf(summary, useChainNow())];
  const { task, terms } = summary;
  const { work, amounts } = terms;
  return (
    <li className="group relative border-b border-line py-4 last:border-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <h3 className="min-w-0 text-lg">
          <Link
            to="/train/$task"
            params={{ task }}
            className="underline-offset-4 group-hover:underline after:absolute after:inset-0"
          >
            <TaskTitle terms={terms} circuit={circuit} />
          </Link>
        </h3>
        <span className="flex flex-wrap gap-2">
          <Badge tone={tone}>{label}</Badge>
          {circuit?.development && <Badge tone="warn">Development key</Badge>}
          {!mine && BigInt(terms.admissionRoot) !== 0n && <Badge>By list</Badge>}
        </span>
      </div>
      <p className="mt-1 text-sm text-soft">
        {circuit ? shapeText(circuit) : 'Reading the model…'} · {finalisedRounds(summary)} of{' '}
        {plural(work.rounds, 'round')} done · {activeTrainers(summary)} trainers ·{' '}
        {amountText(amounts.trainerReward, currency)} a round, shared
      </p>
    </li>
  );
}
