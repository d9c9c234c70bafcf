import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Hex } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { taskState } from './queries.ts';
import { TaskCommittee } from './TaskCommittee.tsx';
import { TaskJoining } from './TaskJoining.tsx';
import { TaskMoney } from './TaskMoney.tsx';
import { TaskNow } from './TaskNow.tsx';
import { TaskOwn } from './TaskOwn.tsx';
import { TaskRounds } from './TaskRounds.tsx';
import { TaskTerms } from './TaskTerms.tsx';
import { TaskTitle } from './TaskTitle.tsx';
import { TaskTrainers } from './TaskTrainers.tsx';
import { useTask } from './use-tasks.ts';
import { TASK_WORDS } from './words.ts';

const Trail = () => (
  <Link to="/tasks" className="underline underline-offset-4">
    Tasks
  </Link>
);

/** All of one task: what was agreed, who takes part, what came of it, and what can be done now. */
export function TaskPage() {
  const params = useParams({ from: '/tasks/$task' });
  const task = params.task as Hex;
  const network = useNetwork();
  const state = useQuery(taskState(network, task));
  const { summary, circuit } = useTask(task);
  if (!state.data || !summary) {
    return (
      <>
        <PageHeader title="Task" trail={<Trail />} />
        {state.error ? (
          <FailureNotice error={state.error} words={TASK_WORDS} onRetry={() => void state.refetch()} />
        ) : (
          <Loading label="Reading the task from the chain" lines={8} />
        )}
      </>
    );
  }
  const stale = state.error && (
    <FailureNotice error={state.error} words={TASK_WORDS} onRetry={() => void state.refetch()} />
  );
  return (
    <>
      <PageHeader title={<TaskTitle terms={summary.terms} circuit={circuit} />} trail={<Trail />} />
      <div className="space-y-6">
        {stale}
        {circuit?.development && (
          <Notice tone="warn" title="This task rests on a development key">
            <p>
              Its trapdoor is public, so anybody could forge the proofs here. Good for trying out; not for anything of
              value. <Badge tone="warn">{circuit.name}</Badge>
            </p>
          </Notice>
        )}
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,2fr)_minmax(20rem,1fr)]">
          <div className="min-w-0 space-y-6 xl:order-none">
            <TaskRounds summary={summary} circuit={circuit} />
            <TaskTerms summary={summary} circuit={circuit} />
          </div>
          <div className="order-first min-w-0 space-y-6 xl:order-none">
            <TaskNow summary={summary} state={state.data} />
            <TaskOwn summary={summary} state={state.data} />
          </div>
        </div>
        <TaskJoining summary={summary} />
        <TaskCommittee summary={summary} />
        <TaskTrainers summary={summary} />
        <TaskMoney task={state.data.task} />
      </div>
    </>
  );
}
