import type { Commitment } from '@tacit/sdk';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { pointOf } from './bench.ts';

/** A commitment as it is passed on, and the point of the curve that it stands for. */
export function PointView({ commitment, label }: { readonly commitment: Commitment; readonly label: string }) {
  const { x, y } = pointOf(commitment);
  return (
    <Facts
      columns={1}
      facts={[
        {
          label,
          value: <Hash value={commitment} of="the commitment" whole />,
          hint: 'Safe to show: it gives nothing away.',
        },
        { label: 'As a point: x', value: <Hash value={x.toString()} of="x" whole /> },
        { label: 'As a point: y', value: <Hash value={y.toString()} of="y" whole /> },
      ]}
    />
  );
}
