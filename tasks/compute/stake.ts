// A worker's stake as a person reads it.
import { formatAmount, formatTime, type inference } from '../support/sdk.ts';

export function stakeRows({
  stake,
  free,
  locked,
  unbonding,
  availableFrom,
  drawable,
}: inference.Worker): [string, string][] {
  const rows: [string, string][] = [
    ['stake', `${formatAmount(stake)}, of which ${formatAmount(free)} free`],
    ['in bonds', formatAmount(locked)],
    ['drawn', drawable ? 'for every job that its free stake is enough for' : 'no more, until it resumes'],
  ];
  if (unbonding > 0n)
    rows.push(['unbonding', `${formatAmount(unbonding)}, to withdraw from ${formatTime(availableFrom)} on`]);
  return rows;
}
