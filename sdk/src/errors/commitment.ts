import { ProtocolError } from './protocol-error.ts';

export type CommitmentErrorCode = 'SCALAR_INVALID' | 'POINT_INVALID' | 'COMMITMENTS_EMPTY' | 'LENGTH_MISMATCH';

export const commitmentError = (
  code: CommitmentErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<CommitmentErrorCode> => new ProtocolError(code, message, details ? { details } : {});
