// What goes wrong for a keyholder, and what that means for its next attempt.
import { ProtocolError } from '@tacit/sdk';
import { classifier } from '../watching/failure-kind.ts';

export type KeyholderErrorCode =
  | 'CHAIN_MOVED'
  | 'FINALITY_UNSUPPORTED'
  | 'KEY_NOT_REGISTERED'
  | 'CIRCUIT_UNAVAILABLE'
  | 'SUM_UNAVAILABLE'
  | 'TERMS_FOREIGN';

export const keyholderError = (
  code: KeyholderErrorCode,
  message: string,
  details: Record<string, string | number> = {},
): ProtocolError<KeyholderErrorCode> => new ProtocolError(code, message, { details });

const DONE: readonly string[] = [
  'ALREADY_DEMANDED',
  'ALREADY_EXCLUDED',
  'LOG_NOT_GATHERED',
  'NOT_DEMANDED',
  'NOT_EXCLUDED',
  'NOT_IN_LOG',
  'ROUND_NOT_IN_STATUS',
  'SUM_ALREADY_DEMANDED',
  'SUM_ALREADY_FAULTY',
  'SUM_ALREADY_POSTED',
  'SUM_NOT_DEMANDED',
  'TASK_NOT_IN_STATUS',
  'TOO_LATE',
];
/** The contract's clock, or a node that is a block behind or on another fork: nothing was released, and it may pass. */
const EARLY: readonly string[] = [
  'DEMANDS_OPEN',
  'FROZEN_LOG_DIFFERS',
  'ROUNDS_UNSETTLED',
  'TASK_NOT_OVER',
  'TOO_EARLY',
];
const PASSING: readonly string[] = ['LOG_INCOMPLETE', 'MODEL_UNAVAILABLE', 'SUM_UNAVAILABLE'];

export const classify = classifier({ done: DONE, early: EARLY, passing: PASSING });
