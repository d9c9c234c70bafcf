import type { Shape } from '@tacit/sdk';
import { TextField } from '../../ui/Field.tsx';
import type { ColumnChoice } from './column-choice.ts';

interface Props {
  readonly shape: Shape;
  readonly choice: ColumnChoice;
  /** Whether the names come from the task's own description. */
  readonly given: boolean;
  readonly onChange: (classes: readonly string[]) => void;
}

/** What each output stands for. A class that this file happens to lack still has its place. */
export function ClassNames({ shape, choice, given, onChange }: Props) {
  const { classes } = choice;
  return (
    <fieldset>
      <legend className="font-display text-base font-semibold">Classes</legend>
      <p className="mt-1 mb-3 text-sm text-soft">
        {given
          ? 'As the task describes them. Spell them as your file does; their order stays.'
          : 'In the order that all trainers of this task agreed on. The alphabet is a guess: ask the coordinator if in doubt.'}
      </p>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {classes.map((name, at) => (
          <TextField
            // biome-ignore lint/suspicious/noArrayIndexKey: an output is its place
            key={at}
            label={shape.outputs === 1 ? `${at} means` : `Output ${at + 1} means`}
            value={name}
            onChange={({ target }) => onChange(classes.with(at, target.value))}
          />
        ))}
      </div>
    </fieldset>
  );
}
