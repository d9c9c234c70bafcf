// The words of a decision: what can be done, why something waits, and whose turn it is.
import { isUrgent } from './phases.ts';
import type { Hex, RoundState, State } from './state.ts';

/** One thing to do. Doing it twice, or after somebody else, does no harm. */
export type Action =
  | { readonly kind: 'fetch-envelopes' | 'check-shares'; readonly round: number; readonly shares: readonly Hex[] }
  | { readonly kind: 'complain' | 'demand-share'; readonly round: number; readonly trainer: Hex }
  | {
      readonly kind: 'answer-share' | 'exclude-undelivered' | 'return-demand';
      readonly round: number;
      readonly trainer: Hex;
      readonly member: number;
    }
  | { readonly kind: 'freeze' | 'burn' | 'settle' | 'finalise' | 'adopt-release'; readonly round: number }
  /** The only one that cannot be taken back: it names the set that it is for. */
  | {
      readonly kind: 'release-sum';
      readonly round: number;
      readonly frozenLog: Hex;
      /** Whether to post although no store takes the bytes: absence costs, and bytes can be shown on chain. */
      readonly urgent: boolean;
    }
  | { readonly kind: 'publish-sum'; readonly round: number; readonly frozenLog: Hex }
  | { readonly kind: 'fetch-sums'; readonly round: number; readonly members: readonly number[] }
  | {
      readonly kind: 'demand-sum' | 'answer-sum' | 'prove-sum-wrong';
      readonly round: number;
      readonly member: number;
    }
  | { readonly kind: 'find-model' }
  | { readonly kind: 'restore-model'; readonly round: number }
  | { readonly kind: 'close' };

/** Why something that is not over gets no action now. */
export interface Wait {
  readonly round?: number;
  readonly reason:
    | 'time'
    | 'others'
    | 'finality'
    | 'turn'
    | 'patience'
    | 'funds'
    | 'shares-incomplete'
    | 'release-conflict';
}

export interface Decision {
  readonly actions: readonly Action[];
  readonly waits: readonly Wait[];
}

/** Collects what is due and what is not yet; shared by all parts of the decision. */
export interface Verdict {
  readonly act: (action: Action) => undefined;
  readonly wait: (reason: Wait['reason']) => undefined;
  /** Acts when it is this member's turn: the first at once, each later one a stagger after the one before; near a deadline, all. */
  readonly inTurn: (due: { rank: number; waitedMs: number; action: Action; staggerMs?: number }) => void;
}

export function openVerdict(state: State, round?: RoundState): Verdict & Decision {
  const actions: Action[] = [];
  const waits: Wait[] = [];
  const act = (action: Action): undefined => void actions.push(action);
  const wait = (reason: Wait['reason']): undefined => {
    if (waits.some((one) => one.reason === reason)) return;
    waits.push(round === undefined ? { reason } : { reason, round: round.round });
  };
  return {
    actions,
    waits,
    act,
    wait,
    inTurn({ rank, waitedMs, action, staggerMs = state.policy.staggerMs }) {
      const late = round !== undefined && isUrgent(round, state.time);
      if (late || waitedMs >= rank * staggerMs) act(action);
      else wait('turn');
    },
  };
}

/** Members take turns from round to round, so that the same one does not always come first and pay the gas. */
export const turnOf = ({ me, task }: Pick<State, 'me' | 'task'>, round: number): number =>
  (me.index + round) % task.members;

/** How far behind another member: the one right after it is 0, itself the last. */
export const rankAfter = ({ me, task }: Pick<State, 'me' | 'task'>, member: number): number =>
  (me.index - member - 1 + task.members) % task.members;
