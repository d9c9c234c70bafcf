import { Link } from '@tanstack/react-router';
import { useAddress } from '../../app/account.ts';
import { useChainNow } from '../../app/chain-clock.ts';
import { useVault } from '../../app/vault-context.ts';
import { buttonClasses } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { rolesOf, stageOf } from '../tasks/stages.ts';
import type { TaskSummary } from '../tasks/summary.ts';
import { useCircuits, useTasks } from '../tasks/use-tasks.ts';
import { TrainingRow } from './TrainingRow.tsx';
import { useKeptTasks } from './use-kept-tasks.ts';

interface Sorted {
  readonly mine: readonly TaskSummary[];
  readonly others: readonly TaskSummary[];
}

/** Mine by the chain, and by what this browser keeps: rows may be kept here for a task that the chain has not heard of yet. */
function useSorted(): { sorted: Sorted | undefined; error: unknown; refetch: () => void } {
  const account = useAddress();
  const now = useChainNow();
  const { vault } = useVault();
  const kept = useKeptTasks(vault);
  const { tasks, error, refetch } = useTasks();
  if (!tasks) return { sorted: undefined, error, refetch: () => void refetch() };
  const all = [...tasks.values()].toReversed();
  const isMine = (task: TaskSummary): boolean =>
    rolesOf(task, account).includes('trainer') || (kept?.includes(task.task) ?? false);
  const isOpen = (task: TaskSummary): boolean => ['recruiting', 'running'].includes(stageOf(task, now));
  const sorted = { mine: all.filter(isMine), others: all.filter((task) => !isMine(task) && isOpen(task)) };
  return { sorted, error, refetch: () => void refetch() };
}

function Mine({ mine }: Pick<Sorted, 'mine'>) {
  const account = useAddress();
  const circuits = useCircuits();
  if (mine.length === 0) {
    return (
      <Empty title={account ? 'You train in no task yet' : 'No wallet is connected'}>
        <p>
          {account
            ? 'Choose one below: you see what it asks and what becomes public before you sign anything.'
            : 'Connect one to see your trainings. To look at tasks you need none.'}
        </p>
      </Empty>
    );
  }
  return (
    <Card title="My trainings">
      <ul className="-my-2">
        {mine.map((summary) => (
          <TrainingRow key={summary.task} summary={summary} circuit={circuits?.get(summary.terms.circuit)} mine />
        ))}
      </ul>
    </Card>
  );
}

function Others({ others }: Pick<Sorted, 'others'>) {
  const circuits = useCircuits();
  return (
    <Card title="Tasks that you can join" lead="Running tasks that still take trainers.">
      {others.length === 0 ? (
        <p className="text-soft">
          There is none right now.{' '}
          <Link to="/create" className="text-accent underline underline-offset-2">
            Create one
          </Link>{' '}
          and invite others.
        </p>
      ) : (
        <ul className="-my-2">
          {others.map((summary) => (
            <TrainingRow key={summary.task} summary={summary} circuit={circuits?.get(summary.terms.circuit)} />
          ))}
        </ul>
      )}
    </Card>
  );
}

export function TrainingsPage() {
  const { sorted, error, refetch } = useSorted();
  return (
    <>
      <PageHeader
        title="Train"
        lead="Help to train a model with rows that never leave this machine. You prove each step; only the sum over all trainers is ever opened."
        actions={
          <Link to="/tasks" className={buttonClasses()}>
            All tasks
          </Link>
        }
      />
      {error !== null && !sorted && <FailureNotice error={error} onRetry={refetch} />}
      {!sorted && error === null && <Loading label="Reading the tasks" lines={6} />}
      {sorted && (
        <div className="max-w-5xl space-y-6">
          <Mine mine={sorted.mine} />
          <Others others={sorted.others} />
        </div>
      )}
    </>
  );
}
