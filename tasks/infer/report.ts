// What becomes of a job, as a person reads it at a terminal: a bar for what is waited for, a line for what has happened.
import { tell } from '../support/run-task.ts';
import {
  type FollowedJob,
  formatAmount,
  formatDuration,
  formatTime,
  type inference,
  type Progress,
  startProgress,
} from '../support/sdk.ts';

const WAITING: Readonly<Partial<Record<inference.JobPhase, string>>> = {
  drawing: 'waiting for the block that draws the workers',
  committing: 'workers evaluate',
  revealing: 'workers reveal their results',
  contestable: 'the result may be contested',
  'hand-over': 'the intermediate may be handed over',
  answering: 'the creator evaluates the rest',
};

type Lines = { readonly [kind in FollowedJob['kind']]?: (event: Extract<FollowedJob, { kind: kind }>) => string };

const short = (hex: string): string => `${hex.slice(0, 10)}...`;

const LINES: Lines = {
  drawn: ({ step, workers }) => `step ${step}: drawn ${workers.join(', ')}`,
  declined: ({ step, worker }) => `step ${step}: ${worker} gave its seat back`,
  silent: ({ step, worker, forfeit }) => `step ${step}: ${worker} kept silent, and loses ${formatAmount(forfeit)}`,
  revealed: ({ step, worker, result }) => `step ${step}: ${worker} came to ${short(result)}`,
  agreed: ({ step, result, votes }) => `step ${step}: ${votes} agree on ${short(result)}`,
  disputed: ({ step, target }) => `step ${step}: disputed; ${target} workers decide`,
  slashed: ({ step, worker, amount }) => `step ${step}: ${worker} was wrong, and loses ${formatAmount(amount)}`,
  'handed-over': ({ until }) => `handed over; the creator has until ${formatTime(until)}`,
  answered: () => 'the creator has answered',
  nudged: ({ call, transaction }) => `nobody else did: ${call} by ${transaction}`,
  retrying: ({ code, inMs }) => `${code}: trying again in ${formatDuration(inMs)}`,
};

export interface JobReport {
  readonly onEvent: (event: FollowedJob) => void;
  readonly end: (outcome?: 'done' | 'failed') => void;
}

export function createReport(): JobReport {
  let bar: Progress | undefined;
  let title = '';
  const end: JobReport['end'] = (outcome = 'done') => {
    bar?.end(outcome);
    bar = undefined;
    title = '';
  };
  return {
    end,
    onEvent(event) {
      if (event.kind === 'state') {
        const { phase, step, until } = event.job;
        const what = WAITING[phase];
        if (what === undefined) return end();
        const whole = `step ${step}: ${what}`;
        if (whole === title) return;
        end();
        bar = startProgress(whole);
        bar.update(undefined, `until ${formatTime(until)}`);
        title = whole;
        return;
      }
      const line = LINES[event.kind] as ((event: FollowedJob) => string) | undefined;
      if (!line) return;
      end();
      tell(line(event));
    },
  };
}
