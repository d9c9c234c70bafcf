import { inference } from '@tacit/sdk';
import { useAccountState } from '../../app/account.ts';
import { useNetwork } from '../../app/network.ts';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import type { ActProps } from './act-props.ts';
import { LookCard } from './LookCard.tsx';
import { useWalletCall } from './use-wallet-call.ts';
import { PREDICT_WORDS } from './words.ts';

/** The workers agree. Their result is read once the job is closed, so that nothing done here depends on it. */
export function AcceptCard(props: ActProps) {
  const { id, job, kept } = props;
  const network = useNetwork();
  const account = useAccountState();
  const { call, busy, error, note } = useWalletCall(id);
  const accept = (): void => {
    if (account.kind !== 'ready') return;
    call((options) => inference.accept(account.clients, network.contract('InferenceMarket'), id, options));
  };
  return (
    <Card
      title="The workers agree"
      lead="Accept, and the job closes now: creator and workers are paid from the escrow, and your result opens. Or wait, and it closes by itself."
    >
      <div className="space-y-4">
        <p className="text-sm">
          <span className="text-soft">Closes by itself: </span>
          <TimeLeft until={Number(job.until)} over="any moment now" />
        </p>
        <p className="text-sm text-soft">
          You cannot read the result before: whoever acts on what a result says tells others something of it, and of the
          key. Doubts are settled by computing again.
        </p>
        {error !== undefined && <FailureNotice error={error} words={PREDICT_WORDS} />}
        {kept.summary !== undefined && !busy && <LookCard {...props} />}
        <Button look="primary" busy={busy} onClick={accept}>
          {note === 'mined-soon' ? 'Waiting for the block' : 'Accept and close'}
        </Button>
        <p className="text-sm text-soft">One transaction; it pays nothing beyond the escrow, and costs gas.</p>
      </div>
    </Card>
  );
}
