import { ProtocolError } from '@tacit/sdk';

/** What a relay answers with, beside what the contract itself would say of an update. */
export type RelayErrorCode =
  | 'REQUEST_INVALID'
  | 'ROUTE_UNKNOWN'
  | 'METHOD_UNSUPPORTED'
  | 'TYPE_UNSUPPORTED'
  | 'BODY_TOO_LARGE'
  | 'BODY_TOO_SLOW'
  | 'UPDATE_UNKNOWN'
  | 'UPDATE_FOREIGN'
  | 'UPDATE_NOT_SIGNED'
  | 'PROOFS_REFUSED'
  | 'TASK_NOT_SERVED'
  | 'ROUND_NOT_OPEN'
  | 'NOT_INVITED'
  | 'ALREADY_SUBMITTED'
  | 'ANOTHER_PENDING'
  | 'RELAY_BUSY'
  | 'RELAY_FULL'
  | 'RELAY_STOPPING'
  | 'CHAIN_UNAVAILABLE';

export const relayError = (code: RelayErrorCode, message: string): ProtocolError<RelayErrorCode> =>
  new ProtocolError(code, message);

const STATUS: Readonly<Record<string, number>> = {
  UPDATE_NOT_SIGNED: 403,
  NOT_INVITED: 403,
  ROUTE_UNKNOWN: 404,
  UPDATE_UNKNOWN: 404,
  TASK_NOT_SERVED: 404,
  METHOD_UNSUPPORTED: 405,
  BODY_TOO_SLOW: 408,
  ROUND_NOT_OPEN: 409,
  ALREADY_SUBMITTED: 409,
  ANOTHER_PENDING: 409,
  BODY_TOO_LARGE: 413,
  TYPE_UNSUPPORTED: 415,
  RELAY_BUSY: 429,
  RELAY_FULL: 503,
  RELAY_STOPPING: 503,
  CHAIN_UNAVAILABLE: 503,
  SEED_NOT_YET: 503,
};

/** The node's own failures; the update is not to blame for any of them. */
const PASSING: readonly string[] = [
  'NETWORK_UNREACHABLE',
  'RPC_FAILED',
  'CHAIN_MISMATCH',
  'CONTRACT_MISSING',
  'FUNDS_INSUFFICIENT',
  'TRANSACTION_PENDING',
  'TRANSACTION_REPLACED',
  'TRANSACTION_REVERTED',
  'LOG_RANGE_REFUSED',
];

export const isPassing = (error: unknown): boolean => error instanceof ProtocolError && PASSING.includes(error.code);

/** How HTTP says it: 400 for whatever else is wrong with an update, 500 for what is wrong with us. */
export function statusOf(error: unknown): number {
  if (!(error instanceof ProtocolError)) return 500;
  return STATUS[error.code] ?? (isPassing(error) ? 503 : 400);
}
