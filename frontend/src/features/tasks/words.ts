// What states, phases and refusals mean, for somebody who has never seen them.
import type { training } from '@tacit/sdk';
import type { Tone } from '../../ui/Badge.tsx';
import type { WordsByCode } from '../../ui/failures.ts';
import type { Stage } from './stages.ts';
import type { ExclusionReason, RoundSummary } from './summary.ts';

export const STAGE_WORDS: Readonly<
  Record<Stage, { readonly label: string; readonly tone: Tone; readonly meaning: string }>
> = {
  keyholders: {
    label: 'Waiting for keyholders',
    tone: 'warn',
    meaning: 'Every member of the committee has to accept before the start, or the task is off.',
  },
  recruiting: {
    label: 'Recruiting',
    tone: 'accent',
    meaning: 'Trainers can enrol. The first round opens once there are enough of them.',
  },
  running: {
    label: 'Running',
    tone: 'good',
    meaning: 'Rounds are under way. Trainers can still enrol, if there is room.',
  },
  ended: { label: 'Ended', tone: 'neutral', meaning: 'No further rounds. What is owed can still be withdrawn.' },
};

interface PhaseWords {
  readonly label: string;
  readonly meaning: string;
}

export const PHASE_WORDS: Readonly<Record<training.RoundPhase, PhaseWords>> = {
  none: { label: 'Not opened', meaning: 'Nobody has opened this round.' },
  training: {
    label: 'Training',
    meaning: 'Trainers prove their steps and submit them. Each proof is checked by the contract.',
  },
  'share-demands': {
    label: 'Shares delivered?',
    meaning: 'Keyholders may ask for sealed shares that they did not get.',
  },
  'share-answers': {
    label: 'Missing shares',
    meaning: 'Whoever is asked shows the missing shares, or is left out of the round.',
  },
  'share-complaints': { label: 'Complaints', meaning: 'A share that does not fit its commitment can be proven wrong.' },
  undelivered: {
    label: 'To be cleared',
    meaning: 'A demand is open whose time is over. Somebody has to clear it first.',
  },
  freezable: { label: 'To be frozen', meaning: 'Who counts is settled. Anybody may now fix it for good.' },
  aggregation: {
    label: 'Adding up',
    meaning: 'Each keyholder adds up its shares and posts the sum. No single update is opened.',
  },
  'sum-demands': { label: 'Sums delivered?', meaning: 'Anybody may ask for a posted sum that cannot be had.' },
  'sum-answers': { label: 'Missing sums', meaning: 'Keyholders who were asked show their sums, or lose their stake.' },
  'sum-complaints': {
    label: 'Sums checked',
    meaning: 'A wrong sum can be proven wrong, and costs its keyholder the stake.',
  },
  burnable: {
    label: 'Given up',
    meaning: 'Too few sums came, or no proof of the new model. Anybody may end the round.',
  },
  settleable: { label: 'To be paid', meaning: 'All disputes are over. Anybody may have everybody paid.' },
  settled: { label: 'Paid', meaning: 'Everybody was paid or slashed.' },
  void: { label: 'Void', meaning: 'Too few trainers were left. Nothing was added up, and nobody’s update was opened.' },
};

export const OUTCOME_WORDS: Readonly<Record<RoundSummary['outcome'], { readonly label: string; readonly tone: Tone }>> =
  {
    open: { label: 'Under way', tone: 'accent' },
    frozen: { label: 'Adding up', tone: 'accent' },
    finalised: { label: 'New model proven', tone: 'good' },
    void: { label: 'Void', tone: 'warn' },
    burned: { label: 'Given up', tone: 'bad' },
  };

export const REASON_WORDS: Readonly<Record<ExclusionReason, string>> = {
  undelivered: 'A keyholder asked for its sealed share, and nobody showed it in time.',
  ephemeral: 'The one-time key of the sealed shares was not proven: keyholders could not use them.',
  length: 'A sealed share had the wrong length.',
  share: 'A share did not fit what the trainer had committed to.',
};

export const TASK_WORDS: WordsByCode = {
  TASK_UNKNOWN: {
    title: 'There is no such task here',
    next: 'The address may be cut off, or of another network. Look for the task in the list.',
  },
  ROUND_UNKNOWN: {
    title: 'This round was never opened',
    next: 'Go back to the task and choose one of its rounds.',
  },
  TRAINERS_TOO_FEW: {
    title: 'There are too few trainers for a round',
    next: 'Wait until more have enrolled. The task says how many a round needs.',
  },
  TASK_NOT_IN_STATUS: {
    title: 'The task is no longer in that state',
    next: 'Somebody was faster, or the task ended. The page reads it again by itself.',
  },
  ROUND_NOT_IN_STATUS: {
    title: 'The round is no longer in that state',
    next: 'Somebody was faster. Nothing was sent; the page reads the round again by itself.',
  },
  ROUND_UNDER_WAY: {
    title: 'A round is under way',
    next: 'Wait for its end: a task has one round at a time.',
  },
  ROUNDS_UNSETTLED: {
    title: 'A round is not paid yet',
    next: 'Open its page and have it paid first. Then the task can be closed.',
  },
  TASK_NOT_OVER: { title: 'The task is not over', next: 'It can be closed after its last round, or after its end.' },
  TOO_EARLY: { title: 'It is too early for that', next: 'Wait for the time that is shown, and try again.' },
  TOO_LATE: { title: 'The time for that is over', next: 'Nothing was sent. The page shows what can be done now.' },
  NOT_COORDINATOR: {
    title: 'Only the coordinator can do that',
    next: 'Choose the coordinator’s account in your wallet.',
  },
  NOTHING_OWED: {
    title: 'Nothing is owed to this account',
    next: 'It was withdrawn already, or another account earned it.',
  },
  NOTHING_TO_COLLECT: {
    title: 'There is nothing to collect yet',
    next: 'Pay is due once a round is paid out; the deposit once your last round is.',
  },
};
