import { ProtocolError } from './protocol-error.ts';

export type NumericErrorCode =
  | 'SHAPE_INVALID'
  | 'SHAPE_MISMATCH'
  | 'VALUE_OUT_OF_RANGE'
  | 'VALUE_NOT_A_NUMBER'
  | 'LEARNING_RATE_UNAVAILABLE'
  | 'TRAINER_COUNT_INVALID';

export const numericError = (
  code: NumericErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<NumericErrorCode> => new ProtocolError(code, message, details ? { details } : {});
