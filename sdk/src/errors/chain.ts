import { ProtocolError } from './protocol-error.ts';

/** What goes wrong on the way to a contract; what a contract itself refuses has a code of the room `chain`. */
export type ChainErrorCode =
  | 'DEPLOYMENT_INVALID'
  | 'DEPLOYMENT_INCOMPLETE'
  | 'CHAIN_MISMATCH'
  | 'CONTRACT_MISSING'
  | 'ARGUMENT_INVALID'
  | 'TERMS_INVALID'
  | 'ACCOUNT_MISSING'
  | 'USER_REJECTED'
  | 'FUNDS_INSUFFICIENT'
  | 'GAS_LIMIT_EXCEEDED'
  | 'CALL_REVERTED'
  | 'CALL_PANICKED'
  | 'REVERT_UNKNOWN'
  | 'REVERT_MALFORMED'
  | 'TRANSACTION_REVERTED'
  | 'TRANSACTION_REPLACED'
  | 'TRANSACTION_PENDING'
  | 'NETWORK_UNREACHABLE'
  | 'LOG_RANGE_REFUSED'
  | 'RPC_FAILED';

export const chainError = (
  code: ChainErrorCode,
  message: string,
  details?: Record<string, string | number>,
): ProtocolError<ChainErrorCode> => new ProtocolError(code, message, details ? { details } : {});
