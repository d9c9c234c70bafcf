import { ProtocolError } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useAccountState } from './account.ts';
import { useNetwork } from './network.ts';
import { VaultContext, type VaultState } from './vault-context.ts';

/** One vault at a time: of the connected account on this network. */
export function VaultProvider({ children }: { readonly children: ReactNode }) {
  const { chainId } = useNetwork();
  const account = useAccountState();
  const [opened, setOpened] = useState<Vault>();
  const opening = useRef<Promise<Vault>>(undefined);
  // Whoever closes the vault means one that is only being opened, too.
  const era = useRef(0);
  const address = account.kind === 'ready' ? account.address : undefined;
  // A signature may arrive when the account that it was asked of is no longer the one that is connected.
  const vault = opened?.account === address?.toLowerCase() ? opened : undefined;

  const lock = useCallback(() => {
    opening.current = undefined;
    era.current += 1;
    setOpened((open) => {
      open?.lock();
      return undefined;
    });
  }, []);
  // Another account has another vault.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change that closes it
  useEffect(() => lock, [address, chainId, lock]);

  const open = useCallback<VaultState['open']>(
    async ({ passphrase } = {}) => {
      if (vault) return vault;
      if (account.kind !== 'ready')
        throw new ProtocolError('ACCOUNT_MISSING', 'no wallet is connected to this network');
      const mine = era.current;
      const place = { chainId, account: account.address };
      // Two parts of the page that need it at once ask the wallet once.
      opening.current ??= import('./open-vault.ts').then(({ openByPassphrase, openByWallet }) =>
        passphrase === undefined
          ? openByWallet(place, account.clients.walletClient)
          : openByPassphrase(place, passphrase),
      );
      try {
        const made = await opening.current;
        if (era.current !== mine) {
          made.lock();
          throw new ProtocolError('VAULT_LOCKED', 'the vault was closed while it was being opened');
        }
        setOpened(made);
        return made;
      } finally {
        if (era.current === mine) opening.current = undefined;
      }
    },
    [account, chainId, vault],
  );
  const state = useMemo(() => ({ vault, open, lock }), [vault, open, lock]);
  return <VaultContext value={state}>{children}</VaultContext>;
}
