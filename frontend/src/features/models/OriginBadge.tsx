import type { models } from '@tacit/sdk';
import { Badge } from '../../ui/Badge.tsx';

type Props = Pick<models.Model, 'origin' | 'round' | 'withdrawn'>;

/** Whether a proof stands behind the weights, or somebody's word. */
export function OriginBadge({ origin, round, withdrawn }: Props) {
  if (withdrawn) return <Badge tone="bad">Withdrawn</Badge>;
  return origin === 'trained' ? (
    <Badge tone="good">Proven by round {round}</Badge>
  ) : (
    <Badge tone="neutral">Uploaded, unproven</Badge>
  );
}
