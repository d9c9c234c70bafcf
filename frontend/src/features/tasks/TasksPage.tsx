import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAddress } from '../../app/account.ts';
import { useChainNow } from '../../app/chain-clock.ts';
import { Button, buttonClasses } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useTaskFilter } from './filter-store.ts';
import { selectTasks } from './stages.ts';
import { TaskFilters } from './TaskFilters.tsx';
import { TaskRow } from './TaskRow.tsx';
import { useCircuits, useTasks } from './use-tasks.ts';
import { TASK_WORDS } from './words.ts';

const PAGE = 20;

function TaskList() {
  const account = useAddress();
  const now = useChainNow();
  const { tasks, error, refetch } = useTasks();
  const circuits = useCircuits();
  const { filter, change, clear } = useTaskFilter();
  const [shown, setShown] = useState(PAGE);
  if (!tasks) {
    return error ? (
      <FailureNotice error={error} words={TASK_WORDS} onRetry={() => void refetch()} />
    ) : (
      <Loading label="Reading all tasks from the chain" lines={6} />
    );
  }
  if (tasks.size === 0) {
    return (
      <Empty
        title="There is no task yet"
        actions={
          <Link to="/create" className={buttonClasses('primary')}>
            Create the first one
          </Link>
        }
      >
        A task says which model is trained, by whom, and for how much. Whoever needs one proposes it.
      </Empty>
    );
  }
  const nameOf = (id: `0x${string}`): string => circuits?.get(id)?.name ?? '';
  const found = selectTasks(tasks.values(), filter, { account, now, nameOf });
  return (
    <>
      {error && <FailureNotice error={error} words={TASK_WORDS} onRetry={() => void refetch()} />}
      <TaskFilters
        filter={filter}
        onChange={change}
        circuits={[...(circuits?.values() ?? [])]}
        hasAccount={account !== undefined}
      />
      <p aria-live="polite" className="mt-6 mb-3 text-sm text-soft">
        {found.length} of {tasks.size} {tasks.size === 1 ? 'task' : 'tasks'}
      </p>
      {found.length === 0 ? (
        <Empty title="No task is like that" actions={<Button onClick={clear}>Show all tasks</Button>}>
          Try fewer words, or another status.
        </Empty>
      ) : (
        <ul className="rounded-card border border-line bg-surface shadow-card">
          {found.slice(0, shown).map((summary) => (
            <TaskRow key={summary.task} summary={summary} circuit={circuits?.get(summary.terms.circuit)} />
          ))}
        </ul>
      )}
      {found.length > shown && (
        <div className="mt-5 text-center">
          <Button onClick={() => setShown(shown + PAGE)}>Show {Math.min(PAGE, found.length - shown)} more</Button>
        </div>
      )}
    </>
  );
}

export function TasksPage() {
  return (
    <>
      <PageHeader
        title="Tasks"
        lead="Models that are trained together, by people who keep their data to themselves. Looking needs no wallet."
        actions={
          <Link to="/create" className={buttonClasses('primary')}>
            Create a task
          </Link>
        }
      />
      <TaskList />
    </>
  );
}
