import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { committeeOf, LOCK_WORDS } from '../../app/chain/committee.ts';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button, buttonClasses } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loading } from '../../ui/Loading.tsx';
import type { SentTask } from './draft-store.ts';
import { isProposed } from './queries.ts';

interface Props {
  readonly sent: SentTask;
  readonly onAnother: () => void;
}

function Members({ sent }: Pick<Props, 'sent'>) {
  const { data, error, refetch } = useQuery(committeeOf(useNetwork(), sent.task, sent.committee));
  if (error) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading label="Reading who has accepted" lines={3} />;
  return (
    <ul aria-live="polite" className="mt-3">
      {data.map(({ address, lock }) => (
        <li key={address} className="flex flex-wrap items-center gap-3 border-b border-line py-2 last:border-0">
          <Hash value={address} of="a keyholder’s address" />
          <Badge tone={LOCK_WORDS[lock][1]}>{LOCK_WORDS[lock][0]}</Badge>
        </li>
      ))}
    </ul>
  );
}

/** After the signature: what others have to do now. */
export function Created({ sent, onAnother }: Props) {
  const { data: mined } = useQuery(isProposed(useNetwork(), sent.task));
  return (
    <Card
      title={mined ? 'The task is proposed' : 'The task was sent'}
      actions={
        <span aria-live="polite">
          {mined && <Badge tone="good">Paid in</Badge>}
          {mined === false && <Badge tone="warn">Not mined yet: look into your wallet</Badge>}
        </span>
      }
      lead="Now every keyholder has to accept before the start. If one does not, the task is off, and what you paid comes back when it is closed."
    >
      <p>
        Task <Hash value={sent.task} of="the task’s id" />, by transaction{' '}
        <Hash value={sent.transaction} of="the transaction" />
      </p>
      <h3 className="mt-6 text-lg">Ask your keyholders</h3>
      <p className="mt-1 text-soft">
        Send them this task’s id. Each opens the page Keyholder with the key’s own account, reads the terms, and accepts
        by a signature. Keyholders’ programs can do it, too.
      </p>
      <Members sent={sent} />
      <p className="mt-6 flex flex-wrap gap-3">
        <Link to="/tasks/$task" params={{ task: sent.task }} className={buttonClasses('primary')}>
          Open the task
        </Link>
        <Button onClick={onAnother}>Propose another one</Button>
      </p>
    </Card>
  );
}
