import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { countText } from '../../ui/text.ts';
import { aggregateOnChain, runBench } from './bench.ts';
import { ChainCheck } from './ChainCheck.tsx';
import { type BenchEntry, listJson, openingJson, readEntries } from './commitment-text.ts';
import type { Aggregated } from './orders.ts';
import { PointView } from './PointView.tsx';
import { PEDERSEN_WORDS } from './words.ts';

/** More do not fit into one call of most nodes. */
const MOST_ON_CHAIN = 1000;

interface Added extends Aggregated {
  readonly entries: readonly BenchEntry[];
}

function Sum({ added }: { readonly added: Added }) {
  const network = useNetwork();
  const { commitment, count, opening, wrong, entries } = added;
  return (
    <div className="space-y-5" data-sum={commitment}>
      {wrong !== undefined && (
        <Notice tone="bad" title={`Entry ${wrong} does not open`}>
          <p>
            Its value and blinding do not fit its commitment, so the sum below does not open with the added numbers.
          </p>
        </Notice>
      )}
      <PointView commitment={commitment} label={`The sum of ${countText(count)}`} />
      {opening && wrong === undefined && (
        <Facts
          columns={1}
          facts={[
            {
              label: 'It opens to',
              value: <Hash value={opening.value.toString()} of="the sum of values" whole />,
              hint: 'All values added, modulo r.',
            },
            {
              label: 'With blinding',
              value: <Hash value={opening.blinding.toString()} of="the sum of blindings" whole />,
            },
          ]}
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button icon="download" onClick={() => saveFile('commitments.json', listJson(entries))}>
          Save the list
        </Button>
        {opening && wrong === undefined && (
          <Button icon="download" onClick={() => saveFile('sum.json', openingJson(commitment, opening))}>
            Save the sum with its opening
          </Button>
        )}
      </div>
      {count > MOST_ON_CHAIN ? (
        <p className="text-sm text-soft">
          More than {countText(MOST_ON_CHAIN)} are too many for one call of the contract.
        </p>
      ) : (
        <ChainCheck
          key={commitment}
          shows="The node of this page sees the commitments, and no value."
          ask={() =>
            aggregateOnChain(
              network,
              entries.map((entry) => entry.commitment),
              commitment,
            )
          }
        />
      )}
    </div>
  );
}

async function addUp(text: string): Promise<Added> {
  const entries = readEntries(text);
  return { ...(await runBench({ kind: 'aggregate', entries })), entries };
}

/** From many commitments to the one of their sum. */
export function AddPanel({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  const { mutate, data, error, isPending, reset } = useMutation({ mutationFn: addUp, gcTime: 0 });
  const [fileError, setFileError] = useState<unknown>();
  const change = (next: string): void => {
    reset();
    onText(next);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate(text);
  };
  const take = async (file: File): Promise<void> => {
    setFileError(undefined);
    try {
      change(await file.text());
    } catch (failure) {
      setFileError(failure);
    }
  };
  return (
    <Card
      title="Add commitments"
      lead="Points add up as the numbers in them do: the sum can be opened without opening any of its parts."
    >
      <div className="grid gap-6 lg:grid-cols-[2fr_1fr]">
        <form onSubmit={submit} className="space-y-4">
          <TextArea
            label="Commitments"
            hint="One a line; or commitment, value, blinding in each; or a JSON list."
            rows={6}
            value={text}
            spellCheck={false}
            className="font-mono text-sm break-all"
            onChange={({ target }) => change(target.value)}
          />
          <Button type="submit" look="primary" busy={isPending}>
            Add them
          </Button>
        </form>
        <FileDrop
          label="Or drop a file"
          hint="CSV, lines, or JSON as the command line takes it."
          accept=".csv,.txt,.json,text/plain,application/json"
          onFile={(file) => void take(file)}
        />
      </div>
      <div aria-live="polite" className="mt-5 space-y-5">
        {fileError !== undefined && <FailureNotice error={fileError} words={PEDERSEN_WORDS} />}
        {error && <FailureNotice error={error} words={PEDERSEN_WORDS} />}
        {data && <Sum added={data} />}
      </div>
    </Card>
  );
}
