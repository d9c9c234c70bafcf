import { training } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import type { Hex } from 'viem';
import { useChainNow } from '../../app/chain-clock.ts';
import { useNetwork } from '../../app/network.ts';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { taskState } from './queries.ts';
import { PHASE_WORDS } from './words.ts';

/** What happens in a task's last round right now, with the time that is left for it. */
export function RoundPhase({ task, number }: { readonly task: Hex; readonly number: number }) {
  const { data } = useQuery(taskState(useNetwork(), task));
  const now = useChainNow();
  if (!data?.round || now === undefined) return <>Round {number}</>;
  // Sums may still be disputed, but that is no business of who looks for something to do.
  if (data.round.status === 'finalised') return <>Round {number} is done; the next can be opened</>;
  const { phase, until } = training.phaseOf(data.task, data.round, now);
  return (
    <>
      Round {number}: {PHASE_WORDS[phase].label.toLowerCase()}
      {until !== undefined && (
        <span className="block text-soft">
          <TimeLeft until={until} />
        </span>
      )}
    </>
  );
}
