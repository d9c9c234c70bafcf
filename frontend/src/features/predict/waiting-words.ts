// What is waited for, in words.
import type { inference } from '@tacit/sdk';
import type { JobNote } from './job-notes.ts';

interface Waiting {
  readonly title: string;
  readonly lead: string;
}

const PHASES: Readonly<Record<inference.JobPhase, Waiting>> = {
  none: { title: 'Not on the chain', lead: 'Nobody has asked for this yet.' },
  drawing: {
    title: 'Workers are being drawn',
    lead: 'The next blocks’ hash decides who computes, so that nobody can choose. If nobody can be drawn before the deadline, the whole payment comes back.',
  },
  committing: {
    title: 'The workers compute',
    lead: 'Each fetches the ciphertexts, computes on them, and puts a seal of its result on the chain, so that nobody can copy from another.',
  },
  revealing: {
    title: 'The workers show their results',
    lead: 'All have sealed them. Now each opens its seal; who does not loses its bond.',
  },
  contestable: {
    title: 'The result may still be contested',
    lead: 'When that time is over it stands by itself, and everybody is paid.',
  },
  'hand-over': {
    title: 'The blurred intermediate is waited for',
    lead: 'Only the user can hand it over. If that does not happen in time, the creator’s price comes back.',
  },
  answering: {
    title: 'The creator computes the rest',
    lead: 'It opens what was sealed to it, computes the last layers, and seals the answer to the user. If it is late, its price comes back.',
  },
  closed: {
    title: 'Closed',
    lead: 'The job is over. Its result opens only for the user, in the browser that encrypted it.',
  },
};

const CONTESTED: Waiting = {
  title: 'More workers compute it again',
  lead: 'The result was contested. More than half of a larger panel decide for good; who was wrong loses its bond.',
};

const DISSENT: Waiting = {
  title: 'One worker came to another result',
  lead: 'Most agree, and it may still contest: then more workers decide. It cannot be accepted before that time is over, and needs nobody afterwards.',
};

const REFUSED: Waiting = {
  title: 'The workers say that the request is unusable',
  lead: 'Its bytes are not those of the plan, they agree. This page checks it. If it is so, the job ends by itself, and the creator’s price comes back.',
};

const SETTLED_WRONG: Waiting = {
  title: 'A wrong result has already been settled',
  lead: 'A step before this one has another result than this page’s own computation. More workers would go on from it to the same end, so there is nothing to contest; the result will not be shown.',
};

export function waitingWords({
  job,
  isUser,
  hasDissent,
  isRefused,
  kept,
}: {
  readonly job: inference.Job;
  readonly isUser: boolean;
  readonly hasDissent: boolean;
  readonly isRefused: boolean;
  readonly kept: JobNote | undefined;
}): Waiting {
  const { phase } = job;
  if (job.contested && phase !== 'closed' && phase !== 'answering') return CONTESTED;
  if (phase !== 'contestable' || !isUser) return PHASES[phase];
  if (kept?.looked?.wrongStep !== undefined) return SETTLED_WRONG;
  if (isRefused) return REFUSED;
  return hasDissent ? DISSENT : PHASES.contestable;
}

export const NUDGES: Readonly<Record<inference.JobNudge, { readonly label: string; readonly why: string }>> = {
  draw: {
    label: 'Draw the workers',
    why: 'The block that decides is there, and nobody has drawn yet. Workers usually do it; you can, with a transaction that costs gas only.',
  },
  tally: {
    label: 'Count the results',
    why: 'The time to show results is over, and nobody has counted them. You can, with a transaction that costs gas only.',
  },
  settle: {
    label: 'End this phase',
    why: 'Its time is over, and nobody has ended it. You can, with a transaction that costs gas only.',
  },
};
