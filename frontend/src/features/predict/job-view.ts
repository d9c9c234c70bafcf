// Where a job is, and what there is to do for its user: decided here from hashes and notes alone, never from what a result holds.
import { type FollowedJob, inference, type JobProgress } from '@tacit/sdk';
import type { JobNote, LookedAt } from './job-notes.ts';

export interface JobView {
  readonly job?: inference.Job;
  readonly now?: { readonly number: bigint; readonly timestamp: bigint };
  readonly events: readonly JobProgress[];
  /** Why nothing new is known at the moment. */
  readonly retrying?: string;
}

export const EMPTY_VIEW: JobView = { events: [] };

/** What was told, added to what is known. */
export function addToView(view: JobView, told: FollowedJob): JobView {
  if (told.kind === 'state') {
    const { retrying: _, ...known } = view;
    return { ...known, job: told.job, now: told.now };
  }
  if (told.kind === 'retrying') return { ...view, retrying: told.code };
  if (told.kind === 'nudged') return view;
  return { ...view, events: [...view.events, told] };
}

/** A state that was looked at once need not be looked at again. */
export const stateOf = ({ step, result, contested }: Pick<inference.Job, 'step' | 'result' | 'contested'>): string =>
  `${step} ${result} ${contested}`;

export type Act =
  | 'send'
  | 'wait'
  | 'look'
  | 'contest'
  | 'accept'
  | 'hand-over'
  | 'open'
  /** Closed and served, and another result than the own evaluation gives: it is not shown. */
  | 'wrong'
  /** Closed without a result. */
  | 'over';

export interface Known {
  readonly job: inference.Job | null;
  readonly isSplit: boolean;
  /** Steps of the plan. */
  readonly steps: number;
  readonly refusal: string;
  readonly hasDissent: boolean;
  /** Undefined where this browser does not keep the request. */
  readonly note: JobNote | undefined;
}

/** Whether a step that is over has another result than it should: all workers go on from there to the same end. */
const isSettledWrong = (looked: LookedAt | undefined, step: number): boolean =>
  looked?.wrongStep !== undefined && looked.wrongStep < step;

/** Whether a job's result is another than the own evaluation of all steps gives. */
function isWrong(looked: LookedAt | undefined, { job, steps }: { job: inference.Job; steps: number }): boolean {
  if (!looked) return false;
  if (isSettledWrong(looked, job.step)) return true;
  return looked.own.length === steps && looked.own.at(-1) !== job.result;
}

function actWhenContestable(job: inference.Job, { isSplit, steps, refusal, hasDissent, note }: Known): Act {
  const looked = note?.looked;
  const isRefusal = job.result === refusal;
  const isDone = looked !== undefined && (looked.wrongStep !== undefined || looked.at === stateOf(job));
  if (note && (note.look || isRefusal) && !job.contested && !isDone) return 'look';
  const settled = isSettledWrong(looked, job.step);
  if (looked?.wrongStep !== undefined && !settled && !job.contested) return 'contest';
  if (!inference.isDecided(job, steps) || isRefusal || hasDissent) return 'wait';
  // What is handed over is the user's own then; but nobody is to be paid sooner for a result that is wrong.
  if (isSplit) return note ? 'hand-over' : 'wait';
  return isWrong(looked, { job, steps }) ? 'wait' : 'accept';
}

/** What is there to do now. */
export function nextAct(known: Known): Act {
  const { job, isSplit, note, steps } = known;
  if (!job) return 'send';
  if (job.phase === 'contestable') return actWhenContestable(job, known);
  if (job.phase === 'hand-over') return note ? 'hand-over' : 'wait';
  if (job.phase !== 'closed') return 'wait';
  if (job.outcome !== 'served') return 'over';
  return !isSplit && isWrong(note?.looked, { job, steps }) ? 'wrong' : 'open';
}

const PHASES: Readonly<Record<inference.JobPhase, string>> = {
  none: 'Not asked',
  drawing: 'Workers are being drawn',
  committing: 'Workers compute',
  revealing: 'Workers show their results',
  contestable: 'May be contested',
  'hand-over': 'Waits for your hand-over',
  answering: 'The creator computes the rest',
  closed: 'Closed',
};

const OUTCOMES: Readonly<Record<inference.JobOutcome, string>> = {
  open: 'Under way',
  served: 'Done',
  refused: 'Refused by the workers',
  unserved: 'Not served, refunded',
  abandoned: 'Not handed over',
  unanswered: 'Not answered, refunded',
};

/** A job's state in a word or two. */
export const stateWords = ({ phase, outcome }: Pick<inference.Job, 'phase' | 'outcome'>): string =>
  phase === 'closed' ? OUTCOMES[outcome] : PHASES[phase];

export const stateTone = ({ phase, outcome }: Pick<inference.Job, 'phase' | 'outcome'>) => {
  if (phase !== 'closed') return 'accent' as const;
  return outcome === 'served' ? ('good' as const) : ('warn' as const);
};

export const SEATS: Readonly<Record<inference.SeatStatus, string>> = {
  empty: 'Not drawn yet',
  drawn: 'Drawn, computes',
  committed: 'Has sealed its result',
  revealed: 'Has shown its result',
  declined: 'Gave its seat back',
  silent: 'Kept silent',
};
