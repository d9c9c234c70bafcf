import { errorCode } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { FailureNotice } from '../ui/FailureNotice.tsx';
import { TextField } from '../ui/Field.tsx';
import { useVault } from './vault-context.ts';

interface Props {
  /** What is kept in it here: "Your rows and unfinished proofs". */
  readonly what: string;
  readonly children: (vault: Vault) => ReactNode;
}

/** What needs the account's vault: asks for the signature that opens it, once for as long as the page stays. */
export function VaultGate({ what, children }: Props) {
  const { vault, open } = useVault();
  const [passphrase, setPassphrase] = useState('');
  const opening = useMutation({ mutationFn: open });
  if (vault) return children(vault);
  const needsPassphrase = ['WALLET_NOT_DETERMINISTIC', 'VAULT_SECRET_MISSING', 'VAULT_SECRET_WRONG'].includes(
    errorCode(opening.error) ?? '',
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    opening.mutate(passphrase === '' ? undefined : { passphrase });
  };
  return (
    <Card title="Open your vault" lead={`${what} are kept in this browser, encrypted, so that a reload loses nothing.`}>
      <form onSubmit={submit} className="max-w-xl space-y-4">
        <p className="text-sm text-soft">
          The key comes from a signature of your wallet and from this browser: neither alone opens anything. Signing
          costs nothing and sends nothing; the first time the wallet asks twice.
        </p>
        {(needsPassphrase || passphrase !== '') && (
          <TextField
            label="A passphrase instead"
            hint="Your wallet cannot give a lasting key. Nobody can bring a forgotten passphrase back."
            type="password"
            autoComplete="current-password"
            value={passphrase}
            onChange={({ target }) => setPassphrase(target.value)}
          />
        )}
        <Button look="primary" type="submit" icon="lock" busy={opening.isPending}>
          {opening.isPending ? 'Asking the wallet' : 'Open the vault'}
        </Button>
        {opening.error && <FailureNotice error={opening.error} />}
      </form>
    </Card>
  );
}
