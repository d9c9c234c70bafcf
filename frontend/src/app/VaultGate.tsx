import type { Vault } from '@tacit/sdk/browser';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { FailureNotice } from '../ui/FailureNotice.tsx';
import { TextField } from '../ui/Field.tsx';
import { LEAST_PASSPHRASE, useOpenVault } from './use-open-vault.ts';
import { useVault } from './vault-context.ts';

interface Props {
  /** What is kept in it here: "Your rows and unfinished proofs". */
  readonly what: string;
  readonly children: (vault: Vault) => ReactNode;
}

/** What needs the account's vault: asks for the signature that opens it, once for as long as the page stays. */
export function VaultGate({ what, children }: Props) {
  const { vault } = useVault();
  const { busy, error, need, submit } = useOpenVault();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  if (vault) return children(vault);
  const short = need === 'new' && passphrase !== '' && passphrase.length < LEAST_PASSPHRASE;
  const differs = need === 'new' && again !== '' && again !== passphrase;
  const incomplete = need === 'new' ? passphrase.length < LEAST_PASSPHRASE || again !== passphrase : false;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const typed = need === 'none' ? '' : passphrase;
    setPassphrase('');
    setAgain('');
    void submit(typed);
  };
  return (
    <Card title="Open your vault" lead={`${what} are kept in this browser, encrypted, so that a reload loses nothing.`}>
      <form onSubmit={onSubmit} className="max-w-xl space-y-4">
        <p className="text-sm text-soft">
          The key comes from a signature of your wallet and from this browser: neither alone opens anything. Signing
          costs nothing and sends nothing; the first time the wallet asks twice.
        </p>
        {need !== 'none' && (
          <TextField
            label={need === 'new' ? 'A passphrase instead' : 'The passphrase of this vault'}
            hint="Your wallet cannot give a lasting key. Nobody can bring a forgotten passphrase back."
            error={short ? `At least ${LEAST_PASSPHRASE} characters.` : undefined}
            type="password"
            autoComplete={need === 'new' ? 'new-password' : 'current-password'}
            value={passphrase}
            onChange={({ target }) => setPassphrase(target.value)}
          />
        )}
        {need === 'new' && (
          <TextField
            label="The same again"
            error={differs ? 'The two are not the same.' : undefined}
            type="password"
            autoComplete="new-password"
            value={again}
            onChange={({ target }) => setAgain(target.value)}
          />
        )}
        <Button look="primary" type="submit" icon="lock" busy={busy} disabled={incomplete}>
          {busy ? 'Asking the wallet' : 'Open the vault'}
        </Button>
        {error !== undefined && <FailureNotice error={error} />}
      </form>
    </Card>
  );
}
