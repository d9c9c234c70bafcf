// What goes wrong for a creator, and what that means for its next attempt.
import { ProtocolError } from '@tacit/sdk';
import { classifier } from '../watching/failure-kind.ts';

export type CreatorErrorCode = 'OFFER_NOT_OWN' | 'TAIL_MISFIT' | 'HANDOVER_UNAVAILABLE';

export const creatorError = (
  code: CreatorErrorCode,
  message: string,
  details: Record<string, string | number> = {},
): ProtocolError<CreatorErrorCode> => new ProtocolError(code, message, { details });

export const classify = classifier({
  done: ['PHASE_DIFFERS', 'TOO_LATE'],
  early: ['JOB_UNKNOWN'],
  passing: ['HANDOVER_UNAVAILABLE', 'OFFER_UNAVAILABLE'],
});
