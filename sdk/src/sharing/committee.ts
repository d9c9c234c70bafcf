import { sharingError } from '../errors/index.ts';

/** n keyholders, of whom any t together open a sum, and t - 1 learn nothing. */
export interface Committee {
  readonly members: number;
  readonly threshold: number;
}

/** Far more than anybody will seat. A bound keeps indices small, so that i^j C_j costs little. */
export const MAX_MEMBERS = 2 ** 16;

/** With t = 1 a share is the secret itself: for a single keyholder who is trusted with everything, and nobody else. */
export function checkCommittee({ members, threshold }: Committee): void {
  const whole = Number.isSafeInteger(members) && Number.isSafeInteger(threshold);
  if (!whole || threshold < 1 || threshold > members || members > MAX_MEMBERS) {
    throw sharingError('COMMITTEE_INVALID', `a committee needs 1 <= threshold <= members <= ${MAX_MEMBERS}`);
  }
}

/** A member's index is where its polynomials are evaluated. At 0 lies the secret, so members count from 1. */
export function checkIndex(index: number): number {
  if (!Number.isSafeInteger(index) || index < 1 || index > MAX_MEMBERS) {
    throw sharingError('INDEX_INVALID', `a member's index is a whole number from 1 to ${MAX_MEMBERS}`);
  }
  return index;
}
