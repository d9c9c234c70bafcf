// Between a round's opening and its freeze: fetch and check every share, and settle what is wrong with it.
import { isUrgent, type RoundPhase, reaches } from './phases.ts';
import type { DemandState, RoundState, State, TrainerState } from './state.ts';
import { rankAfter, turnOf, type Verdict } from './verdict.ts';

/** So that one pass is bounded, and a stop or a new block is noticed soon. */
const AT_ONCE = 16;

/** Fetches what is not here, and checks what is. Whether anything of the included set is still neither right nor bad. */
export function gatherShares(round: RoundState, { act, wait }: Verdict): undefined {
  const included = round.trainers.filter((one) => one.included);
  const absent = included.filter(
    ({ share, missing }) => share === 'unknown' || (share === 'missing' && (missing?.retryInMs ?? 0) <= 0),
  );
  const hashesOf = (trainers: readonly TrainerState[]) => trainers.slice(0, AT_ONCE).map((one) => one.sharesHash);
  if (absent.length > 0) act({ kind: 'fetch-envelopes', round: round.round, shares: hashesOf(absent) });
  if (included.some(({ share, missing }) => share === 'missing' && (missing?.retryInMs ?? 0) > 0)) wait('others');
  const unchecked = included.filter(({ share }) => share === 'fetched');
  if (unchecked.length > 0) act({ kind: 'check-shares', round: round.round, shares: hashesOf(unchecked) });
}

const mineOf = ({ me }: State, { demands }: TrainerState): DemandState | undefined =>
  demands.find(({ member }) => member === me.index);

/** Bytes that stay away are demanded, while that is possible: without them the sum cannot be formed. */
function demandMissing(state: State, round: RoundState, verdict: Verdict, one: TrainerState): undefined {
  if (one.share !== 'missing' && one.share !== 'unreadable') return;
  if (mineOf(state, one)) return verdict.wait('others');
  if (round.phase === 'training') return verdict.wait('time');
  if (round.phase !== 'share-demands') return;
  const { patienceMs } = state.policy;
  const tried =
    one.share === 'unreadable' || ((one.missing?.attempts ?? 0) >= 2 && (one.missing?.forMs ?? 0) >= patienceMs);
  if (!tried && !isUrgent(round, state.time)) return verdict.wait('patience');
  if (state.me.balance < state.task.demandBond) return verdict.wait('funds');
  verdict.act({ kind: 'demand-share', round: round.round, trainer: one.trainer });
}

/** A bad proof of e is everybody's business, so members take turns; a bad share is its member's alone. */
function complainOf(state: State, round: RoundState, verdict: Verdict, one: TrainerState): undefined {
  if (one.share !== 'complaint') return;
  if (round.phase === 'training') return verdict.wait('time');
  if (!reaches(round.phase, 'share-demands', 'share-complaints')) return;
  const action = { kind: 'complain', round: round.round, trainer: one.trainer } as const;
  const rank = one.fault === 'ephemeral' ? turnOf(state, round.round) : 0;
  verdict.inTurn({ rank, waitedMs: round.phaseMs, action });
}

/** Others' demands: whoever has the envelope can show the ciphertext, for the bond. The next member comes first. */
function answerDemands(state: State, round: RoundState, verdict: Verdict, one: TrainerState): undefined {
  if (!reaches(round.phase, 'share-demands', 'share-answers')) return;
  for (const { member, open, knownMs } of one.demands) {
    if (!open || member === state.me.index) continue;
    if (!one.hasEnvelope) {
      verdict.wait('others');
      continue;
    }
    const action = { kind: 'answer-share', round: round.round, trainer: one.trainer, member } as const;
    verdict.inTurn({ rank: rankAfter(state, member), waitedMs: knownMs, action });
  }
}

/** Once answers are over: whoever's bytes nobody showed is excluded; a demand about who is excluded is returned. */
function clearDemands(state: State, round: RoundState, verdict: Verdict, one: TrainerState): undefined {
  const open = one.demands.filter((demand) => demand.open);
  const over: readonly RoundPhase[] = ['share-complaints', 'undelivered'];
  for (const { member, knownMs } of one.included ? open.slice(0, 1) : open) {
    if (one.included && !over.includes(round.phase)) continue;
    const kind = one.included ? 'exclude-undelivered' : 'return-demand';
    const rank = member === state.me.index ? 0 : 1 + rankAfter(state, member);
    const waitedMs = one.included ? round.phaseMs : Math.min(round.phaseMs, knownMs);
    verdict.inTurn({ rank, waitedMs, action: { kind, round: round.round, trainer: one.trainer, member } });
  }
}

/** An open round. */
export function decideShares(state: State, round: RoundState, verdict: Verdict): undefined {
  gatherShares(round, verdict);
  for (const one of round.trainers) {
    if (one.included) {
      demandMissing(state, round, verdict, one);
      complainOf(state, round, verdict, one);
      answerDemands(state, round, verdict, one);
    }
    clearDemands(state, round, verdict, one);
  }
  if (round.phase !== 'freezable') return;
  verdict.inTurn({
    rank: turnOf(state, round.round),
    waitedMs: round.phaseMs,
    action: { kind: 'freeze', round: round.round },
  });
}
