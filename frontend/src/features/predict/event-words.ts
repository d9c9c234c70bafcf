// What happened to a job, as a person reads it.
import { inference, type JobProgress } from '@tacit/sdk';
import { amountText, timeText } from '../../ui/text.ts';

export const shortHash = (hex: string): string => `${hex.slice(0, 8)}…${hex.slice(-4)}`;

type Words = {
  readonly [kind in JobProgress['kind']]: (event: Extract<JobProgress, { kind: kind }>, unit: string) => string;
};

const WORDS: Words = {
  requested: ({ samples, escrow }, unit) =>
    `Asked for ${samples === 1 ? 'one prediction' : `${samples} predictions`}; ${amountText(escrow, unit)} went into escrow`,
  drawing: ({ drawBlock }) => `Block ${drawBlock} will draw the workers`,
  drawn: ({ workers }) => `Drawn by chance: ${workers.map(shortHash).join(', ')}`,
  committed: ({ worker }) => `${shortHash(worker)} has sealed its result, so that nobody can copy it`,
  declined: ({ worker }) => `${shortHash(worker)} gave its seat back; another is drawn`,
  silent: ({ worker, forfeit }, unit) => `${shortHash(worker)} kept silent, and loses ${amountText(forfeit, unit)}`,
  revealing: () => 'All results are sealed; the workers show them',
  revealed: ({ worker, result }) => `${shortHash(worker)} came to ${shortHash(result)}`,
  agreed: ({ result, votes }) =>
    `${votes === 1n ? 'One worker stands' : `${votes} workers agree`} on ${shortHash(result)}`,
  disputed: ({ target }) => `Disputed: ${target} workers in all will decide`,
  slashed: ({ worker, amount }, unit) =>
    `${shortHash(worker)} was wrong, and loses its bond of ${amountText(amount, unit)}`,
  settled: ({ step }) => `Step ${step + 1} is settled`,
  'hand-over': ({ until }) => `The blurred intermediate can be handed over until ${timeText(Number(until))}`,
  'handed-over': ({ until }) => `Handed over; the creator has until ${timeText(Number(until))}`,
  answered: () => 'The creator has answered',
  closed: ({ outcome, refund }, unit) => {
    const words = { phase: 'closed', outcome: inference.OUTCOMES[outcome] ?? 'open' } as const;
    return `Closed: ${words.outcome}${refund > 0n ? `; ${amountText(refund, unit)} come back to the user` : ''}`;
  },
  credited: ({ account, amount }, unit) => `${shortHash(account)} may claim ${amountText(amount, unit)}`,
};

export const eventWords = (event: JobProgress, unit: string): string =>
  (WORDS[event.kind] as (event: JobProgress, unit: string) => string)(event, unit);
