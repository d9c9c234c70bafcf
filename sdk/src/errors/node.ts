import { ProtocolError } from './protocol-error.ts';

/** What goes wrong with files and processes of one machine. */
export type NodeErrorCode =
  | 'SEALED_FILE_EXISTS'
  | 'SEALED_FILE_INVALID'
  | 'SEALED_FILE_EXPOSED'
  | 'SEALED_FILE_TOO_LARGE'
  | 'SEALED_FILE_UNREADABLE'
  | 'SEALED_FILE_UNWRITABLE'
  | 'SEALING_SECRET_INVALID'
  | 'PASSPHRASE_MISSING'
  | 'PASSPHRASE_FILE_INVALID'
  | 'WALLET_FILE_INVALID'
  | 'INFERENCE_KEYS_INVALID'
  | 'REQUEST_FOLDER_EXISTS'
  | 'REQUEST_FOLDER_INVALID';

export const nodeError = (
  code: NodeErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<NodeErrorCode> => new ProtocolError(code, message, details ? { details } : {});
