import { classes } from '../../ui/classes.ts';
import { Icon } from '../../ui/Icon.tsx';
import { STEP_TITLES } from './step-titles.ts';
import { STEPS, type StepName } from './use-draft.ts';

interface Props {
  readonly step: StepName;
  /** Steps that somebody has been in, and those in which something is wrong. */
  readonly left: ReadonlySet<StepName>;
  readonly wrong: ReadonlySet<StepName>;
  readonly onGoTo: (step: StepName) => void;
}

const looks = (isCurrent: boolean, isWrong: boolean): string => {
  if (isCurrent) return 'border-accent bg-accent-soft text-accent font-medium';
  return isWrong ? 'border-warn/40 bg-warn-soft text-warn' : 'border-line text-soft hover:bg-sunken hover:text-ink';
};

/** All steps, to go to directly. */
export function StepList({ step, left, wrong, onGoTo }: Props) {
  return (
    <nav aria-label="Steps" className="mb-5">
      <ol className="flex flex-wrap gap-2">
        {STEPS.map((each, i) => {
          const isWrong = left.has(each) && wrong.has(each);
          const isDone = left.has(each) && !isWrong;
          return (
            <li key={each}>
              <button
                type="button"
                aria-current={each === step ? 'step' : undefined}
                onClick={() => onGoTo(each)}
                className={classes(
                  'flex items-center gap-2 rounded-full border px-3 py-1.5 text-sm',
                  looks(each === step, isWrong),
                )}
              >
                {isDone ? <Icon name="check" size={14} /> : <span>{i + 1}</span>}
                {STEP_TITLES[each]}
                {isWrong && <span className="sr-only">: something is missing</span>}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
