// What goes wrong for a role that follows the chain, and what that means for its next attempt.
import { errorCode, ProtocolError } from '@tacit/sdk';

/**
 * `done`: somebody was first, or the phase is over: look again. `early`: the chain's clock is behind. `passing`: the node, a
 * store or the network. `lasting`: as far as one can tell it will fail again, and its operator should know.
 */
export type FailureKind = 'done' | 'early' | 'passing' | 'lasting';

const PASSING: readonly string[] = [
  'AbortError',
  'CHAIN_MOVED',
  'LOG_RANGE_REFUSED',
  'NETWORK_UNREACHABLE',
  'RPC_FAILED',
  'STORE_LIED',
  'STORE_REFUSED',
  'STORE_UNREACHABLE',
  'TimeoutError',
  'TRANSACTION_PENDING',
  'TRANSACTION_REPLACED',
];

/** The code that says most: of a transaction that was refused after all, the reason. */
export function codeOf(error: unknown): string {
  const code = errorCode(error);
  if (code === 'TRANSACTION_REVERTED' && error instanceof ProtocolError) return String(error.details.reason ?? code);
  if (code !== undefined) return code;
  // A name says enough; messages of foreign errors may hold anything.
  return error instanceof Error ? error.name : 'unknown';
}

/** Codes of a role's own, beside those that pass for every role. */
export function classifier({
  done,
  early,
  passing,
}: Readonly<Record<'done' | 'early' | 'passing', readonly string[]>>): (error: unknown) => FailureKind {
  return (error) => {
    const code = codeOf(error);
    if (done.includes(code)) return 'done';
    if (early.includes(code)) return 'early';
    return PASSING.includes(code) || passing.includes(code) ? 'passing' : 'lasting';
  };
}
