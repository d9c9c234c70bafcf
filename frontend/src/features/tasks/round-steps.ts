// A round's phases, as the steps that a person sees.
import type { training } from '@tacit/sdk';
import type { StepState } from '../../ui/Steps.tsx';

export const ROUND_STEPS = ['train', 'check', 'freeze', 'add-up', 'check-sums', 'pay'] as const;
export type RoundStepName = (typeof ROUND_STEPS)[number];

const STEP_OF: Readonly<Partial<Record<training.RoundPhase, RoundStepName>>> = {
  training: 'train',
  'share-demands': 'check',
  'share-answers': 'check',
  'share-complaints': 'check',
  undelivered: 'check',
  freezable: 'freeze',
  aggregation: 'add-up',
  'sum-demands': 'check-sums',
  'sum-answers': 'check-sums',
  'sum-complaints': 'check-sums',
  burnable: 'check-sums',
  settleable: 'pay',
};

export interface RoundStep {
  readonly name: RoundStepName;
  readonly state: StepState;
}

type Ended = Pick<training.Round, 'status' | 'settled'>;

/** `void` fails at the freeze; `burned` where a model should have come of the sums. */
export function stepsOf(phase: training.RoundPhase, { status, settled }: Ended): RoundStep[] {
  const at = STEP_OF[phase];
  const current = at === undefined ? undefined : ROUND_STEPS.indexOf(at);
  const failedAt =
    status === 'void' ? ROUND_STEPS.indexOf('freeze') : status === 'burned' ? ROUND_STEPS.indexOf('check-sums') : -1;
  const stateAt = (i: number): StepState => {
    if (i === failedAt) return 'failed';
    if (status === 'void') return i < failedAt ? 'done' : 'todo';
    if (settled) return 'done';
    if (current === undefined) return 'todo';
    if (i === current) return phase === 'burnable' ? 'failed' : 'now';
    return i < current ? 'done' : 'todo';
  };
  return ROUND_STEPS.map((name, i) => ({ name, state: stateAt(i) }));
}

type Timed = Pick<training.Round, 'trainingEnds' | 'aggregationEnds'>;

/** The last second of a step; undefined where that is not known yet, or no time ends it. */
export function endOf(
  name: RoundStepName,
  { trainingEnds, aggregationEnds }: Timed,
  { demands, answers, complaints }: training.Times,
): number | undefined {
  const disputes = demands + answers + complaints;
  if (name === 'train') return trainingEnds;
  if (name === 'check') return trainingEnds + disputes;
  if (aggregationEnds === 0) return undefined;
  if (name === 'add-up') return aggregationEnds;
  return name === 'check-sums' ? aggregationEnds + disputes : undefined;
}

export const STEP_WORDS: Readonly<Record<RoundStepName, { readonly title: string; readonly meaning: string }>> = {
  train: {
    title: 'Trainers prove and submit',
    meaning: 'Each proves its steps in its own browser or program. The contract checks every proof.',
  },
  check: {
    title: 'Keyholders check their shares',
    meaning: 'Each opens the shares sealed to it, and asks for what is missing or proves what is wrong.',
  },
  freeze: {
    title: 'Who counts is fixed',
    meaning: 'For good: two sums over different trainers would give somebody’s update away.',
  },
  'add-up': {
    title: 'Keyholders add up',
    meaning:
      'Each posts the sum of its shares. From enough of these follows the sum of all updates, and no single one.',
  },
  'check-sums': {
    title: 'The new model is proven, and sums are checked',
    meaning:
      'Whoever knows the sum proves the model that follows from it. A wrong or withheld sum costs its keyholder the stake.',
  },
  pay: { title: 'Everybody is paid', meaning: 'Rewards and slashed stakes are credited, and can be withdrawn.' },
};
