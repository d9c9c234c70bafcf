import { Badge } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { timeText } from '../../ui/text.ts';
import type { Registered } from './use-key.ts';
import type { KeySummary } from './work/key-order.ts';

const WHERE: Readonly<Record<KeySummary['made'], string>> = {
  here: 'Made in this browser',
  imported: 'Brought here from a backup',
};

/** What may be known of the key. */
export function KeyFacts({ value, registered }: { readonly value: KeySummary; readonly registered: Registered }) {
  const { publicKey, made, recordsSince, backedUpAt } = value;
  return (
    <Card
      title="Your key"
      lead="Its secret half never leaves the vault and the worker that uses it."
      actions={registered === 'this' ? <Badge tone="good">Registered</Badge> : <Badge>Not registered</Badge>}
    >
      <Facts
        facts={[
          { label: 'Public half', value: <Hash value={publicKey} of="your public key" /> },
          { label: 'Where it comes from', value: WHERE[made] },
          {
            label: 'Backup',
            value: backedUpAt === undefined ? 'None that was opened' : `Opened ${timeText(backedUpAt)}`,
            hint: 'When a backup of it was last opened here, to see that it works.',
          },
          {
            label: 'Notes of published sums',
            value: `Since ${timeText(recordsSince)}`,
            hint: made === 'imported' ? 'What the key published elsewhere is not noted here.' : undefined,
          },
        ]}
      />
    </Card>
  );
}
