import { ProtocolError } from './protocol-error.ts';

/** What goes wrong with content-addressed bytes on their way from and to a store. */
export type StorageErrorCode =
  | 'CID_INVALID'
  | 'CAR_INVALID'
  | 'CAR_TOO_LARGE'
  | 'BLOCK_INVALID'
  | 'BLOCK_TOO_LARGE'
  | 'DAG_INCOMPLETE'
  | 'BLOB_TOO_LARGE'
  | 'STORE_UNREACHABLE'
  | 'STORE_REFUSED'
  | 'STORE_LIED'
  | 'UPLOAD_INVALID'
  | 'UPLOAD_NOT_SIGNED'
  | 'UPLOAD_EXPIRED'
  | 'QUOTA_EXCEEDED';

export const storageError = (
  code: StorageErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<StorageErrorCode> => new ProtocolError(code, message, details ? { details } : {});
