import { TextField } from '../../ui/Field.tsx';
import { splitDuration, UNIT_WORDS, type Unit } from './quantities.ts';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A number and what it counts. */
export function DurationField({ label, hint, value, error, onChange }: Props) {
  const { count, unit } = splitDuration(value);
  const units = (
    <select
      aria-label={`${label}: unit`}
      value={unit}
      onChange={({ target }) => onChange(`${count}${target.value}`)}
      className="min-h-10 w-28 rounded-control border border-line-strong/70 bg-surface px-3 text-base text-ink"
    >
      {(Object.keys(UNIT_WORDS) as Unit[]).map((each) => (
        <option key={each} value={each}>
          {UNIT_WORDS[each]}
        </option>
      ))}
    </select>
  );
  return (
    <TextField
      label={label}
      hint={hint}
      error={error}
      unit={units}
      inputMode="numeric"
      value={count}
      onChange={({ target }) => onChange(`${target.value}${unit}`)}
    />
  );
}
