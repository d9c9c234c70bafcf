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

/** What goes wrong around a prediction on encrypted inputs: its documents, its blobs, and what the market says of it. */
export type InferenceErrorCode =
  | 'OFFER_INVALID'
  | 'OFFER_UNAVAILABLE'
  | 'EVALUATION_UNKNOWN'
  | 'REQUEST_DOCUMENT_INVALID'
  | 'DESCRIPTION_INVALID'
  | 'BLOB_REFUSED'
  | 'BLOB_UNAVAILABLE'
  | 'COST_EXCEEDED'
  | 'REQUEST_FOREIGN'
  | 'JOB_UNDECIDED'
  | 'JOB_REFUSED'
  | 'JOB_UNSERVED'
  | 'JOB_MISMATCH'
  | 'OFFER_NOT_OWN'
  | 'TAIL_MISFIT'
  | 'HANDOVER_UNAVAILABLE';

export const inferenceError = (
  code: InferenceErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<InferenceErrorCode> => new ProtocolError(code, message, details ? { details } : {});
