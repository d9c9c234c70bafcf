import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import type { ActProps } from './act-props.ts';
import { openInWorker, placeOf } from './jobs.ts';
import type { OpenAnswer } from './orders.ts';
import { offerDocumentQuery, offerTermsQuery } from './queries.ts';
import { ResultView } from './ResultView.tsx';
import { useTask } from './use-task.ts';
import { PREDICT_WORDS } from './words.ts';

/** Closed and served: now, and not before, it is decrypted. What is opened lives in this component alone. */
export function OpenCard({ id, job, isSplit, kept, onOpened }: ActProps) {
  const network = useNetwork();
  const task = useTask();
  const [answer, setAnswer] = useState<OpenAnswer>();
  const terms = useQuery(offerTermsQuery(network, job.offer));
  const digest = terms.data?.terms.offerCid;
  const document = useQuery({ ...offerDocumentQuery(network, digest ?? '0x'), enabled: digest !== undefined });
  const open = (): void =>
    task.run(async ({ signal }) => {
      if (!kept.vault) return;
      const order = { place: placeOf(network), job: id, vault: kept.vault.portable() };
      setAnswer(await openInWorker(order, { signal }));
      onOpened();
    });
  if (answer && document.data) return <ResultView id={id} answer={answer} document={document.data.document} />;
  return (
    <Card
      title="Your result is ready"
      lead={
        isSplit
          ? 'The creator’s answer is sealed to you. It is opened in this page, and shown to nobody else.'
          : 'It is still encrypted. It is opened in this page, and shown to nobody else.'
      }
    >
      <div className="space-y-4">
        {task.error !== undefined && <FailureNotice error={task.error} words={PREDICT_WORDS} onRetry={open} />}
        {document.error && <FailureNotice error={document.error} words={PREDICT_WORDS} />}
        {task.busy ? (
          <Progress label={isSplit ? 'Opening the answer' : 'Decrypting'} />
        ) : (
          <Button look="primary" icon="key" onClick={open} disabled={!document.data}>
            Open the result
          </Button>
        )}
      </div>
    </Card>
  );
}
