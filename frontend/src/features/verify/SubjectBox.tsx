import { ProtocolError } from '@tacit/sdk';
import { type FormEvent, useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { type Input, MAX_INPUT_BYTES } from './checks/read-input.ts';
import { VERIFY_WORDS } from './words.ts';

interface Props {
  /** From the page's address. */
  readonly of: string | undefined;
  readonly busy: boolean;
  readonly onInput: (input: Input) => void;
}

/** What is to be checked: pasted, or dropped. */
export function SubjectBox({ of, busy, onInput }: Props) {
  const [text, setText] = useState(of ?? '');
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    if (of !== undefined) setText(of);
  }, [of]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setError(undefined);
    if (text.trim() !== '') onInput({ kind: 'text', text });
  };
  const take = async (file: File): Promise<void> => {
    setError(undefined);
    try {
      // Before it is read: a file of gigabytes would fill this page's memory.
      if (file.size > MAX_INPUT_BYTES) throw new ProtocolError('INPUT_TOO_LARGE', `${file.size} bytes`);
      onInput({ kind: 'file', name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Card title="What shall be checked?">
      <div className="grid gap-6 lg:grid-cols-2">
        <form onSubmit={submit} className="flex flex-col gap-4">
          <TextArea
            label="Paste something"
            hint="The hash of a transaction, task, model or prediction; a task and a round (0x… round 3); a link of this page; a CID; or a proof’s JSON."
            rows={5}
            value={text}
            spellCheck={false}
            autoComplete="off"
            className="font-mono text-sm break-all"
            onChange={({ target }) => setText(target.value)}
          />
          <div>
            <Button type="submit" look="primary" disabled={text.trim() === '' || busy}>
              Check it
            </Button>
          </div>
        </form>
        <FileDrop
          label="Or drop a file"
          hint="A proof, an update, a receipt, a model, a network, a CAR; of any other file the page finds the CID. It does not leave this page."
          accept="*/*"
          disabled={busy}
          onFile={(file) => void take(file)}
        />
      </div>
      {error !== undefined && (
        <div className="mt-4">
          <FailureNotice error={error} words={VERIFY_WORDS} />
        </div>
      )}
    </Card>
  );
}
