// The way of a prediction from one's values to its result, and where it has come to.
import type { inference } from '@tacit/sdk';
import type { Step, StepState } from '../../ui/Steps.tsx';
import type { Act } from './job-view.ts';

interface Where {
  readonly job: inference.Job | null;
  readonly isSplit: boolean;
  readonly act: Act;
  readonly opened: boolean;
}

const ORDER: readonly inference.JobPhase[] = [
  'none',
  'drawing',
  'committing',
  'revealing',
  'contestable',
  'hand-over',
  'answering',
  'closed',
];

/** Titles with the phases in which each is the present one. */
const STATIONS: readonly (readonly [title: string, phases: readonly inference.JobPhase[], split?: true])[] = [
  ['Encrypted and kept in this browser', []],
  ['Sent and paid', ['none']],
  ['Workers drawn by chance', ['drawing']],
  ['Computed on the ciphertexts', ['committing', 'revealing']],
  ['Time to doubt the result', ['contestable']],
  ['Blurred intermediate handed over', ['hand-over'], true],
  ['The creator computes the rest', ['answering'], true],
];

/** A job that ended without a result failed where it was. */
function stateAt(phases: readonly inference.JobPhase[], { job, act }: Where): StepState {
  if (phases.length === 0) return 'done';
  const phase = job?.phase ?? 'none';
  if (phases.includes(phase)) return 'now';
  const isPast = ORDER.indexOf(phase) > Math.max(...phases.map((each) => ORDER.indexOf(each)));
  if (!isPast) return 'todo';
  if (act !== 'over' || phases.includes('none')) return 'done';
  return endedBefore(job, phases) ? 'failed' : 'done';
}

/** Whether a closed job's outcome says that it never got past these phases. */
function endedBefore(job: inference.Job | null, phases: readonly inference.JobPhase[]): boolean {
  if (job?.outcome === 'unserved' || job?.outcome === 'refused') {
    return !phases.includes('drawing') || job.outcome === 'unserved';
  }
  if (job?.outcome === 'abandoned') return phases.includes('hand-over') || phases.includes('answering');
  return job?.outcome === 'unanswered' && phases.includes('answering');
}

export function journeyOf(where: Where): Step[] {
  const stations = STATIONS.filter(([, , split]) => !split || where.isSplit);
  const steps = stations.map(([title, phases]): Step => ({ title, state: stateAt(phases, where) }));
  const { act, opened } = where;
  const last: StepState = opened
    ? 'done'
    : act === 'open'
      ? 'now'
      : act === 'over' || act === 'wrong'
        ? 'failed'
        : 'todo';
  return [...steps, { title: 'Result opened, by you alone', state: last }];
}
