import type { training } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import { type RegisteredShape, shapeText } from '../../app/chain/circuits.ts';
import { useNetwork } from '../../app/network.ts';
import { descriptionOf } from './queries.ts';

interface Props {
  readonly terms: training.Terms;
  readonly circuit: RegisteredShape | undefined;
}

/** What the coordinator calls it, or else what it learns. */
export function TaskTitle({ terms, circuit }: Props) {
  const described = BigInt(terms.specCid) !== 0n;
  const { data } = useQuery({ ...descriptionOf(useNetwork(), terms.specCid), enabled: described });
  const title = data?.title.trim();
  return <>{title || (circuit ? shapeText(circuit) : 'A task')}</>;
}
