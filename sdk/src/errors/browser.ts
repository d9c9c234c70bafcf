import { ProtocolError } from './protocol-error.ts';

/** What goes wrong with a page's own files, and with what it keeps in its browser. */
export type BrowserErrorCode =
  | 'SITE_INVALID'
  | 'STORAGE_UNAVAILABLE'
  | 'STORAGE_FULL'
  | 'STORAGE_FAILED'
  | 'VAULT_LOCKED'
  | 'VAULT_SECRET_MISSING'
  | 'VAULT_WALLET_MISSING'
  | 'VAULT_SECRET_WRONG'
  | 'VAULT_FOREIGN'
  | 'VAULT_INVALID'
  | 'DOCUMENT_INVALID'
  | 'KEYHOLDER_KEY_EXISTS'
  | 'KEYHOLDER_KEY_MISSING'
  | 'KEYHOLDER_KEY_INVALID'
  | 'BACKUP_DIFFERS'
  | 'KEPT_REQUEST_EXISTS'
  | 'KEPT_REQUEST_MISSING'
  | 'KEPT_REQUEST_INVALID'
  | 'KEPT_KEYS_INVALID';

export const browserError = (
  code: BrowserErrorCode,
  message: string,
  options: { readonly details?: Record<string, string | number>; readonly cause?: unknown } = {},
): ProtocolError<BrowserErrorCode> => new ProtocolError(code, message, options);
