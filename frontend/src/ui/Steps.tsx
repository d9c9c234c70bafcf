import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { Icon } from './Icon.tsx';

export type StepState = 'todo' | 'now' | 'done' | 'failed';

export interface Step {
  readonly title: string;
  readonly state: StepState;
  readonly detail?: ReactNode;
}

const WORDS: Readonly<Record<StepState, string>> = { todo: 'to do', now: 'now', done: 'done', failed: 'failed' };
const LOOKS: Readonly<Record<StepState, string>> = {
  todo: 'border-line-strong text-soft',
  now: 'border-accent bg-accent-soft text-accent',
  done: 'border-good bg-good-soft text-good',
  failed: 'border-bad bg-bad-soft text-bad',
};

/** What comes one after the other, and where it has come to. */
export function Steps({ label, steps }: { readonly label: string; readonly steps: readonly Step[] }) {
  return (
    <ol aria-label={label} className="space-y-0">
      {steps.map(({ title, state, detail }, at) => (
        <li
          key={title}
          aria-current={state === 'now' ? 'step' : undefined}
          className="relative flex gap-4 pb-5 last:pb-0"
        >
          {at < steps.length - 1 && (
            <span aria-hidden="true" className="absolute top-8 bottom-0 left-[0.9rem] w-px bg-line" />
          )}
          <span
            className={classes(
              'z-10 flex size-[1.85rem] shrink-0 items-center justify-center rounded-full border text-sm font-semibold',
              LOOKS[state],
            )}
          >
            {state === 'done' && <Icon name="check" size={16} />}
            {state === 'failed' && <Icon name="cross" size={16} />}
            {(state === 'todo' || state === 'now') && at + 1}
            <span className="sr-only">{WORDS[state]}:</span>
          </span>
          <div className="min-w-0 flex-1 pt-0.5">
            <p className={classes('font-medium', state === 'todo' && 'text-soft')}>{title}</p>
            {detail !== undefined && <div className="mt-1 text-sm text-soft">{detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
