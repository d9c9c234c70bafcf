import { ProtocolError } from './protocol-error.ts';

/** What goes wrong in a round between its chain, its proofs and its shares. */
export type RoundErrorCode =
  | 'UPDATE_INVALID'
  | 'DEAL_INVALID'
  | 'MODEL_INVALID'
  | 'MODEL_UNAVAILABLE'
  | 'MODEL_MISMATCH'
  | 'DATASET_INVALID'
  | 'DATASET_MISMATCH'
  | 'COMMITTEE_KEYS_CHANGED'
  | 'POLICY_UNMET'
  | 'TRAINER_STATE_INVALID'
  | 'WALLET_NOT_DETERMINISTIC'
  | 'TASK_MISSING'
  | 'RELAY_UNREACHABLE'
  | 'RELAY_REFUSED'
  | 'CIRCUIT_MISMATCH'
  | 'SUBMISSION_UNREADABLE'
  | 'LOG_INCOMPLETE'
  | 'SHARES_INCOMPLETE'
  | 'SUM_INVALID'
  | 'SEED_NOT_YET'
  | 'RELEASE_CONFLICT'
  | 'RELEASE_RECORD_INVALID';

export const roundError = (
  code: RoundErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<RoundErrorCode> => new ProtocolError(code, message, details ? { details } : {});
