// From a round's freeze on: release one sum, of the final set alone; look at those of others; end the round.
import { gatherShares } from './decide-shares.ts';
import { isUrgent, reaches } from './phases.ts';
import type { PostedState, RoundState, State } from './state.ts';
import { rankAfter, turnOf, type Verdict } from './verdict.ts';

const isComplete = ({ trainers }: RoundState): boolean =>
  trainers.every(({ included, share }) => !included || share === 'right');

/** Without every share there is no sum: until it is time to give up, those that are missing are looked for. */
function completeShares(round: RoundState, verdict: Verdict): boolean {
  if (isComplete(round)) return true;
  gatherShares(round, verdict);
  const lost = round.trainers.some(
    ({ included, share }) => included && (share === 'complaint' || share === 'unreadable' || share === 'missing'),
  );
  if (lost) verdict.wait('shares-incomplete');
  return false;
}

/**
 * The one thing that cannot be taken back. Not before the freeze is final, never when another set was released, and
 * never when the chain and the disk disagree about what was.
 */
function releaseSum(state: State, round: RoundState, verdict: Verdict): undefined {
  const { frozenLog, release } = round;
  if (release && release.frozenLog !== frozenLog) return verdict.wait('release-conflict');
  if (round.phase !== 'aggregation') return;
  if (!round.freezeFinal) {
    gatherShares(round, verdict);
    return verdict.wait('finality');
  }
  if (!completeShares(round, verdict)) return;
  verdict.act({ kind: 'release-sum', round: round.round, frozenLog, urgent: isUrgent(round, state.time) });
}

/** What was posted must stay where others find it, or be shown when it is demanded. */
function keepOwnSum(round: RoundState, verdict: Verdict, mine: PostedState): undefined {
  const { release, frozenLog } = round;
  // Restored from a backup that is older than the release: what the chain shows was released.
  if (!release) return verdict.act({ kind: 'adopt-release', round: round.round });
  if (release.frozenLog !== frozenLog || release.digest !== mine.digest) return verdict.wait('release-conflict');
  if (mine.bytes !== 'missing' || !reaches(round.phase, 'aggregation', 'sum-answers')) return;
  if (completeShares(round, verdict)) verdict.act({ kind: 'publish-sum', round: round.round, frozenLog });
}

const isHere = ({ bytes }: PostedState): boolean => bytes === 'right' || bytes === 'wrong' || bytes === 'fetched';

/** A demanded sum: its member shows it at once, and others, for the bond, if that one does not. */
function answerDemand(state: State, round: RoundState, verdict: Verdict, one: PostedState): undefined {
  if (!one.demanded || one.answered || !reaches(round.phase, 'aggregation', 'sum-answers')) return;
  if (!isHere(one)) return verdict.wait('others');
  const action = { kind: 'answer-sum', round: round.round, member: one.member } as const;
  const rank = one.member === state.me.index ? 0 : 1 + rankAfter(state, one.member);
  verdict.inTurn({ rank, waitedMs: one.knownMs, action });
}

function demandSum(state: State, round: RoundState, verdict: Verdict, one: PostedState): undefined {
  if (one.bytes !== 'missing' || one.demanded || one.member === state.me.index) return;
  if (!reaches(round.phase, 'aggregation', 'sum-demands')) return;
  const waitedMs = (one.missing?.forMs ?? 0) - state.policy.patienceMs;
  if (waitedMs < 0 || (one.missing?.attempts ?? 0) < 2) return verdict.wait('patience');
  if (state.me.balance < state.task.demandBond) return verdict.wait('funds');
  const action = { kind: 'demand-sum', round: round.round, member: one.member } as const;
  verdict.inTurn({ rank: turnOf(state, round.round), waitedMs, action });
}

function accuse(state: State, round: RoundState, verdict: Verdict, one: PostedState): undefined {
  if (one.bytes !== 'wrong' || one.faulty || one.member === state.me.index) return;
  if (!reaches(round.phase, 'aggregation', 'sum-complaints')) return;
  const action = { kind: 'prove-sum-wrong', round: round.round, member: one.member } as const;
  verdict.inTurn({ rank: turnOf(state, round.round), waitedMs: one.knownMs, action });
}

function lookAtSums(state: State, round: RoundState, verdict: Verdict): undefined {
  const absent = round.posted.filter(
    ({ bytes, missing }) =>
      bytes === 'unknown' || ((bytes === 'missing' || bytes === 'fetched') && (missing?.retryInMs ?? 0) <= 0),
  );
  if (absent.length > 0 && reaches(round.phase, 'aggregation', 'sum-complaints')) {
    verdict.act({ kind: 'fetch-sums', round: round.round, members: absent.map(({ member }) => member) });
  }
  for (const one of round.posted) {
    answerDemand(state, round, verdict, one);
    demandSum(state, round, verdict, one);
    accuse(state, round, verdict, one);
  }
}

/** As soon as t right sums are here: nothing is gained by waiting for more of them. */
function finalise(state: State, round: RoundState, verdict: Verdict): undefined {
  const { policy, task } = state;
  if (round.status !== 'frozen' || !reaches(round.phase, 'aggregation', 'sum-complaints')) return;
  if (round.posted.filter(({ bytes }) => bytes === 'right').length < task.threshold) return verdict.wait('others');
  if (!policy.finalise) return verdict.wait('others');
  if (task.model.status !== 'found') return;
  const action = { kind: 'finalise', round: round.round } as const;
  const staggerMs = policy.finaliseStaggerMs;
  verdict.inTurn({ rank: turnOf(state, round.round), waitedMs: round.enoughMs, action, staggerMs });
}

function tidyUp(state: State, round: RoundState, verdict: Verdict): undefined {
  if (!state.policy.housekeeping) return;
  const burn = round.phase === 'burnable' && round.status === 'frozen';
  if (!burn && round.phase !== 'settleable') return;
  const action = { kind: burn ? 'burn' : 'settle', round: round.round } as const;
  verdict.inTurn({ rank: turnOf(state, round.round), waitedMs: round.phaseMs, action });
}

/** A round whose set is frozen, and that is not settled. */
export function decideSums(state: State, round: RoundState, verdict: Verdict): undefined {
  const mine = round.posted.find(({ member }) => member === state.me.index);
  if (mine) keepOwnSum(round, verdict, mine);
  else releaseSum(state, round, verdict);
  lookAtSums(state, round, verdict);
  finalise(state, round, verdict);
  tidyUp(state, round, verdict);
}
