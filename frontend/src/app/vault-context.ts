// What this browser keeps for the account, sealed. It opens with one signature, and closes with the tab, the account or the
// chain.
import type { Vault } from '@tacit/sdk/browser';
import { createContext, useContext } from 'react';

export interface VaultState {
  readonly vault: Vault | undefined;
  /** Asks the wallet, unless it is open already. A passphrase is for wallets that never sign the same twice. */
  open(options?: { readonly passphrase?: string }): Promise<Vault>;
  lock(): void;
}

export const VaultContext = createContext<VaultState | undefined>(undefined);

export function useVault(): VaultState {
  const state = useContext(VaultContext);
  if (!state) throw new Error('useVault outside of the page');
  return state;
}
