import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Address, Hex } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { type OwnTask, ownTasks } from './rounds-query.ts';

interface Props {
  readonly account: Address;
  readonly onPick: (picked: { readonly task: Hex; readonly round: number }) => void;
}

const choicesOf = (tasks: readonly OwnTask[]) =>
  tasks.flatMap(({ task, finalised }) => finalised.map((round) => ({ task, round, value: `${task} ${round}` })));

/** The finalised rounds of tasks that the account coordinates: the contract takes their models from nobody else. */
export function RoundPicker({ account, onPick }: Props) {
  const { data, error, refetch } = useQuery(ownTasks(useNetwork(), account));
  const [value, setValue] = useState<string>();
  if (error && !data) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading label="Looking for your tasks" lines={2} />;
  const choices = choicesOf(data);
  const chosen = choices.find((choice) => choice.value === value) ?? choices[0];
  if (!chosen) {
    return (
      <Empty title="No task of yours has a finalised round">
        Only a task’s coordinator can publish its model as proven.{' '}
        <Link to="/tasks" className="text-accent underline">
          Look at the tasks
        </Link>
        , or publish from a file.
      </Empty>
    );
  }
  return (
    <div className="flex flex-wrap items-end gap-3">
      <div className="min-w-0 flex-1 basis-64">
        <SelectField label="Round" value={chosen.value} onChange={({ target }) => setValue(target.value)}>
          {choices.map(({ task, round, value: each }) => (
            <option key={each} value={each}>
              Round {round} of task {task.slice(0, 10)}
            </option>
          ))}
        </SelectField>
      </div>
      <Button look="primary" onClick={() => onPick({ task: chosen.task, round: chosen.round })}>
        Fetch this model
      </Button>
    </div>
  );
}
