// Opening the vault from a form. What is typed is forgotten as soon as it was tried: no cache remembers a passphrase.
import { errorCode } from '@tacit/sdk';
import { useState } from 'react';
import { useVault } from './vault-context.ts';

/** As backups demand it. */
export const LEAST_PASSPHRASE = 12;

/** `new`: the wallet cannot give a key, and one is chosen now. `known`: one was chosen before. */
export type PassphraseNeed = 'none' | 'new' | 'known';

const NEEDS: Readonly<Record<string, PassphraseNeed>> = {
  WALLET_NOT_DETERMINISTIC: 'new',
  VAULT_SECRET_MISSING: 'known',
  VAULT_WALLET_MISSING: 'none',
};

export function useOpenVault() {
  const { open } = useVault();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [need, setNeed] = useState<PassphraseNeed>('none');
  const submit = async (passphrase: string): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await open(passphrase === '' ? undefined : { passphrase });
      setNeed('none');
    } catch (failure) {
      setError(failure);
      setNeed((before) => NEEDS[errorCode(failure) ?? ''] ?? before);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, need, submit };
}
