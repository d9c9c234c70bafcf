import { ProtocolError } from './sdk.ts';

export type TaskErrorCode =
  | 'INPUT_MISSING'
  | 'INPUT_UNREADABLE'
  | 'INPUT_TOO_LARGE'
  | 'INPUT_NOT_JSON'
  | 'REQUEST_INVALID'
  | 'FIELD_MISSING'
  | 'FIELD_REPEATED';

/** Input that is no request: the person who typed it can mend it. */
export const taskError = (
  code: TaskErrorCode,
  message: string,
  options: { details?: Record<string, string | number>; cause?: unknown } = {},
): ProtocolError<TaskErrorCode> => new ProtocolError(code, message, options);
