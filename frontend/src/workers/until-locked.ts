// A worker has its own copy of a vault's key: whoever closes the vault, by hand or by changing the account or the network,
// must end the worker, too.
import { ProtocolError } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';

type Lockable = Pick<Vault, 'isLocked'>;

export interface VaultWatch {
  /** Aborts with VAULT_LOCKED. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** A vault tells nobody that it was closed. */
const LOOK_MS = 500;

export function watchVault(vault: Lockable): VaultWatch {
  const locked = new AbortController();
  const stop = (): void => clearInterval(timer);
  const look = (): void => {
    if (!vault.isLocked) return;
    stop();
    locked.abort(new ProtocolError('VAULT_LOCKED', 'the account or the network changed, or the vault was closed'));
  };
  const timer = setInterval(look, LOOK_MS);
  look();
  return { signal: locked.signal, stop };
}

/** Does what needs the vault, with a signal to end it by: the vault was closed, or `signal` says so. */
export async function untilLocked<Done>(
  vault: Lockable,
  work: (signal: AbortSignal) => Promise<Done>,
  signal?: AbortSignal,
): Promise<Done> {
  const watch = watchVault(vault);
  try {
    return await work(signal ? AbortSignal.any([watch.signal, signal]) : watch.signal);
  } finally {
    watch.stop();
  }
}
