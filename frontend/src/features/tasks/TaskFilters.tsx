import type { RegisteredShape } from '../../app/chain/circuits.ts';
import { shapeText } from '../../app/chain/circuits.ts';
import { SelectField, TextField } from '../../ui/Field.tsx';
import { ROLES, type Role, SORTS, type Sort, STAGES, type Stage, type TaskFilter } from './stages.ts';
import { STAGE_WORDS } from './words.ts';

interface Props {
  readonly filter: TaskFilter;
  readonly onChange: (part: Partial<TaskFilter>) => void;
  readonly circuits: readonly RegisteredShape[];
  readonly hasAccount: boolean;
}

const entries = <K extends string>(words: Readonly<Record<K, string>>) => Object.entries(words) as [K, string][];

/** What to show of all tasks. */
export function TaskFilters({ filter, onChange, circuits, hasAccount }: Props) {
  return (
    <search className="grid gap-4 sm:grid-cols-2 xl:grid-cols-5">
      <TextField
        label="Search"
        type="search"
        placeholder="Task, address or model"
        value={filter.text}
        onChange={({ target }) => onChange({ text: target.value })}
      />
      <SelectField
        label="Status"
        value={filter.stage}
        onChange={({ target }) => onChange({ stage: target.value as Stage | 'all' })}
      >
        <option value="all">All</option>
        {STAGES.map((stage) => (
          <option key={stage} value={stage}>
            {STAGE_WORDS[stage].label}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Model"
        value={filter.circuit}
        onChange={({ target }) => onChange({ circuit: target.value as TaskFilter['circuit'] })}
      >
        <option value="">Any model</option>
        {circuits.map(({ id, name, shape }) => (
          <option key={id} value={id}>
            {shapeText({ name, shape })} ({name.slice(0, 32)})
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Whose"
        value={filter.role}
        disabled={!hasAccount}
        {...(!hasAccount && { hint: 'Connect a wallet to see your own.' })}
        onChange={({ target }) => onChange({ role: target.value as Role })}
      >
        {entries(ROLES).map(([role, label]) => (
          <option key={role} value={role}>
            {label}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Order"
        value={filter.sort}
        onChange={({ target }) => onChange({ sort: target.value as Sort })}
      >
        {entries(SORTS).map(([sort, label]) => (
          <option key={sort} value={sort}>
            {label}
          </option>
        ))}
      </SelectField>
    </search>
  );
}
