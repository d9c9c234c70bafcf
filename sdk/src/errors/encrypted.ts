import { ProtocolError } from './protocol-error.ts';

export type EncryptedErrorCode =
  | 'NETWORK_INVALID'
  | 'PLAN_IMPOSSIBLE'
  | 'PARAMETERS_UNKNOWN'
  | 'SAMPLE_INVALID'
  | 'KEYS_REFUSED'
  | 'CIPHERTEXT_REFUSED'
  | 'RESULT_REFUSED'
  | 'SECRET_KEY_INVALID'
  | 'HANDOVER_REFUSED'
  | 'SEAL_FAILED'
  | 'SEAL_UNAVAILABLE';

export const encryptedError = (
  code: EncryptedErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<EncryptedErrorCode> => new ProtocolError(code, message, details ? { details } : {});
