// A task's terms while somebody writes them: texts as they were typed. Nothing in them is secret.
import type { training } from '@tacit/sdk';

type Texts<Key extends string> = Readonly<Record<Key, string>>;

export interface Draft {
  /** Id of a registered circuit, or nothing yet. */
  readonly circuit: string;
  readonly title: string;
  readonly about: string;
  /** Names with commas or lines between. */
  readonly features: string;
  readonly outputs: string;
  readonly committee: readonly string[];
  readonly threshold: string;
  readonly work: Texts<keyof training.Work>;
  /** In ether. */
  readonly amounts: Texts<keyof training.Amounts>;
  /** Durations; `startsAt` and `endsAt` count from the moment of signing. */
  readonly times: Texts<keyof training.Times>;
  readonly admission: 'open' | 'list';
  readonly admitted: string;
}

export const PACES = {
  sitting: {
    label: 'In one sitting',
    hint: 'Everybody sits at their machine: a round in about an hour.',
    times: {
      startsAt: '30m',
      endsAt: '7d',
      training: '15m',
      demands: '3m',
      answers: '4m',
      complaints: '4m',
      aggregation: '25m',
    },
  },
  day: {
    label: 'A round a day',
    hint: 'Programs that look in now and then.',
    times: {
      startsAt: '1d',
      endsAt: '60d',
      training: '12h',
      demands: '1h',
      answers: '2h',
      complaints: '1h',
      aggregation: '2h',
    },
  },
  week: {
    label: 'A round a week',
    hint: 'People who train by hand, between other work.',
    times: {
      startsAt: '7d',
      endsAt: '365d',
      training: '5d',
      demands: '6h',
      answers: '12h',
      complaints: '6h',
      aggregation: '12h',
    },
  },
} as const satisfies Readonly<Record<string, { label: string; hint: string; times: Draft['times'] }>>;

export const NEW_DRAFT: Draft = {
  circuit: '',
  title: '',
  about: '',
  features: '',
  outputs: '',
  committee: [],
  threshold: '2',
  work: {
    steps: '4',
    multiplier: '4',
    rounds: '5',
    maxVoid: '3',
    minTrainers: '3',
    maxTrainers: '16',
    minBatches: '2',
  },
  amounts: {
    trainerReward: '0.03',
    keyholderReward: '0.01',
    finaliserReward: '0.005',
    trainerStake: '0.1',
    roundBond: '0.001',
    openingBond: '0.001',
    demandBond: '0.002',
    keyholderStake: '0.5',
    absencePenalty: '0.1',
  },
  times: PACES.day.times,
  admission: 'list',
  admitted: '',
};

/** Names in order, without the empty ones. */
export const namesOf = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
