// What goes wrong for a creator, and what that means for its next attempt.
import { classifier } from '../watching/failure-kind.ts';

export const classify = classifier({
  done: ['PHASE_DIFFERS', 'TOO_LATE'],
  early: ['JOB_UNKNOWN'],
  passing: ['HANDOVER_UNAVAILABLE', 'OFFER_UNAVAILABLE'],
});
