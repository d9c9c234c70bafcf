import { useId } from 'react';
import { Button } from '../../ui/Button.tsx';
import { durationText } from '../../ui/text.ts';
import { roundSeconds } from './cautions.ts';
import { DurationField } from './DurationField.tsx';
import { PACES } from './draft.ts';
import type { StepProps } from './step-props.ts';

type TimeName = keyof StepProps['state']['draft']['times'];

const WORDS: Readonly<Record<TimeName, { readonly label: string; readonly hint: string }>> = {
  startsAt: { label: 'Starts in', hint: 'From your signature. Until then every keyholder has to accept.' },
  endsAt: { label: 'Ends at the latest in', hint: 'No round is opened after that.' },
  training: { label: 'Time to train', hint: 'Trainers compute, prove and submit.' },
  demands: { label: 'Time to ask for missing shares', hint: 'And again for missing sums.' },
  answers: { label: 'Time to show them', hint: 'Who does not is left out.' },
  complaints: { label: 'Time to prove faults', hint: 'Bad shares, and later bad sums.' },
  aggregation: { label: 'Time to add up', hint: 'Keyholders wait for finality: 20 minutes at least on Ethereum.' },
};
const GROUPS = [
  { title: 'The task', names: ['startsAt', 'endsAt'] },
  { title: 'Each round', names: ['training', 'demands', 'answers', 'complaints', 'aggregation'] },
] as const;

/** When things happen, and how long each phase lasts. */
export function StepTimes({ state, errorOf }: StepProps) {
  const { draft, change, changeIn, checked } = state;
  const id = useId();
  return (
    <div className="space-y-8">
      <section aria-labelledby={id}>
        <h3 id={id} className="text-lg">
          A pace to begin with
        </h3>
        <div className="mt-3 grid gap-x-6 gap-y-4 sm:grid-cols-3">
          {Object.values(PACES).map(({ label, hint, times }) => (
            <div key={label}>
              <Button
                small
                aria-pressed={JSON.stringify(draft.times) === JSON.stringify(times)}
                className="aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
                onClick={() => change({ times })}
              >
                {label}
              </Button>
              <p className="mt-1 text-sm text-soft">{hint}</p>
            </div>
          ))}
        </div>
      </section>
      {GROUPS.map(({ title, names }) => (
        <section key={title}>
          <h3 className="mb-3 text-lg">{title}</h3>
          <div className="grid gap-5 sm:grid-cols-2">
            {names.map((name) => (
              <DurationField
                key={name}
                {...WORDS[name]}
                value={draft.times[name]}
                error={errorOf(`times.${name}`)}
                onChange={(value) => changeIn('times', name, value)}
              />
            ))}
          </div>
        </section>
      ))}
      <p className="text-soft">
        A round is over {durationText(roundSeconds(checked))} after it was opened, if every phase takes its whole time.
        Trainers and keyholders who are ready earlier do not shorten a phase.
      </p>
    </div>
  );
}
