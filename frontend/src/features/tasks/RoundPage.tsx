import { training } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Hex } from 'viem';
import { useChainNow } from '../../app/chain-clock.ts';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { roundState, taskState } from './queries.ts';
import { RoundActions } from './RoundActions.tsx';
import { RoundMembers, RoundTrainers } from './RoundPeople.tsx';
import { RoundResult } from './RoundResult.tsx';
import { RoundSteps } from './RoundSteps.tsx';
import { TaskTitle } from './TaskTitle.tsx';
import { useTask } from './use-tasks.ts';
import { OUTCOME_WORDS, TASK_WORDS } from './words.ts';

const LINK = 'underline underline-offset-4';

function useRound(task: Hex, number: number) {
  const network = useNetwork();
  const state = useQuery(taskState(network, task));
  const round = useQuery(roundState(network, task, number));
  const now = useChainNow();
  const { summary, circuit } = useTask(task);
  const told = summary?.rounds.find((each) => each.number === number);
  const retry = (): void => {
    void state.refetch();
    void round.refetch();
  };
  const phase = state.data && round.data && now !== undefined && training.phaseOf(state.data.task, round.data, now);
  return { state, round, summary, circuit, told, phase, retry, error: round.error ?? state.error };
}

/** One round, live: its phases, who took part, and what came of it. */
export function RoundPage() {
  const params = useParams({ from: '/tasks/$task/rounds/$round' });
  const [task, number] = [params.task as Hex, Number(params.round)];
  const { state, round, summary, circuit, told, phase, retry, error } = useRound(task, number);
  const trail = (
    <>
      <Link to="/tasks" className={LINK}>
        Tasks
      </Link>{' '}
      /{' '}
      <Link to="/tasks/$task" params={{ task }} className={LINK}>
        {summary ? <TaskTitle terms={summary.terms} circuit={circuit} /> : 'Task'}
      </Link>
    </>
  );
  const failure = error && <FailureNotice error={error} words={TASK_WORDS} onRetry={retry} />;
  if (!state.data || !round.data || !summary || !told || !phase) {
    return (
      <>
        <PageHeader title={`Round ${params.round}`} trail={trail} />
        {failure || <Loading label="Reading the round from the chain" lines={8} />}
      </>
    );
  }
  const { label, tone } = OUTCOME_WORDS[told.outcome];
  const isOpen = phase.phase === 'training';
  return (
    <>
      <PageHeader title={`Round ${number}`} trail={trail} actions={<Badge tone={tone}>{label}</Badge>} />
      <div className="space-y-6">
        {failure}
        <RoundResult summary={summary} round={told} circuit={circuit} />
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(20rem,1fr)_minmax(0,1.6fr)]">
          <div className="space-y-6">
            <Card title="Where it stands">
              <RoundSteps phase={phase} round={round.data} times={summary.terms.times} />
            </Card>
            <RoundActions summary={summary} number={number} phase={phase.phase} round={round.data} />
          </div>
          <div className="min-w-0 space-y-6">
            <RoundTrainers summary={summary} round={told} training={isOpen} />
            {told.frozen && <RoundMembers summary={summary} round={told} adding={phase.phase === 'aggregation'} />}
          </div>
        </div>
      </div>
    </>
  );
}
