import type { StepName } from './use-draft.ts';

export const STEP_TITLES: Readonly<Record<StepName, string>> = {
  model: 'What is learned',
  keyholders: 'Keyholders',
  work: 'Rounds and steps',
  trainers: 'Who may train',
  times: 'Times',
  money: 'Rewards and stakes',
  review: 'Look over and sign',
};

export const STEP_LEADS: Readonly<Record<StepName, string>> = {
  model: 'The shape of the model, and what its numbers stand for.',
  keyholders: 'They hold the shares of every update, and open sums together. None of them learns a single update.',
  work: 'How much each trainer does in a round, and how often.',
  trainers: 'A sum protects a trainer only if the others are other people.',
  times: 'How long everybody has for their part.',
  money: 'What you pay, and what others have to lose.',
  review: 'Nobody can change the terms once you have signed, you included.',
};
