import { ProtocolError } from '@tacit/sdk';

/** What somebody who serves or exports the page can mend. */
export type PageErrorCode =
  | 'SITE_CONFIG_INVALID'
  | 'SITE_CONFIG_MISSING'
  | 'SITE_FOLDER_TAKEN'
  | 'PAGE_NOT_BUILT'
  | 'PAGE_INCOMPLETE'
  | 'CIRCUIT_NOT_BUILT';

export const pageError = (
  code: PageErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<PageErrorCode> => new ProtocolError(code, message, details ? { details } : {});
