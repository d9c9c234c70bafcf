// What goes wrong for a keyholder, and what that means for its next attempt.
import { errorCode, ProtocolError } from '@tacit/sdk';

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

/**
 * `done`: somebody was first, or the phase is over: look again. `early`: the chain's clock is behind. `passing`: the node, a
 * store or the network. `lasting`: as far as one can tell it will fail again, and its operator should know.
 */
export type FailureKind = 'done' | 'early' | 'passing' | 'lasting';

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
const PASSING: readonly string[] = [
  'CHAIN_MOVED',
  'LOG_INCOMPLETE',
  'LOG_RANGE_REFUSED',
  'MODEL_UNAVAILABLE',
  'NETWORK_UNREACHABLE',
  'RPC_FAILED',
  'STORE_LIED',
  'STORE_REFUSED',
  'STORE_UNREACHABLE',
  'SUM_UNAVAILABLE',
  'TRANSACTION_PENDING',
  'TRANSACTION_REPLACED',
];

/** The code that says most: of a transaction that was refused after all, the reason. */
export function codeOf(error: unknown): string {
  const code = errorCode(error);
  if (code === 'TRANSACTION_REVERTED' && error instanceof ProtocolError) return String(error.details.reason ?? code);
  if (code !== undefined) return code;
  // A name says enough; messages of foreign errors may hold anything.
  return error instanceof Error ? error.name : 'unknown';
}

export function classify(error: unknown): FailureKind {
  const code = codeOf(error);
  if (DONE.includes(code)) return 'done';
  if (EARLY.includes(code)) return 'early';
  if (PASSING.includes(code) || code === 'TimeoutError' || code === 'AbortError') return 'passing';
  return 'lasting';
}
