import type { Clients } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { VaultGate } from '../../app/VaultGate.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { DataWalk, type WalkItem } from '../../ui/DataWalk.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { amountText, countText } from '../../ui/text.ts';
import { askOwnWorker } from './ask-worker.ts';
import type { OwnJob } from './earnings-queries.ts';
import { placeOf } from './place.ts';
import { MODEL_WORDS } from './words.ts';
import type { AnswerStage } from './work/answer.ts';

const STAGES: Readonly<Record<AnswerStage, string>> = {
  opening: 'Fetching what was handed over',
  evaluating: 'Opening it and computing the last layers',
  uploading: 'Sealing the answer to the user, and uploading it',
  asked: 'Look at your wallet: it asks you to sign',
  sent: 'Sent; waiting for the block',
};

interface Props {
  readonly job: OwnJob;
  readonly vault: Vault;
  readonly clients: Clients;
}

function AwaitingJob({ job: { id, offer, samples, price, until }, vault, clients }: Props) {
  const network = useNetwork();
  const queries = useQueryClient();
  const [stage, setStage] = useState<AnswerStage>();
  const place = placeOf(network);
  const answering = useMutation({
    mutationFn: () =>
      askOwnWorker<'answer', AnswerStage>(vault, { kind: 'answer', place, job: id }, { onNote: setStage, clients }),
    onSettled: () => setStage(undefined),
    onSuccess: () => queries.invalidateQueries({ queryKey: [network.chainId, 'models'] }),
  });
  const importing = useMutation({
    mutationFn: async (file: File) => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const order = { kind: 'import-tail', place, offer, file: bytes } as const;
      return await askOwnWorker<'import-tail'>(vault, order, { clients });
    },
    onSuccess: () => answering.mutate(),
    gcTime: 0,
  });
  const isTailMissing = (answering.error as { code?: string } | null)?.code === 'TAIL_MISSING';
  return (
    <li className="space-y-3 py-4 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>
          <Hash value={id} of="the job" /> · {countText(samples)} {samples === 1 ? 'sample' : 'samples'} ·{' '}
          {amountText(price, network.currency)} · <TimeLeft until={Number(until)} />
        </p>
        <Button busy={answering.isPending} onClick={() => answering.mutate()}>
          Answer
        </Button>
      </div>
      <p role="status" className="text-sm text-soft empty:hidden">
        {stage && STAGES[stage]}
      </p>
      {answering.data?.kind === 'refused' && (
        <Notice tone="warn" title="What was handed over was none">
          <p>You said so on chain, and are paid: the user asked, and you looked in time.</p>
        </Notice>
      )}
      {answering.error && <FailureNotice error={answering.error} words={MODEL_WORDS} />}
      {isTailMissing && (
        <FileDrop
          label="Choose the file with the last layers"
          accept=".network"
          onFile={(file) => importing.mutate(file)}
        />
      )}
      {importing.error && <FailureNotice error={importing.error} words={MODEL_WORDS} />}
    </li>
  );
}

const WALK: readonly WalkItem[] = [
  {
    what: 'What the user handed over',
    reach: 'stays',
    why: 'opened in a worker of this page, which ends with the job',
  },
  { what: 'Your key and the last layers', reach: 'kept' },
  { what: 'The answer', reach: 'sealed', why: 'only the user who asked can open it' },
  { what: 'That you answered, and when', reach: 'public' },
];

/** Split models: what users have handed over, and wait for. */
export function AwaitingCard({ jobs, clients }: { readonly jobs: readonly OwnJob[]; readonly clients: Clients }) {
  return (
    <Card
      title="Waiting for your answer"
      lead="After the time the user gets your price back. A creator’s worker process answers by itself, day and night: npm run worker, with the role “creator”."
    >
      <VaultGate what="Your creator key and the last layers of your models">
        {(vault) => (
          <div className="space-y-5">
            <ul className="divide-y divide-line">
              {jobs.map((job) => (
                <AwaitingJob key={job.id} job={job} vault={vault} clients={clients} />
              ))}
            </ul>
            <DataWalk title="What happens when you answer" items={WALK} />
          </div>
        )}
      </VaultGate>
    </Card>
  );
}
