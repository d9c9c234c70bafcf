import { ProtocolError } from './protocol-error.ts';

export type ProvingErrorCode =
  | 'CIRCUIT_UNKNOWN'
  | 'CIRCUITS_FILE_INVALID'
  | 'ARTIFACT_MISSING'
  | 'KEY_INVALID'
  | 'KEY_MISMATCH'
  | 'ROOT_MISMATCH'
  | 'FIELD_INVALID'
  | 'WITNESS_REFUSED'
  | 'ENCODING_INVALID'
  | 'ENCODING_NOT_CANONICAL'
  | 'REQUEST_INVALID'
  | 'BUILD_FAILED';

export const provingError = (
  code: ProvingErrorCode,
  message: string,
  options: { details?: Record<string, string | number>; cause?: unknown } = {},
): ProtocolError<ProvingErrorCode> => new ProtocolError(code, message, options);
