import { ProtocolError } from '@tacit/sdk';

/** What the HTTP interface answers with, beside what is wrong with bodies (codes of pin nodes and of the room `storage`). */
export type ApiErrorCode =
  | 'SIGN_IN_REFUSED'
  | 'SESSION_REFUSED'
  | 'JOB_UNKNOWN'
  | 'JOB_OF_ANOTHER'
  | 'BODY_TOO_LARGE'
  | 'COMPUTE_BUSY'
  | 'COMPUTE_STOPPING'
  | 'COMPUTE_UNAVAILABLE';

export const apiError = (code: ApiErrorCode, message: string): ProtocolError<ApiErrorCode> =>
  new ProtocolError(code, message);
