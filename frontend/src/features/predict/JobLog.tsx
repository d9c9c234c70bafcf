import type { JobProgress } from '@tacit/sdk';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { eventWords } from './event-words.ts';

/** One transaction may say several things; of one kind, each about somebody else. */
const keyOf = (event: JobProgress): string =>
  [event.transaction, event.kind, 'worker' in event ? event.worker : '', 'account' in event ? event.account : ''].join(
    ' ',
  );

/** Everything that the chain has recorded, the newest first. */
export function JobLog({ events }: { readonly events: readonly JobProgress[] }) {
  const { currency, explorer } = useNetwork();
  if (events.length === 0) return null;
  return (
    <Card title="What happened" lead="As the chain has recorded it.">
      <ol className="space-y-2 text-sm" aria-live="polite">
        {events.toReversed().map((event) => (
          <li key={keyOf(event)} className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span className="min-w-0">{eventWords(event, currency)}</span>
            <span className="text-soft">
              block {String(event.blockNumber)},{' '}
              <Hash
                value={event.transaction}
                of="the transaction's hash"
                href={explorer && `${explorer}/tx/${event.transaction}`}
              />
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
