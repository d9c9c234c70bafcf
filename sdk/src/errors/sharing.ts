import { ProtocolError } from './protocol-error.ts';

export type SharingErrorCode =
  | 'COMMITTEE_INVALID'
  | 'INDEX_INVALID'
  | 'INDEX_DUPLICATE'
  | 'SHARE_COUNT_INVALID'
  | 'VECTOR_INVALID'
  | 'SECRET_INVALID'
  | 'WORD_INVALID'
  | 'ADDRESS_INVALID'
  | 'TRANSCRIPT_INVALID'
  | 'OPENING_MISMATCH'
  | 'EPHEMERAL_UNPROVEN'
  | 'CIPHERTEXT_MISMATCH'
  | 'CIPHERTEXT_LENGTH'
  | 'SHARE_OUT_OF_FIELD'
  | 'COMPLAINT_UNFOUNDED'
  | 'SUM_NOT_OPENED'
  | 'ENVELOPE_TOO_LARGE'
  | 'ENVELOPE_INVALID'
  | 'ENVELOPE_FOREIGN'
  | 'KEY_FILE_EXISTS'
  | 'KEY_FILE_INVALID'
  | 'KEY_FILE_EXPOSED'
  | 'KEY_FILE_UNREADABLE';

export const sharingError = (
  code: SharingErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<SharingErrorCode> => new ProtocolError(code, message, details ? { details } : {});
