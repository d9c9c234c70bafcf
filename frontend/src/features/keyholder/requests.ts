// What a keyholder should know before it accepts a task; nothing here is refused, for terms are its owner's choice.
import type { training } from '@tacit/sdk';

/** Ethereum takes two to three epochs, 13 to 20 minutes, to make a block final. */
const FINAL_AFTER_SECONDS = 1200;
const HOUR = 3600;

export type RequestWarning =
  /** Sums are posted within `aggregation`, and only of what is final. */
  | { readonly kind: 'aggregation-short'; readonly seconds: number }
  /** A page is open only while somebody looks: a phase of a keyholder's may pass meanwhile. */
  | { readonly kind: 'phase-short'; readonly seconds: number }
  | { readonly kind: 'stake-short'; readonly missing: bigint }
  | { readonly kind: 'start-soon'; readonly seconds: number }
  | { readonly kind: 'not-registered' };

export interface RequestFacts {
  readonly terms: Pick<training.Terms, 'times' | 'amounts'>;
  /** The chain's time, in seconds. */
  readonly now: number;
  /** Free stake in wei; undefined for who has no key registered. */
  readonly free: bigint | undefined;
}

export function warningsAbout({ terms, now, free }: RequestFacts): RequestWarning[] {
  const { times, amounts } = terms;
  const warnings: RequestWarning[] = [];
  if (free === undefined) warnings.push({ kind: 'not-registered' });
  else if (free < amounts.keyholderStake) {
    warnings.push({ kind: 'stake-short', missing: amounts.keyholderStake - free });
  }
  if (times.startsAt - now < HOUR / 4)
    warnings.push({ kind: 'start-soon', seconds: Math.max(0, times.startsAt - now) });
  if (times.aggregation < FINAL_AFTER_SECONDS) warnings.push({ kind: 'aggregation-short', seconds: times.aggregation });
  const shortest = Math.min(times.demands + times.answers + times.complaints, times.aggregation);
  if (shortest < 24 * HOUR) warnings.push({ kind: 'phase-short', seconds: shortest });
  return warnings;
}

/** Whether it makes no sense to ask for a signature. */
export const isBlocked = (warnings: readonly RequestWarning[]): boolean =>
  warnings.some(({ kind }) => kind === 'stake-short' || kind === 'not-registered');

/** The last second at which an acceptance serves: when the task starts, nobody may accept any more. */
export const deadlineOf = ({ times }: Pick<training.Terms, 'times'>): bigint => BigInt(times.startsAt);
