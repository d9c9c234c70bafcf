import { ProtocolError } from '@tacit/sdk';

/** What an operator can mend. */
export type WorkerErrorCode =
  | 'CONFIG_INVALID'
  | 'CONFIG_UNREADABLE'
  | 'STATE_LOCKED'
  | 'STATE_UNUSABLE'
  | 'ADDRESS_UNAVAILABLE'
  | 'CHAIN_MOVED'
  | 'STAKE_MISSING'
  | 'RELAY_REFUSED';

export const workerError = (
  code: WorkerErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<WorkerErrorCode> => new ProtocolError(code, message, details ? { details } : {});
