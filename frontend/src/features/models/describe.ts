// Models in words: what goes in, and what comes out.
import type { inference, OfferDocument } from '@tacit/sdk';

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

function list(words: readonly string[], last: string): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

const FEW = 4;

type Described = Pick<OfferDocument, 'input' | 'output'>;

/** A name that says what the model tells. */
export function modelTitle({ output }: Pick<Described, 'output'>): string {
  const { kind, labels, count } = output;
  if (kind === 'values') {
    const few = labels && labels.length <= FEW;
    return few ? `Predicts ${list(labels, 'and')}` : `Predicts ${counted(count, 'number')}`;
  }
  if (labels && labels.length <= FEW) return `Tells apart ${list(labels, 'and')}`;
  return `Sorts into ${counted(Math.max(2, count), 'class', 'classes')}`;
}

export function inputWords({ input: { count, names } }: Pick<Described, 'input'>): string {
  if (names && names.length <= FEW) return `from ${list(names, 'and')}`;
  return `from ${counted(count, 'value')}`;
}

export const MODE_WORDS: Readonly<Record<inference.Mode, { readonly label: string; readonly means: string }>> = {
  encrypted: {
    label: 'Encrypted to the end',
    means: 'Workers compute on encrypted values alone, and only who asked can open the result.',
  },
  split: {
    label: 'Split',
    means:
      'Workers compute the first layers on encrypted values; the creator computes the rest on values in between, blurred by who asked.',
  },
};

export const PHASE_WORDS: Readonly<Record<inference.JobPhase, string>> = {
  none: 'Unknown',
  drawing: 'Workers are drawn',
  committing: 'Workers compute',
  revealing: 'Workers show results',
  contestable: 'May be contested',
  'hand-over': 'Waits for the user',
  answering: 'Waits for you',
  closed: 'Closed',
};

export const OUTCOME_WORDS: Readonly<Record<inference.JobOutcome, string>> = {
  open: 'Under way',
  served: 'Served',
  refused: 'Request was none',
  unserved: 'No result in time',
  abandoned: 'Not handed over',
  unanswered: 'Not answered in time',
};
