import type { Vault } from '@tacit/sdk/browser';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextField } from '../../ui/Field.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { useKeyDeed } from './use-key.ts';
import { KEYHOLDER_WORDS } from './words.ts';

interface Props {
  readonly vault: Vault;
  /** Takes the key of the backup, or finds out whether it is a backup of the key that is here. */
  readonly kind: 'import' | 'confirm';
  readonly label: string;
  readonly button: string;
  readonly note: string;
}

/** A backup and its passphrase. Both go to the worker, and are forgotten here as soon as they are sent. */
export function OpenBackup({ vault, kind, label, button, note }: Props) {
  const [file, setFile] = useState<File>();
  const [passphrase, setPassphrase] = useState('');
  const opening = useKeyDeed(vault);
  const open = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    setPassphrase('');
    const secret = passphrase === '' ? undefined : passphrase;
    if (await opening.perform({ kind, file: bytes, passphrase: secret })) setFile(undefined);
  };
  return (
    <form className="space-y-4" onSubmit={(event) => void open(event)}>
      <FileDrop
        label={file ? file.name : label}
        hint={file ? 'Choose another file to take that one.' : 'It is opened in this page, and not sent anywhere.'}
        accept=".key,.sealed,application/octet-stream"
        onFile={setFile}
        disabled={opening.busy}
      />
      <div className="max-w-md">
        <TextField
          label="Passphrase of the backup"
          type="password"
          autoComplete="current-password"
          value={passphrase}
          onChange={({ target }) => setPassphrase(target.value)}
        />
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" busy={opening.busy} disabled={!file}>
          {opening.busy ? 'Opening it' : button}
        </Button>
        <p className="min-w-0 flex-1 basis-60 text-sm text-soft">{note}</p>
      </div>
      {opening.error !== undefined && <FailureNotice error={opening.error} words={KEYHOLDER_WORDS} />}
    </form>
  );
}
