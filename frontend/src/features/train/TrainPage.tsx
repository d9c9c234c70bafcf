import { errorCode } from '@tacit/sdk';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Hex } from 'viem';
import { useAddress } from '../../app/account.ts';
import { Empty } from '../../ui/Empty.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { TaskTitle } from '../tasks/TaskTitle.tsx';
import { TASK_WORDS } from '../tasks/words.ts';
import { EnrolStep } from './EnrolStep.tsx';
import { RoundsStep } from './RoundsStep.tsx';
import { RowsStep } from './RowsStep.tsx';
import { TaskStep } from './TaskStep.tsx';
import { isOver } from './task-facts.ts';
import { useDataset } from './use-dataset.ts';
import { useJoining } from './use-joining.ts';
import { type TrainTask, useEnrolment, useTrainTask } from './use-train-task.ts';

const isTaskId = (text: string): text is Hex => /^0x[0-9a-f]{64}$/.test(text);

function Join({ found, account }: { readonly found: TrainTask; readonly account: Hex | undefined }) {
  const dataset = useDataset();
  const joining = useJoining(found, account);
  const { shape } = found.circuit;
  if (isOver(found.task)) {
    return (
      <Notice title="This task is over">
        <p>Nobody can enrol any more. Its models and rounds are on the task’s page.</p>
      </Notice>
    );
  }
  if (found.task.status === 'proposed') {
    return (
      <Notice tone="warn" title="The keyholders have not all accepted yet">
        <p>Trainers can enrol once they have. You can look at what your file would come to already.</p>
      </Notice>
    );
  }
  if (!shape) {
    return (
      <Notice tone="bad" title="This page does not know the model of this task">
        <p>Its circuit was registered under a name that says no shape. Another copy of the page may know it.</p>
      </Notice>
    );
  }
  return (
    <>
      <RowsStep {...{ found, shape, dataset }} />
      <EnrolStep {...{ found, joining, dataset }} />
    </>
  );
}

function Train({ found }: { readonly found: TrainTask }) {
  const account = useAddress();
  const enrolment = useEnrolment(found.id, account);
  const isEnrolled = enrolment !== undefined && enrolment.status !== 'none';
  // Somebody who has prepared rows, and connects a wallet only then, must find them where they were.
  const [isJoining, setJoining] = useState(false);
  if (!isJoining && !isEnrolled && (account === undefined || enrolment)) setJoining(true);
  return (
    <div className="max-w-5xl space-y-6">
      {isEnrolled && account && <RoundsStep {...{ found, enrolment, account }} />}
      <TaskStep found={found} isEnrolled={isEnrolled} />
      {!isEnrolled && isJoining && <Join found={found} account={account} />}
      {!isEnrolled && !isJoining && <Loading label="Looking whether you are enrolled" />}
    </div>
  );
}

function Found({ id }: { readonly id: Hex }) {
  const { found, error, retry } = useTrainTask(id);
  return (
    <>
      <PageHeader
        trail={
          <Link to="/train" className="underline underline-offset-2">
            Train
          </Link>
        }
        title={found ? <TaskTitle terms={found.terms} circuit={found.circuit} /> : 'Train'}
        lead="Your rows stay on this machine. What leaves it is an update that is proven, and sealed in shares."
      />
      {error && !found && <FailureNotice error={error} words={TASK_WORDS} onRetry={retry} />}
      {!found && !error && <Loading label="Reading the task" lines={6} />}
      {found && <Train found={found} />}
      {found && errorCode(error) === 'NETWORK_UNREACHABLE' && <FailureNotice error={error} onRetry={retry} />}
    </>
  );
}

export function TrainPage() {
  const { task } = useParams({ from: '/train/$task' });
  if (isTaskId(task)) return <Found id={task} />;
  return (
    <>
      <PageHeader title="Train" />
      <Empty title="That is no task">
        <p>
          A task has an id of 64 digits.{' '}
          <Link to="/tasks" className="text-accent underline">
            Choose one from the list.
          </Link>
        </p>
      </Empty>
    </>
  );
}
