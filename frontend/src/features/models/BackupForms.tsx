import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextField } from '../../ui/Field.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { Unkept } from './use-unkept.ts';
import { MODEL_WORDS } from './words.ts';

const SHORTEST = 12;

/** A file that only the passphrase opens. */
export function ExportForm({ exporting }: { readonly exporting: Unkept<string> }) {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const tooShort = passphrase !== '' && passphrase.length < SHORTEST;
  const differs = again !== '' && again !== passphrase;
  const ready = passphrase.length >= SHORTEST && passphrase === again;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (ready) void exporting.perform(passphrase);
    setPassphrase('');
    setAgain('');
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="A passphrase for the backup"
          type="password"
          autoComplete="new-password"
          value={passphrase}
          onChange={({ target }) => setPassphrase(target.value)}
          hint={`At least ${SHORTEST} characters. Nobody can bring a forgotten one back.`}
          error={tooShort ? `${SHORTEST} characters or more.` : undefined}
        />
        <TextField
          label="The same again"
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={({ target }) => setAgain(target.value)}
          error={differs ? 'This is another one.' : undefined}
        />
      </div>
      <Button type="submit" icon="download" busy={exporting.isPending} disabled={!ready}>
        Download the backup
      </Button>
      {exporting.isSuccess && (
        <Notice tone="good" title="Downloaded">
          <p>Keep it where you keep what must not be lost. Then check it here.</p>
        </Notice>
      )}
      {exporting.error != null && <FailureNotice error={exporting.error} words={MODEL_WORDS} />}
    </form>
  );
}

interface OpenProps {
  readonly label: string;
  readonly opening: Unkept<{ readonly file: File; readonly passphrase: string }>;
}

/** A backup and its passphrase, to be opened again. */
export function OpenBackupForm({ label, opening }: OpenProps) {
  const [passphrase, setPassphrase] = useState('');
  return (
    <div className="space-y-4">
      <div className="max-w-md">
        <TextField
          label="Its passphrase"
          type="password"
          autoComplete="current-password"
          value={passphrase}
          onChange={({ target }) => setPassphrase(target.value)}
          hint="First the passphrase, then the file."
        />
      </div>
      <FileDrop
        label={label}
        accept=".sealed,application/octet-stream"
        disabled={passphrase === '' || opening.isPending}
        onFile={(file) => {
          void opening.perform({ file, passphrase });
          setPassphrase('');
        }}
      />
      {opening.isPending && <p role="status">Opening it takes a second or two.</p>}
      {opening.error != null && <FailureNotice error={opening.error} words={MODEL_WORDS} />}
    </div>
  );
}
