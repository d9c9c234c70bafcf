import { useQueryClient } from '@tanstack/react-query';
import { useAccountState } from '../../app/account.ts';
import { useNetwork } from '../../app/network.ts';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { DataWalk } from '../../ui/DataWalk.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import type { ActProps } from './act-props.ts';
import { handOverInWorker, placeOf } from './jobs.ts';
import { METER_WORDS } from './meter-words.ts';
import type { HandOverNote } from './orders.ts';
import { exclusively, useTask } from './use-task.ts';
import { askWalletOf } from './use-wallet-call.ts';
import { PREDICT_WORDS } from './words.ts';

const STAGES: Readonly<Record<HandOverNote, string>> = {
  decrypting: 'Decrypting the intermediate, and blurring it',
  asking: 'Sealed to the creator and kept; your wallet asks',
};

/** Split: only what is blurred leaves, sealed to the creator; and always the same bytes. */
export function HandOverCard({ id, job, kept }: ActProps) {
  const network = useNetwork();
  const queries = useQueryClient();
  const account = useAccountState();
  const task = useTask<HandOverNote>();
  const { vault, note } = kept;
  const handOver = (): void =>
    task.run(async (tools) => {
      if (account.kind !== 'ready' || !vault) return;
      const order = { place: placeOf(network), job: id, vault: vault.portable(), account: account.address };
      await exclusively(id, () => handOverInWorker(order, { ...tools, askWallet: askWalletOf(account.clients) }));
      await queries.invalidateQueries({ queryKey: [network.chainId] });
    });
  const meter = note?.meter && METER_WORDS[note.meter];
  return (
    <Card
      title="Hand the blurred intermediate over"
      lead="The workers have computed the first layers. The creator computes the rest on what you give it now, and seals the answer to you."
    >
      <div className="space-y-4">
        {meter && (
          <Notice tone={meter.tone} title={meter.title}>
            <p>{meter.meaning} This was tried on your values before you paid.</p>
          </Notice>
        )}
        <DataWalk
          title="What leaves now"
          items={[
            {
              what: 'The intermediate as it was decrypted',
              reach: 'stays',
              why: 'It is in a worker of this page, and nowhere else.',
            },
            {
              what: 'What was sealed',
              reach: 'kept',
              why: 'Kept before it leaves: if you hand over again, it is the very same bytes.',
            },
            { what: 'The intermediate, blurred with noise', reach: 'sealed', why: 'Only the creator’s key opens it.' },
            { what: 'That you handed something over', reach: 'public' },
          ]}
        />
        <p className="text-sm">
          <span className="text-soft">Time for it: </span>
          <TimeLeft until={Number(job.until)} />
          {job.phase === 'contestable' && ', and the offer’s own time to hand over after that'}
        </p>
        {task.error !== undefined && <FailureNotice error={task.error} words={PREDICT_WORDS} />}
        {task.busy ? (
          <Progress label={task.note ? STAGES[task.note] : 'Fetching the workers’ result'} />
        ) : (
          <Button look="primary" icon="seal" onClick={handOver}>
            Hand it over
          </Button>
        )}
        <p className="text-sm text-soft">
          One transaction that costs gas. If you do not, the creator’s price comes back to you and the workers keep
          theirs.
        </p>
      </div>
    </Card>
  );
}
