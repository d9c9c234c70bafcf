import { ProtocolError } from './sdk.ts';

export type TaskErrorCode =
  | 'INPUT_MISSING'
  | 'INPUT_UNREADABLE'
  | 'INPUT_TOO_LARGE'
  | 'INPUT_NOT_JSON'
  | 'REQUEST_INVALID'
  | 'FIELD_MISSING'
  | 'FIELD_REPEATED'
  | 'AMOUNT_INVALID'
  | 'TIME_INVALID'
  | 'ADDRESS_INVALID'
  | 'ACCOUNT_UNKNOWN'
  | 'NETWORK_EPHEMERAL'
  | 'DEPLOYMENT_MISSING'
  | 'DEPLOYMENT_STALE'
  | 'DEPLOYMENT_FAILED'
  | 'PARAMETERS_MISSING'
  | 'FILE_EXISTS'
  | 'FILE_UNWRITABLE'
  | 'MODEL_FILE_INVALID'
  | 'DATASET_FILE_INVALID'
  | 'TASK_UNKNOWN'
  | 'ROUND_PHASE'
  | 'NOT_A_MEMBER'
  | 'KEY_NOT_REGISTERED'
  | 'UPDATE_FOREIGN'
  | 'SHARES_INCOMPLETE'
  | 'SUMS_MISSING'
  | 'ADMISSION_LIST_INVALID'
  | 'NOT_ADMITTED'
  | 'NOT_CONFIRMED'
  | 'JOB_PHASE';

/** Input that is no request, or a state that the person who typed it can mend. */
export const taskError = (
  code: TaskErrorCode,
  message: string,
  options: { details?: Record<string, string | number>; cause?: unknown } = {},
): ProtocolError<TaskErrorCode> => new ProtocolError(code, message, options);
