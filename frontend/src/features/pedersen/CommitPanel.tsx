import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { CheckField, TextField } from '../../ui/Field.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { runBench } from './bench.ts';
import { openingJson } from './commitment-text.ts';
import type { Committed } from './orders.ts';
import { PointView } from './PointView.tsx';
import { readScalar } from './scalar-text.ts';
import { PEDERSEN_WORDS } from './words.ts';

interface Props {
  readonly onOpen: (made: Committed) => void;
  readonly onAdd: (made: Committed) => void;
}

function CommittedView({ made, onOpen, onAdd }: Props & { readonly made: Committed }) {
  const { commitment, opening } = made;
  return (
    <div className="space-y-5 border-t border-line pt-5" data-made={commitment}>
      <PointView commitment={commitment} label="Your commitment" />
      <Facts
        columns={1}
        facts={[
          {
            label: 'Its blinding',
            value: <Hash value={opening.blinding.toString()} of="the blinding" whole />,
            hint: 'Keep it, and keep it secret: without it nobody can open the commitment, and whoever has it can try out values.',
          },
        ]}
      />
      <div className="flex flex-wrap gap-2">
        <Button icon="download" onClick={() => saveFile('commitment.json', openingJson(commitment, opening))}>
          Save commitment, value and blinding
        </Button>
        <Button look="quiet" onClick={() => onOpen(made)}>
          Open it
        </Button>
        <Button look="quiet" onClick={() => onAdd(made)}>
          Add it to others
        </Button>
      </div>
    </div>
  );
}

/** From a number to a point that hides it. */
export function CommitPanel({ onOpen, onAdd }: Props) {
  const [value, setValue] = useState('');
  const [own, setOwn] = useState(false);
  const [blinding, setBlinding] = useState('');
  const [tried, setTried] = useState(false);
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: (numbers: { readonly value: bigint; readonly blinding?: bigint }) =>
      runBench({ kind: 'commit', ...numbers }),
    gcTime: 0,
  });
  const [readValue, readBlinding] = [readScalar(value), readScalar(blinding)];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    reset();
    if (!('scalar' in readValue)) return;
    if (!own) mutate({ value: readValue.scalar });
    else if ('scalar' in readBlinding) mutate({ value: readValue.scalar, blinding: readBlinding.scalar });
  };
  const problem = (read: ReturnType<typeof readScalar>) => (tried && 'problem' in read ? read.problem : undefined);
  return (
    <Card title="Commit to a number" lead="The commitment can be shown to anybody now, and the number later, or never.">
      <form onSubmit={submit} className="max-w-2xl space-y-4">
        <TextField
          label="Value"
          hint="A whole number from 0 to r − 1, in decimal or as 0x and hexadecimal digits."
          error={problem(readValue)}
          value={value}
          inputMode="numeric"
          className="font-mono"
          onChange={({ target }) => setValue(target.value)}
        />
        <CheckField
          label="I bring my own blinding"
          hint="Otherwise this page draws one at random, which is the safe way. A blinding that was used before, or that somebody can guess, hides nothing."
          checked={own}
          onChange={({ target }) => setOwn(target.checked)}
        />
        {own && (
          <TextField
            label="Blinding"
            error={problem(readBlinding)}
            value={blinding}
            className="font-mono"
            onChange={({ target }) => setBlinding(target.value)}
          />
        )}
        <Button type="submit" look="primary" busy={isPending}>
          Commit
        </Button>
      </form>
      <div aria-live="polite" className="mt-5 space-y-5">
        {error && <FailureNotice error={error} words={PEDERSEN_WORDS} />}
        {data && <CommittedView made={data} onOpen={onOpen} onAdd={onAdd} />}
      </div>
    </Card>
  );
}
