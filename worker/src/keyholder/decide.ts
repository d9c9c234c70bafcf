// What is due, from what is known and nothing else: no clock, no network, no memory. So every case can be written down.
import { decideShares } from './decide-shares.ts';
import { decideSums } from './decide-sums.ts';
import type { RoundState, State } from './state.ts';
import { type Decision, openVerdict, turnOf, type Verdict } from './verdict.ts';

export type { Action, Decision, Wait } from './verdict.ts';

function decideRound(state: State, round: RoundState): Decision {
  const verdict = openVerdict(state, round);
  if (round.status === 'open') decideShares(state, round, verdict);
  if (round.status === 'frozen' || round.status === 'finalised' || round.status === 'burned') {
    decideSums(state, round, verdict);
  }
  // Nothing to do and nothing that was named: the round is the chain's clock's, or others'.
  if (verdict.actions.length === 0 && verdict.waits.length === 0) {
    verdict.wait(round.until === undefined ? 'others' : 'time');
  }
  return verdict;
}

function decideModel({ task, policy, me }: State, { act, wait, inTurn }: Verdict): void {
  const { model } = task;
  if (model.status === 'unknown' || (model.status === 'missing' && model.retryInMs <= 0)) act({ kind: 'find-model' });
  else if (model.status === 'missing') wait('others');
  else if (!model.announced && model.round !== undefined && policy.finalise) {
    const action = { kind: 'restore-model', round: model.round } as const;
    const rank = turnOf({ me, task }, model.round);
    inTurn({ rank, waitedMs: model.knownMs, action, staggerMs: policy.finaliseStaggerMs });
  }
}

/** All that is due for one task, the most urgent first, and why the rest waits. */
export function decide(state: State): Decision {
  const { task, policy } = state;
  if (task.status === 'none' || task.status === 'closed') return { actions: [], waits: [] };
  const rounds = state.rounds.map((round) => decideRound(state, round));
  const whole = openVerdict(state);
  if (task.status !== 'proposed') decideModel(state, whole);
  if (task.closable && policy.housekeeping) {
    inTurnToClose(state, whole);
  }
  const actions = [...rounds.flatMap((one) => one.actions), ...whole.actions];
  const waits = [...rounds.flatMap((one) => one.waits), ...whole.waits];
  if (actions.length === 0 && waits.length === 0) waits.push({ reason: 'others' });
  return { actions, waits };
}

const inTurnToClose = (state: State, { inTurn }: Verdict): void =>
  inTurn({ rank: turnOf(state, 0), waitedMs: state.task.closableMs, action: { kind: 'close' } });
