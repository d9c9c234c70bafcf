// What the meter of a split model says, in words that promise nothing.
import type { Meter } from '@tacit/sdk';

interface MeterWords {
  readonly title: string;
  readonly meaning: string;
  readonly tone: 'bad' | 'warn' | 'info';
}

export const METER_WORDS: Readonly<Record<Meter['verdict'], MeterWords>> = {
  open: {
    title: 'The creator could see your values',
    meaning: 'The attack comes much nearer to them than a guess. Go on only if the creator may know them.',
    tone: 'bad',
  },
  partly: {
    title: 'The creator could see a part of your values',
    meaning: 'The attack comes nearer to them than a guess, and a better attack may come nearer still.',
    tone: 'warn',
  },
  hidden: {
    title: 'This attack comes no nearer than a guess',
    meaning: 'Better attacks may. An offer that is encrypted to its end shows the creator nothing at all.',
    tone: 'info',
  },
};
