import { useQuery } from '@tanstack/react-query';
import { useNetwork } from '../../app/network.ts';
import { Notice } from '../../ui/Notice.tsx';
import { poolQuery } from './queries.ts';

/** Says before anybody pays that nobody, or too few, could be drawn. */
export function PoolNotice({ workers = 1 }: { readonly workers?: number }) {
  const pool = useQuery(poolQuery(useNetwork()));
  if (pool.data === undefined || pool.data.drawable >= workers) return null;
  const { drawable } = pool.data;
  return (
    <Notice tone="warn" title={drawable === 0 ? 'No worker is there at the moment' : 'Too few workers at the moment'}>
      <p>
        {drawable === 0
          ? 'Workers are the computers that evaluate models on encrypted values.'
          : `Only ${drawable} can be drawn, and you want ${workers}.`}{' '}
        You can ask all the same: if nobody serves it before its deadline, your payment comes back whole.
      </p>
    </Notice>
  );
}
