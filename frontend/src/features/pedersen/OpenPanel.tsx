import type { Commitment } from '@tacit/sdk';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextArea, TextField } from '../../ui/Field.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { openOnChain, runBench } from './bench.ts';
import { ChainCheck } from './ChainCheck.tsx';
import { commitmentProblem, readEntries } from './commitment-text.ts';
import type { BenchOrder } from './orders.ts';
import { PointView } from './PointView.tsx';
import { readScalar } from './scalar-text.ts';
import { PEDERSEN_WORDS } from './words.ts';

export interface OpenFields {
  readonly commitment: string;
  readonly value: string;
  readonly blinding: string;
}
export const NO_FIELDS: OpenFields = { commitment: '', value: '', blinding: '' };

type OpenOrder = Extract<BenchOrder, { readonly kind: 'open' }>;

function Verdict({ order, opens }: { readonly order: OpenOrder; readonly opens: boolean }) {
  const network = useNetwork();
  const { commitment, opening } = order;
  return (
    <div className="space-y-5" data-opens={opens}>
      <Notice tone={opens ? 'good' : 'bad'} title={opens ? 'It opens' : 'It does not open'}>
        <p>
          {opens
            ? 'The commitment is to this value, with this blinding. Its maker cannot have meant another number.'
            : 'The commitment is to another value, or was made with another blinding. One changed digit is enough.'}
        </p>
      </Notice>
      <PointView commitment={commitment} label="The commitment" />
      <ChainCheck
        key={`${commitment}${opening.value}${opening.blinding}`}
        shows="The node of this page sees value and blinding."
        ask={() => openOnChain(network, commitment, opening, opens)}
      />
    </div>
  );
}

/** Whether a commitment is to a number. */
export function OpenPanel({
  fields,
  onFields,
}: {
  readonly fields: OpenFields;
  readonly onFields: (fields: OpenFields) => void;
}) {
  const [tried, setTried] = useState(false);
  const [fileError, setFileError] = useState<unknown>();
  const { mutate, data, error, isPending, reset, variables } = useMutation({
    mutationFn: (order: OpenOrder) => runBench(order),
    gcTime: 0,
  });
  const [value, blinding] = [readScalar(fields.value), readScalar(fields.blinding)];
  const wrong = commitmentProblem(fields.commitment);
  const change = (part: Partial<OpenFields>): void => {
    reset();
    onFields({ ...fields, ...part });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (wrong || !('scalar' in value) || !('scalar' in blinding)) return;
    const opening = { value: value.scalar, blinding: blinding.scalar };
    mutate({ kind: 'open', commitment: fields.commitment.trim() as Commitment, opening });
  };
  const take = async (file: File): Promise<void> => {
    setFileError(undefined);
    try {
      const [entry] = readEntries(await file.text());
      if (!entry) return;
      const { commitment, opening } = entry;
      change({ commitment, value: opening?.value.toString() ?? '', blinding: opening?.blinding.toString() ?? '' });
    } catch (failure) {
      setFileError(failure);
    }
  };
  const problem = (read: ReturnType<typeof readScalar>) => (tried && 'problem' in read ? read.problem : undefined);
  return (
    <Card title="Open a commitment" lead="Somebody showed a commitment and now says what is in it: check it.">
      <div className="grid gap-6 lg:grid-cols-[2fr_1fr]">
        <form onSubmit={submit} className="space-y-4">
          <TextArea
            label="Commitment"
            rows={3}
            error={tried ? wrong : undefined}
            value={fields.commitment}
            spellCheck={false}
            className="font-mono text-sm break-all"
            onChange={({ target }) => change({ commitment: target.value })}
          />
          <TextField
            label="Value"
            error={problem(value)}
            value={fields.value}
            className="font-mono"
            onChange={({ target }) => change({ value: target.value })}
          />
          <TextField
            label="Blinding"
            error={problem(blinding)}
            value={fields.blinding}
            className="font-mono"
            onChange={({ target }) => change({ blinding: target.value })}
          />
          <Button type="submit" look="primary" busy={isPending}>
            Check the opening
          </Button>
        </form>
        <FileDrop
          label="Or drop commitment.json"
          hint="As this page saves it, or the command line prints it."
          accept=".json,application/json"
          onFile={(file) => void take(file)}
        />
      </div>
      <div aria-live="polite" className="mt-5 space-y-5">
        {fileError !== undefined && <FailureNotice error={fileError} words={PEDERSEN_WORDS} />}
        {error && <FailureNotice error={error} words={PEDERSEN_WORDS} />}
        {data && variables && <Verdict order={variables} opens={data.opens} />}
      </div>
    </Card>
  );
}
