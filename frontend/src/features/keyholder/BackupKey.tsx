import type { Vault } from '@tacit/sdk/browser';
import { type FormEvent, useState } from 'react';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextField } from '../../ui/Field.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { OpenBackup } from './OpenBackup.tsx';
import { useKeyDeed } from './use-key.ts';
import { KEYHOLDER_WORDS } from './words.ts';

const LEAST = 12;

interface Props {
  readonly vault: Vault;
  readonly backedUpAt: number | undefined;
}

function Download({ vault, isFirst }: { readonly vault: Vault; readonly isFirst: boolean }) {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [saved, setSaved] = useState<string>();
  const sealing = useKeyDeed(vault);
  const short = passphrase !== '' && [...passphrase].length < LEAST;
  const differs = again !== '' && again !== passphrase;
  const seal = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setPassphrase('');
    setAgain('');
    const answer = await sealing.perform({ kind: 'export', passphrase });
    if (answer?.kind !== 'file') return;
    const name = `tacit-keyholder-${vault.account.slice(2, 10)}.key`;
    saveFile(name, answer.file);
    setSaved(name);
  };
  return (
    <form className="space-y-4" onSubmit={(event) => void seal(event)}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="A passphrase for the backup"
          type="password"
          autoComplete="new-password"
          hint="Four or five unrelated words are easy to keep and hard to guess."
          error={short ? `At least ${LEAST} characters.` : undefined}
          value={passphrase}
          onChange={({ target }) => setPassphrase(target.value)}
        />
        <TextField
          label="The same again"
          type="password"
          autoComplete="new-password"
          error={differs ? 'The two are not the same.' : undefined}
          value={again}
          onChange={({ target }) => setAgain(target.value)}
        />
      </div>
      <Button
        type="submit"
        look={isFirst ? 'primary' : 'plain'}
        icon="download"
        busy={sealing.busy}
        disabled={short || passphrase === '' || passphrase !== again}
      >
        {sealing.busy ? 'Sealing it' : 'Download the backup'}
      </Button>
      <p aria-live="polite" className="text-sm text-good empty:hidden">
        {saved && isFirst && `Downloaded as ${saved}. Now open it once below, with the passphrase from your memory.`}
      </p>
      {sealing.error !== undefined && <FailureNotice error={sealing.error} words={KEYHOLDER_WORDS} />}
    </form>
  );
}

/** A backup that was never opened is a hope: it is downloaded, and opened again, before anything depends on it. */
export function BackupKey({ vault, backedUpAt }: Props) {
  return (
    <Card
      title="Back the key up"
      lead="A lost laptop, or a browser that cleans up, costs what is locked. Nobody can make the key again."
      actions={backedUpAt === undefined ? <Badge tone="warn">Not yet</Badge> : <Badge tone="good">Opened once</Badge>}
    >
      <h3 className="mb-3 text-base">1. Download it, sealed with a passphrase</h3>
      <Download vault={vault} isFirst={backedUpAt === undefined} />
      <h3 className="mt-8 mb-3 text-base">2. Show that it opens</h3>
      <OpenBackup
        vault={vault}
        kind="confirm"
        label="Choose the file that you downloaded"
        button="Open the backup"
        note="The same file opens in the keyholder’s program, and in another browser."
      />
    </Card>
  );
}
