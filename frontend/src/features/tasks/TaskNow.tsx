import { training } from '@tacit/sdk';
import { Link } from '@tanstack/react-router';
import { useAddress } from '../../app/account.ts';
import { useChainNow } from '../../app/chain-clock.ts';
import { useNetwork } from '../../app/network.ts';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { buttonClasses } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { amountText } from '../../ui/text.ts';
import { Action } from './Action.tsx';
import { act, openRoundBlocked } from './actions.ts';
import type { TaskState } from './queries.ts';
import { rolesOf, stageOf } from './stages.ts';
import type { TaskSummary } from './summary.ts';
import { PHASE_WORDS, STAGE_WORDS } from './words.ts';

interface Props {
  readonly summary: TaskSummary;
  readonly state: TaskState;
}

function Current({ summary, state }: Props) {
  const now = useChainNow();
  const { task, round } = state;
  const stage = stageOf(summary, now);
  const { startsAt, endsAt } = task.times;
  if (round && now !== undefined && (round.status === 'open' || round.status === 'frozen')) {
    const { phase, until } = training.phaseOf(task, round, now);
    return (
      <>
        <p className="font-display text-2xl">
          Round {task.round}: {PHASE_WORDS[phase].label.toLowerCase()}
        </p>
        {until !== undefined && (
          <p className="mt-1 text-accent">
            <TimeLeft until={until} />
          </p>
        )}
        <p className="mt-2 text-soft">{PHASE_WORDS[phase].meaning}</p>
        <p className="mt-3">
          <Link
            to="/tasks/$task/rounds/$round"
            params={{ task: summary.task, round: String(task.round) }}
            className="text-accent underline underline-offset-4"
          >
            Follow round {task.round}
          </Link>
        </p>
      </>
    );
  }
  return (
    <>
      <p>
        <Badge tone={STAGE_WORDS[stage].tone}>{STAGE_WORDS[stage].label}</Badge>
      </p>
      <p className="mt-2 text-soft">{STAGE_WORDS[stage].meaning}</p>
      {stage !== 'ended' && (
        <p className="mt-2 text-sm">
          {stage === 'keyholders' ? 'To accept: ' : 'Until the task’s end: '}
          <TimeLeft until={stage === 'keyholders' ? startsAt : endsAt} />
        </p>
      )}
    </>
  );
}

/** What is going on, and what anybody can do about it. */
export function TaskNow({ summary, state }: Props) {
  const { contract, currency } = useNetwork();
  const now = useChainNow();
  const mine = rolesOf(summary, useAddress()).includes('trainer');
  const { task } = summary;
  const { openingBond } = state.task.amounts;
  const stage = stageOf(summary, now);
  const blocked = now === undefined ? 'Reading the chain’s clock.' : openRoundBlocked({ ...state, now });
  return (
    <Card title="Now">
      <div aria-live="polite">
        <Current summary={summary} state={state} />
      </div>
      {stage !== 'ended' && stage !== 'keyholders' && (
        <p className="mt-5">
          <Link to="/train/$task" params={{ task }} className={buttonClasses('primary')}>
            {mine ? 'Go on training' : 'Train in this task'}
          </Link>
        </p>
      )}
      {stage !== 'ended' && stage !== 'keyholders' && (
        <div className="mt-6 border-t border-line pt-5">
          <Action
            title="Open the next round"
            label="Open a round"
            blocked={blocked}
            run={(clients) => act('openRound', clients, { contract: contract('Training'), task, bond: openingBond })}
          >
            Anybody may. You lock {amountText(openingBond, currency)} and get it back when the round is frozen, provided
            that somebody draws the round’s seed in time; the first update does that by itself.
          </Action>
        </div>
      )}
    </Card>
  );
}
