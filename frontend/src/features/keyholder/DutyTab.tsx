import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { VaultGate } from '../../app/VaultGate.tsx';
import { useVault } from '../../app/vault-context.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { CheckField } from '../../ui/Field.tsx';
import type { DeskProps } from './desk.ts';
import { RoundCard } from './RoundCard.tsx';
import { useKeySummary } from './use-key.ts';
import { useWorkplace } from './use-workplace.ts';
import { WorkplaceChoice } from './WorkplaceChoice.tsx';
import { KEYHOLDER_WORDS } from './words.ts';

interface AttendProps {
  readonly isOn: boolean;
  readonly onChange: (on: boolean) => void;
  readonly onLeave: () => void;
}

function Attend({ isOn, onChange, onLeave }: AttendProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-4 rounded-card border border-line bg-surface p-5">
      <div className="max-w-prose">
        <CheckField
          label="Attend while this page is open"
          hint="Checks shares as they arrive, and begins what only you can do by itself: complaints, demands, your sum. Your wallet still asks you each time."
          checked={isOn}
          onChange={({ target }) => onChange(target.checked)}
        />
      </div>
      <Button small look="quiet" onClick={onLeave}>
        The key works in a program instead
      </Button>
    </div>
  );
}

/** What is to be done in each round that is not over. */
export function DutyTab({ account, tasks }: DeskProps) {
  const { vault } = useVault();
  const key = useKeySummary(vault).data;
  const workplace = useWorkplace(vault);
  const [attends, setAttends] = useState(false);
  const serving = tasks.filter(({ rounds }) => rounds.length > 0);
  const waiting = tasks.filter(
    ({ accepted, status, rounds }) => accepted && status !== 'closed' && rounds.length === 0,
  );
  if (serving.length === 0) {
    return (
      <Empty title="No round needs you now">
        {waiting.length === 0
          ? 'Rounds of tasks that you accepted appear here as soon as they open.'
          : `You serve ${waiting.length === 1 ? 'one task' : `${waiting.length} tasks`} without an open round. Come back when the next one opens, or keep this page open.`}
      </Empty>
    );
  }
  const works = workplace.place === 'page';
  return (
    <div className="space-y-6">
      {!vault && <VaultGate what="Your key, and the notes of what you published,">{() => null}</VaultGate>}
      {vault && key !== undefined && workplace.place !== undefined && key !== null && (
        <WorkplaceChoice place={workplace.place} onChoose={workplace.choose} />
      )}
      {works && <Attend isOn={attends} onChange={setAttends} onLeave={() => workplace.choose('program')} />}
      {workplace.error && <FailureNotice error={workplace.error} words={KEYHOLDER_WORDS} />}
      {serving.map((task) => (
        <section key={task.task} aria-label={`Task ${task.task}`} className="space-y-4">
          <p className="text-sm text-soft">
            Task{' '}
            <Link
              to="/tasks/$task"
              params={{ task: task.task }}
              className="font-mono text-accent underline underline-offset-2"
            >
              {task.task.slice(0, 10)}…
            </Link>
            , you are keyholder {task.index} of {task.terms.committee.length}
          </p>
          {task.rounds.map((live) => (
            <RoundCard
              key={String(live.number)}
              {...{ account, vault, task, live }}
              works={works}
              attends={works && attends}
              hasKey={key !== null}
            />
          ))}
        </section>
      ))}
    </div>
  );
}
