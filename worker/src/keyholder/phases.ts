// Where a round stands in the order of its phases.
import { training } from '@tacit/sdk';
import type { RoundState } from './state.ts';

export type RoundPhase = training.RoundPhase;

/** Whether a phase is one of those from the first to the last. */
export function reaches(phase: RoundPhase, first: RoundPhase, last: RoundPhase): boolean {
  const at = training.ROUND_PHASES.indexOf(phase);
  return at >= training.ROUND_PHASES.indexOf(first) && at <= training.ROUND_PHASES.indexOf(last);
}

/** Seconds before a deadline in which nothing is waited for any more: some blocks. */
const URGENT_SECONDS = 60;

/** Whether the phase is about to end: in its last minute, or its last quarter if it is shorter. */
export const isUrgent = ({ until, seconds }: Pick<RoundState, 'until' | 'seconds'>, time: number): boolean =>
  until !== undefined && until - time <= Math.min(URGENT_SECONDS, (seconds ?? 0) / 4);
