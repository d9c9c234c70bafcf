import { inference } from '@tacit/sdk';
import { useAccountState } from '../../app/account.ts';
import { useNetwork } from '../../app/network.ts';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import type { ActProps } from './act-props.ts';
import { LookCard } from './LookCard.tsx';
import { useOverdue } from './use-overdue.ts';
import { useWalletCall } from './use-wallet-call.ts';
import { NUDGES, waitingWords } from './waiting-words.ts';
import { PREDICT_WORDS } from './words.ts';

/** Somebody else's turn: what is waited for, until when, and how to move it on where nobody does. */
export function WaitCard(props: ActProps) {
  const { id, job, now, hasDissent, isUser, kept } = props;
  const network = useNetwork();
  const account = useAccountState();
  const { call, busy, error, note } = useWalletCall(id);
  const due = useOverdue(job, now);
  const { title, lead } = waitingWords({
    job,
    isUser,
    hasDissent,
    isRefused: job.result === props.refusal,
    kept: kept.note,
  });
  const nudge = due && NUDGES[due];
  const move = (): void => {
    if (!due || account.kind !== 'ready') return;
    const market = network.contract('InferenceMarket');
    call((options) => inference[due](account.clients, market, id, options));
  };
  const canLook = isUser && job.phase === 'contestable' && kept.summary !== undefined && !job.contested;
  return (
    <Card title={title} lead={lead}>
      <div className="space-y-4">
        {job.phase !== 'closed' && (
          <p className="text-sm" aria-live="polite">
            <span className="text-soft">This phase: </span>
            <TimeLeft until={Number(job.until)} over="its time is over" />
          </p>
        )}
        {error !== undefined && <FailureNotice error={error} words={PREDICT_WORDS} />}
        {nudge && account.kind === 'ready' && (
          <div className="space-y-3">
            <p className="text-sm">{nudge.why}</p>
            <Button busy={busy} onClick={move}>
              {note === 'mined-soon' ? 'Waiting for the block' : nudge.label}
            </Button>
          </div>
        )}
        {canLook && <LookCard {...props} />}
      </div>
    </Card>
  );
}
