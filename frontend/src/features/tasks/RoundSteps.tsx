import type { training } from '@tacit/sdk';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { type Step, Steps } from '../../ui/Steps.tsx';
import { timeText } from '../../ui/text.ts';
import { endOf, STEP_WORDS, stepsOf } from './round-steps.ts';
import { PHASE_WORDS } from './words.ts';

interface Props {
  readonly phase: training.PhaseNow;
  readonly round: training.Round;
  readonly times: training.Times;
}

/** Where the round is, what comes next, and until when. */
export function RoundSteps({ phase: { phase, until }, round, times }: Props) {
  const steps = stepsOf(phase, round).map(({ name, state }): Step => {
    const { title, meaning } = STEP_WORDS[name];
    const end = endOf(name, round, times);
    const isNow = state === 'now' || (state === 'failed' && phase === 'burnable');
    const early = name === 'add-up' && round.status === 'finalised';
    return {
      title,
      state,
      detail: (
        <>
          <p>{meaning}</p>
          {isNow && (
            <p className="mt-1 font-medium text-ink">
              {early
                ? 'Enough sums came, and the new model is proven already. The others can still be posted.'
                : `${PHASE_WORDS[phase].label}. ${PHASE_WORDS[phase].meaning}`}{' '}
              {until !== undefined && (
                <span className="text-accent">
                  <TimeLeft until={until} />.
                </span>
              )}
            </p>
          )}
          {!isNow && end !== undefined && <p className="mt-1">Until {timeText(end)} at the latest.</p>}
        </>
      ),
    };
  });
  return (
    <div aria-live="polite">
      <Steps label="Phases of the round" steps={steps} />
    </div>
  );
}
