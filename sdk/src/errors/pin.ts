import { ProtocolError } from './protocol-error.ts';

/** What a pin node answers with, beside what is wrong with the bytes themselves (codes of the room `storage`). */
export type PinErrorCode =
  | 'REQUEST_INVALID'
  | 'ROUTE_UNKNOWN'
  | 'METHOD_UNSUPPORTED'
  | 'TYPE_UNSUPPORTED'
  | 'LENGTH_REQUIRED'
  | 'UPLOADER_REFUSED'
  | 'UPLOAD_TOO_SLOW'
  | 'BLOB_MISSING'
  | 'PIN_BUSY'
  | 'PIN_FULL'
  | 'PIN_STOPPING'
  | 'PIN_STATE_INVALID'
  | 'PIN_CONFIGURATION_INVALID';

export const pinError = (
  code: PinErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<PinErrorCode> => new ProtocolError(code, message, details ? { details } : {});
