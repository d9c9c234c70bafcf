import { ProtocolError } from './protocol-error.ts';

export type DataErrorCode =
  | 'CSV_EMPTY'
  | 'CSV_MALFORMED'
  | 'CSV_VALUE_INVALID'
  | 'CSV_TOO_LARGE'
  | 'COLUMN_UNKNOWN'
  | 'COLUMN_DUPLICATE'
  | 'COLUMN_ROLE_INVALID'
  | 'FEATURES_MISMATCH'
  | 'TARGET_INVALID'
  | 'CLASS_UNKNOWN'
  | 'STANDARDISATION_INVALID'
  | 'TOO_FEW_ROWS'
  | 'TOO_MANY_BATCHES'
  | 'SPLIT_INVALID'
  | 'RANDOMNESS_INVALID'
  | 'BATCH_ENCODING_INVALID'
  | 'BATCH_INDEX_OUT_OF_RANGE'
  | 'PATH_INVALID'
  | 'SALT_INVALID';

export const dataError = (
  code: DataErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<DataErrorCode> => new ProtocolError(code, message, details ? { details } : {});
