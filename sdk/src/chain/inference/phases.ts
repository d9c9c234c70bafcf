// What can be done with a job at a time. A phase lasts up to and including its last second; anybody may end what is over.
import { zeroHash } from 'viem';
import type { Job, JobPhase, Seat } from './types.ts';

/** What anybody may call to move a job on. */
export type JobNudge = 'draw' | 'tally' | 'settle';

type Timed = Pick<Job, 'phase' | 'until' | 'deadline' | 'drawBlock'>;

/** The last second of the phase that a job is in; undefined once it is closed. */
export function phaseEnds({ phase, until }: Pick<Timed, 'phase' | 'until'>): bigint | undefined {
  return phase === 'closed' || phase === 'none' ? undefined : until;
}

/** A job that is neither closed nor unknown. */
export const isUnderWay = ({ phase }: { readonly phase: JobPhase }): boolean => phase !== 'none' && phase !== 'closed';

/** What is due in a block of this time and number, or undefined while somebody else's time runs. */
export function dueNudge(
  { phase, until, drawBlock }: Timed,
  { timestamp, number }: { readonly timestamp: bigint; readonly number: bigint },
): JobNudge | undefined {
  if (!isUnderWay({ phase })) return undefined;
  const isOver = timestamp > until;
  if (phase === 'drawing') {
    if (isOver) return 'settle';
    return number > drawBlock ? 'draw' : undefined;
  }
  if (!isOver) return undefined;
  return phase === 'revealing' ? 'tally' : 'settle';
}

/** Whether there is a result of the job's last step that was agreed on, and which nobody asked to look at again. */
export const isDecided = ({ phase, result, step }: Pick<Job, 'phase' | 'result' | 'step'>, steps: number): boolean =>
  BigInt(result) !== BigInt(zeroHash) &&
  step === steps - 1 &&
  ['contestable', 'hand-over', 'answering', 'closed'].includes(phase);

/** The results that were revealed on a panel, and by how many seats. */
export function votesOf(panel: readonly Seat[]): ReadonlyMap<string, number> {
  const votes = new Map<string, number>();
  for (const { status, result } of panel) {
    if (status === 'revealed') votes.set(result, (votes.get(result) ?? 0) + 1);
  }
  return votes;
}

/** Whether somebody on the panel revealed another result than the agreed one, and may contest. */
export const hasDissent = (panel: readonly Seat[]): boolean => votesOf(panel).size > 1;
