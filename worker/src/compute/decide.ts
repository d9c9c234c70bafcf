// What is due, from what is known and nothing else: no clock, no network, no memory. So every case can be written down.
import type { JobState, State } from './state.ts';

type Hex = `0x${string}`;

/** One thing to do. Doing it twice, or after somebody else, does no harm. */
export type Action =
  | { readonly kind: 'join' | 'resume' | 'pause' | 'claim' }
  | { readonly kind: 'reveal'; readonly job: Hex; readonly step: number; readonly result: Hex }
  | { readonly kind: 'commit'; readonly job: Hex; readonly step: number; readonly result: Hex }
  | { readonly kind: 'decline'; readonly job: Hex; readonly step: number; readonly reason: string }
  | { readonly kind: 'contest'; readonly job: Hex; readonly step: number; readonly deposit: bigint }
  | { readonly kind: 'work'; readonly job: Hex; readonly step: number }
  | { readonly kind: 'draw' | 'tally' | 'settle'; readonly job: Hex; readonly step: number };

/** Why something that is not over gets no action now. */
export type Wait =
  | 'others'
  | 'turn'
  | 'work'
  | 'bytes'
  | 'stake'
  | 'paused'
  /** A result lost: whatever is wrong here would cost the next bond, too. */
  | 'slashed'
  /** This worker committed to something that it cannot show: its state is not that of the commitment. */
  | 'commitment-unknown';

export interface Decision {
  readonly actions: readonly Action[];
  readonly waits: readonly Wait[];
}

interface Verdict {
  readonly act: (action: Action) => undefined;
  readonly wait: (reason: Wait) => undefined;
}

/** Seconds before the end of committing in which a seat is given back rather than lost: some blocks. */
const URGENT_SECONDS = 30;

/** What comes first where not everything can be done at once: what costs a bond when it is late. */
const ORDER: readonly Action['kind'][] = [
  'reveal',
  'commit',
  'decline',
  'pause',
  'contest',
  'work',
  'join',
  'resume',
  'draw',
  'tally',
  'settle',
  'claim',
];

function decideDrawn(
  { job, step, until, work, bondIsFree }: JobState,
  state: State,
  { act, wait }: Verdict,
): undefined {
  const decline = (reason: string): undefined => act({ kind: 'decline', job, step, reason });
  if (state.time > until) return wait('others');
  if (!bondIsFree) return decline('STAKE_NOT_FREE');
  // Whoever is gone when it has to reveal loses its bond, and nothing by giving the seat back.
  if (state.stopping) return decline('STOPPING');
  if (work.status === 'done') return act({ kind: 'commit', job, step, result: work.result });
  if (work.status === 'hopeless') return decline(work.code);
  if (until - state.time <= URGENT_SECONDS) return decline('TIME_SHORT');
  if (work.status === 'running') return wait('work');
  if (work.status !== 'missing') return act({ kind: 'work', job, step });
  if (work.missing.forMs >= state.policy.patienceMs) return decline('BYTES_MISSING');
  if (work.missing.retryInMs > 0) return wait('bytes');
  act({ kind: 'work', job, step });
}

/** Whoever committed shows it, whatever else is going on: evaluated anew if need be, since it comes out the same. */
function decideCommitted(job: JobState, state: State, { act, wait }: Verdict): undefined {
  const { phase, step, until, work, seat } = job;
  if (phase !== 'revealing' || state.time > until) return wait('others');
  if (work.status === 'done' && seat?.opens) {
    return act({ kind: 'reveal', job: job.job, step, result: work.result });
  }
  if (work.status === 'done' || work.status === 'hopeless') return wait('commitment-unknown');
  if (work.status === 'running') return wait('work');
  if (work.status === 'missing' && work.missing.retryInMs > 0) return wait('bytes');
  act({ kind: 'work', job: job.job, step });
}

function decideContest(
  { job, step, agreed, seat, deposit, ...about }: JobState,
  state: State,
  verdict: Verdict,
): undefined {
  const { mostDeposit } = state.policy;
  const lost = about.phase === 'contestable' && seat?.status === 'revealed' && seat.result !== agreed;
  if (!lost || about.contested || state.time > about.until) return;
  if (mostDeposit === undefined || deposit === undefined || deposit > mostDeposit) return;
  verdict.act({ kind: 'contest', job, step, deposit });
}

/** The first in turn at once, each later one a stagger after the one before. */
function decideNudge({ job, step, nudge, nudgeMs, rank, seat }: JobState, state: State, verdict: Verdict): undefined {
  if (nudge === undefined || state.stopping) return;
  const { housekeeping, staggerMs } = state.policy;
  // Whoever gave a seat of this step back is not drawn to it again.
  const isOut = seat?.status === 'declined' || seat?.status === 'silent';
  const mayGain = seat ? !isOut : nudge === 'draw' && state.me.worker?.drawable === true;
  if (!mayGain && !housekeeping) return verdict.wait('others');
  if (nudgeMs < rank * staggerMs) return verdict.wait('turn');
  verdict.act({ kind: nudge, job, step });
}

function decideJob(job: JobState, state: State, verdict: Verdict): undefined {
  if (job.seat?.status === 'drawn' && job.phase === 'committing') decideDrawn(job, state, verdict);
  if (job.seat?.status === 'committed') decideCommitted(job, state, verdict);
  decideContest(job, state, verdict);
  decideNudge(job, state, verdict);
}

/** Back into the draw, unless its operator has to look first, or wants out. */
function decideStake({ me, policy }: State, { act, wait }: Verdict): undefined {
  const { worker, leastStake, slashed } = me;
  if (worker?.drawable) return;
  if (slashed) return wait('slashed');
  if (worker && worker.unbonding > 0n) return wait('paused');
  if (worker === undefined || worker.stake < leastStake) {
    return policy.stake === undefined ? wait('stake') : act({ kind: 'join' });
  }
  return policy.resume ? act({ kind: 'resume' }) : wait('paused');
}

/** Stake, draws, earnings. */
function decideSelf(state: State, verdict: Verdict): undefined {
  const { me, policy, stopping } = state;
  if (policy.claimAbove !== undefined && me.claimable > policy.claimAbove) verdict.act({ kind: 'claim' });
  if (!stopping) return decideStake(state, verdict);
  // Whoever would not resume by itself does not pause by itself.
  if (me.worker?.drawable && policy.resume) verdict.act({ kind: 'pause' });
}

/** All that is due, the most urgent first, and why the rest waits. */
export function decide(state: State): Decision {
  const actions: Action[] = [];
  const waits = new Set<Wait>();
  const verdict: Verdict = { act: (action) => void actions.push(action), wait: (reason) => void waits.add(reason) };
  for (const job of state.jobs) decideJob(job, state, verdict);
  decideSelf(state, verdict);
  if (actions.length === 0 && waits.size === 0 && state.jobs.length > 0) waits.add('others');
  return {
    actions: actions.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)),
    waits: [...waits],
  };
}
