// What goes wrong for a worker that evaluates, and what that means for its next attempt.
import { ProtocolError } from '@tacit/sdk';
import { classifier } from '../watching/failure-kind.ts';

export type ComputeErrorCode =
  | 'EVALUATION_TOO_SLOW'
  | 'EVALUATION_MEMORY_EXCEEDED'
  | 'EVALUATION_CRASHED'
  | 'COMPUTE_BUSY'
  | 'COMPUTE_STOPPING'
  | 'PLAN_DIFFERS'
  | 'JOB_GONE';

export const computeError = (
  code: ComputeErrorCode,
  message: string,
  details: Record<string, string | number> = {},
): ProtocolError<ComputeErrorCode> => new ProtocolError(code, message, { details });

/** Somebody was first, or the step went on without this worker. */
const DONE: readonly string[] = [
  'ALREADY_CONTESTED',
  'JOB_UNKNOWN',
  'MAY_NOT_CONTEST',
  'NOTHING_CLAIMABLE',
  'NOT_ON_PANEL',
  'PHASE_DIFFERS',
  'SEAT_DIFFERS',
  'TOO_LATE',
  'WORKER_ALREADY_DRAWABLE',
];
/** The chain's clock is behind, or nobody has stake that is free. */
const EARLY: readonly string[] = ['DRAW_TOO_EARLY', 'NOBODY_TO_DRAW', 'TOO_EARLY'];
const PASSING: readonly string[] = ['BLOB_UNAVAILABLE', 'COMPUTE_BUSY', 'COMPUTE_STOPPING', 'OFFER_UNAVAILABLE'];

export const classify = classifier({ done: DONE, early: EARLY, passing: PASSING });
