import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Action, decide, type Wait } from './decide.ts';
import type { PostedState, RoundState, State, TaskState, TrainerState } from './state.ts';

const SET = `0x${'5e'.repeat(32)}` as const;
const OTHER_SET = `0x${'07'.repeat(32)}` as const;
const DIGEST = `0x${'d1'.repeat(32)}` as const;
const TRAINER = `0x${'aa'.repeat(20)}` as const;
const SHARES = `0x${'5a'.repeat(32)}` as const;

const trainer = (changes: Partial<TrainerState> = {}): TrainerState => ({
  trainer: TRAINER,
  position: 0,
  sharesHash: SHARES,
  included: true,
  share: 'right',
  hasEnvelope: true,
  demands: [],
  ...changes,
});

const posted = (member: number, changes: Partial<PostedState> = {}): PostedState => ({
  member,
  digest: DIGEST,
  bytes: 'right',
  demanded: false,
  answered: false,
  faulty: false,
  knownMs: 0,
  ...changes,
});

const round = (changes: Partial<RoundState> = {}): RoundState => ({
  round: 1,
  status: 'open',
  phase: 'training',
  until: 2000,
  seconds: 1000,
  phaseMs: 0,
  frozenLog: SET,
  freezeFinal: false,
  trainers: [trainer()],
  posted: [],
  enoughMs: 0,
  ...changes,
});

const frozen = (changes: Partial<RoundState> = {}): RoundState =>
  round({ status: 'frozen', phase: 'aggregation', freezeFinal: true, ...changes });

interface Changes extends Partial<Omit<State, 'policy' | 'task' | 'me'>> {
  readonly policy?: Partial<State['policy']>;
  readonly task?: Partial<TaskState>;
  readonly me?: Partial<State['me']>;
}

/** Member 3 of 5, whose turn is rank 4 in round 1, rank 0 in round 2. */
function stateOf(rounds: readonly RoundState[], { policy, task, me, ...changes }: Changes = {}): State {
  return {
    head: { number: 100n, hash: SET, time: 1100 },
    time: 1100,
    me: { index: 3, balance: 10n ** 18n, ...me },
    policy: {
      finalise: true,
      housekeeping: true,
      staggerMs: 1000,
      finaliseStaggerMs: 5000,
      patienceMs: 100,
      ...policy,
    },
    task: {
      task: SET,
      status: 'running',
      threshold: 3,
      members: 5,
      demandBond: 10n ** 15n,
      closable: false,
      closableMs: 0,
      model: { status: 'found', retryInMs: 0, announced: true, knownMs: 0 },
      ...task,
    },
    rounds,
    ...changes,
  };
}

const kinds = (actions: readonly Action[]): string[] => actions.map(({ kind }) => kind);
const reasons = (waits: readonly Wait[]): string[] => waits.map(({ reason }) => reason);

function due(one: RoundState, changes?: Changes): string[] {
  return kinds(decide(stateOf([one], changes)).actions);
}
function waiting(one: RoundState, changes?: Changes): string[] {
  return reasons(decide(stateOf([one], changes)).waits);
}

const LONG = { attempts: 3, forMs: 10_000, retryInMs: 500 };
const missing = (changes: Partial<TrainerState> = {}) =>
  trainer({ share: 'missing', missing: LONG, hasEnvelope: false, ...changes });

describe('what is due about shares', () => {
  it('fetches what nobody asked for yet, and asks again when it is time', () => {
    assert.deepEqual(due(round({ trainers: [trainer({ share: 'unknown' })] })), ['fetch-envelopes']);
    assert.deepEqual(due(round({ trainers: [missing()] })), []);
    assert.deepEqual(due(round({ trainers: [missing({ missing: { ...LONG, retryInMs: 0 } })] })), ['fetch-envelopes']);
  });

  it('checks what is here, and asks for no more than sixteen at once', () => {
    const { actions } = decide(stateOf([round({ trainers: Array(40).fill(trainer({ share: 'fetched' })) })]));
    assert.deepEqual(kinds(actions), ['check-shares']);
    assert.equal(actions[0]?.kind === 'check-shares' && actions[0].shares.length, 16);
  });

  it('spends nothing on trainers that are excluded', () => {
    for (const share of ['unknown', 'fetched', 'missing', 'complaint', 'unreadable'] as const) {
      assert.deepEqual(due(round({ phase: 'share-demands', trainers: [trainer({ share, included: false })] })), []);
    }
  });

  it('demands what stays away, in the phase for it, after some patience', () => {
    const demands = { phase: 'share-demands' } as const;
    assert.deepEqual(due(round({ ...demands, trainers: [missing()] })), ['demand-share']);
    assert.deepEqual(due(round({ ...demands, trainers: [trainer({ share: 'unreadable' })] })), ['demand-share']);
    const young = missing({ missing: { attempts: 1, forMs: 10_000, retryInMs: 5 } });
    assert.deepEqual(due(round({ ...demands, trainers: [young] })), []);
    assert.ok(waiting(round({ ...demands, trainers: [young] })).includes('patience'));
    // In the last minute there is no time left for patience.
    assert.deepEqual(due(round({ ...demands, until: 1130, trainers: [young] })), ['demand-share']);
    for (const phase of ['training', 'share-answers', 'share-complaints', 'freezable'] as const) {
      assert.ok(!due(round({ phase, trainers: [missing()] })).includes('demand-share'), phase);
    }
  });

  it('demands once, and nothing that it cannot pay for', () => {
    const own = missing({ demands: [{ member: 3, open: true, knownMs: 0 }] });
    assert.deepEqual(due(round({ phase: 'share-demands', trainers: [own] })), []);
    const poor = { me: { balance: 10n ** 15n - 1n } };
    assert.deepEqual(due(round({ phase: 'share-demands', trainers: [missing()] }), poor), []);
    assert.ok(waiting(round({ phase: 'share-demands', trainers: [missing()] }), poor).includes('funds'));
  });

  it('complains about its own bad share from the end of training to the last second, and never before', () => {
    const bad = trainer({ share: 'complaint', fault: 'share' });
    for (const phase of ['share-demands', 'share-answers', 'share-complaints'] as const) {
      assert.deepEqual(due(round({ phase, trainers: [bad] })), ['complain'], phase);
    }
    for (const phase of ['training', 'undelivered', 'freezable'] as const) {
      assert.ok(!due(round({ phase, trainers: [bad] })).includes('complain'), phase);
    }
    assert.ok(!due(frozen({ trainers: [bad] })).includes('complain'));
  });

  it('takes turns with a fault that everybody sees', () => {
    const bad = trainer({ share: 'complaint', fault: 'ephemeral' });
    const phase = 'share-demands';
    assert.deepEqual(due(round({ phase, phaseMs: 3999, trainers: [bad] })), []);
    assert.deepEqual(due(round({ phase, phaseMs: 4000, trainers: [bad] })), ['complain']);
    assert.deepEqual(due(round({ phase, round: 2, trainers: [bad] })), ['complain']);
  });

  it("answers others' demands with what it has, the member after the demander first", () => {
    const demanded = (member: number, knownMs = 0, changes: Partial<TrainerState> = {}) =>
      round({
        phase: 'share-answers',
        trainers: [trainer({ demands: [{ member, open: true, knownMs }], ...changes })],
      });
    assert.deepEqual(due(demanded(2)), ['answer-share']);
    assert.deepEqual(due(demanded(1)), []);
    assert.deepEqual(due(demanded(1, 1000)), ['answer-share']);
    assert.deepEqual(due(demanded(4, 2999)), []);
    assert.deepEqual(due(demanded(4, 3000)), ['answer-share']);
    assert.deepEqual(due(demanded(3, 9000)), []);
    assert.deepEqual(due(demanded(2, 9000, { hasEnvelope: false })), []);
    const closed = trainer({ demands: [{ member: 2, open: false, knownMs: 9000 }] });
    assert.deepEqual(due(round({ phase: 'share-answers', trainers: [closed] })), []);
  });

  it('excludes whose bytes nobody showed, and returns demands about who is excluded', () => {
    const own = { member: 3, open: true, knownMs: 0 };
    for (const phase of ['share-complaints', 'undelivered'] as const) {
      assert.deepEqual(due(round({ phase, trainers: [missing({ demands: [own] })] })), ['exclude-undelivered'], phase);
    }
    assert.deepEqual(due(round({ phase: 'share-answers', trainers: [missing({ demands: [own] })] })), []);
    const gone = trainer({ included: false, demands: [own, { member: 2, open: false, knownMs: 0 }] });
    assert.deepEqual(due(round({ phase: 'share-answers', trainers: [gone] })), ['return-demand']);
  });

  it('freezes when it is its turn', () => {
    const over = { phase: 'freezable', until: undefined, seconds: undefined } as unknown as Partial<RoundState>;
    assert.deepEqual(due(round({ ...over, round: 2 })), ['freeze']);
    assert.deepEqual(due(round({ ...over, phaseMs: 3999 })), []);
    assert.deepEqual(due(round({ ...over, phaseMs: 4000 })), ['freeze']);
  });
});

describe('what is due about sums', () => {
  it('releases its sum of a final set, and of no other', () => {
    assert.deepEqual(decide(stateOf([frozen()])).actions, [
      { kind: 'release-sum', round: 1, frozenLog: SET, urgent: false },
    ]);
    assert.deepEqual(due(frozen({ freezeFinal: false })), []);
    assert.deepEqual(waiting(frozen({ freezeFinal: false })), ['finality', 'others']);
    // However late it is.
    assert.deepEqual(due(frozen({ freezeFinal: false, until: 1101 })), []);
    assert.deepEqual(decide(stateOf([frozen({ until: 1130 })])).actions, [
      { kind: 'release-sum', round: 1, frozenLog: SET, urgent: true },
    ]);
  });

  it('releases nothing when another set was released, or nobody knows what was', () => {
    for (const frozenLog of [OTHER_SET, `0x${'00'.repeat(32)}`] as const) {
      const release = { frozenLog, digest: DIGEST };
      for (const status of ['frozen', 'finalised', 'burned'] as const) {
        for (const mine of [[], [posted(3)]]) {
          const conflicting = frozen({ status, release, posted: mine });
          assert.ok(!due(conflicting).some((kind) => /release|publish|adopt/.test(kind)));
          assert.ok(waiting(conflicting).includes('release-conflict'));
        }
      }
    }
  });

  it('goes on with what it has recorded and not posted', () => {
    assert.deepEqual(due(frozen({ release: { frozenLog: SET, digest: DIGEST } })), ['release-sum']);
    const later = { release: { frozenLog: SET, digest: DIGEST }, freezeFinal: false };
    assert.deepEqual(due(frozen(later)), []);
  });

  it('releases nothing that lacks a share, and looks for it', () => {
    assert.deepEqual(due(frozen({ trainers: [trainer(), trainer({ share: 'unknown' })] })), ['fetch-envelopes']);
    assert.deepEqual(due(frozen({ trainers: [trainer({ share: 'fetched' })] })), ['check-shares']);
    for (const share of ['missing', 'complaint', 'unreadable'] as const) {
      const lacking = frozen({ trainers: [trainer({ share, missing: LONG })] });
      assert.deepEqual(due(lacking), [], share);
      assert.ok(waiting(lacking).includes('shares-incomplete'), share);
    }
    assert.deepEqual(due(frozen({ trainers: [trainer(), trainer({ share: 'missing', included: false })] })), [
      'release-sum',
    ]);
  });

  it('posts in the phase for it alone, also when somebody has finalised before', () => {
    assert.deepEqual(due(frozen({ status: 'finalised' })), ['release-sum']);
    for (const phase of ['sum-demands', 'sum-answers', 'sum-complaints', 'burnable', 'settleable'] as const) {
      assert.ok(!due(frozen({ phase, phaseMs: 0 })).includes('release-sum'), phase);
    }
  });

  it('takes over what the chain shows as its own and its disk has forgotten', () => {
    assert.deepEqual(due(frozen({ posted: [posted(3)] })), ['adopt-release']);
    assert.deepEqual(due(frozen({ posted: [posted(3)], freezeFinal: false })), ['adopt-release']);
    const other = frozen({ posted: [posted(3)], release: { frozenLog: SET, digest: OTHER_SET } });
    assert.ok(waiting(other).includes('release-conflict'));
  });

  const release = { frozenLog: SET, digest: DIGEST };

  it('puts its own sum back where it is lost, and shows it when it is demanded', () => {
    const lost = posted(3, { bytes: 'missing', missing: LONG });
    assert.deepEqual(due(frozen({ release, posted: [lost] })), ['publish-sum']);
    const demanded = posted(3, { demanded: true });
    assert.deepEqual(due(frozen({ release, posted: [demanded], phase: 'sum-answers' })), ['answer-sum']);
    assert.deepEqual(due(frozen({ release, posted: [{ ...demanded, answered: true }], phase: 'sum-answers' })), []);
  });

  it("fetches others' sums, demands those that are missing, and answers for their members in turn", () => {
    const own = posted(3);
    assert.deepEqual(due(frozen({ release, posted: [own, posted(1, { bytes: 'unknown' })] })), ['fetch-sums']);
    assert.deepEqual(due(frozen({ release, posted: [own, posted(1, { bytes: 'fetched' })] })), ['fetch-sums']);
    const lost = posted(1, { bytes: 'missing', missing: { ...LONG, forMs: 4100 } });
    assert.deepEqual(due(frozen({ release, posted: [own, lost] })), ['demand-sum']);
    const early = { ...lost, missing: { ...LONG, forMs: 4000 } };
    assert.deepEqual(due(frozen({ release, posted: [own, early] })), []);
    assert.deepEqual(due(frozen({ release, posted: [own, { ...lost, demanded: true }] })), []);
    assert.deepEqual(due(frozen({ release, phase: 'sum-answers', posted: [own, lost] })), []);
    const asked = posted(1, { demanded: true, knownMs: 1999 });
    assert.deepEqual(due(frozen({ release, posted: [own, asked] })), []);
    assert.deepEqual(due(frozen({ release, posted: [own, { ...asked, knownMs: 2000 }] })), ['answer-sum']);
  });

  it('proves a wrong sum wrong, once, and not its own', () => {
    const wrong = posted(1, { bytes: 'wrong', knownMs: 4000 });
    for (const phase of ['aggregation', 'sum-demands', 'sum-answers', 'sum-complaints'] as const) {
      assert.deepEqual(due(frozen({ release, phase, posted: [posted(3), wrong] })), ['prove-sum-wrong'], phase);
    }
    assert.deepEqual(due(frozen({ release, posted: [posted(3), { ...wrong, faulty: true }] })), []);
    assert.deepEqual(due(frozen({ release, posted: [posted(3, { bytes: 'wrong', knownMs: 9000 })] })), []);
    assert.ok(!due(frozen({ release, phase: 'settleable', posted: [posted(3), wrong] })).includes('prove-sum-wrong'));
  });

  it('finalises with t right sums, in turn, if that is asked of it', () => {
    const sums = [posted(3), posted(1), posted(2)];
    const ready = frozen({ release, posted: sums, enoughMs: 20_000 });
    assert.deepEqual(due(ready), ['finalise']);
    assert.deepEqual(due({ ...ready, enoughMs: 19_999 }), []);
    assert.deepEqual(due({ ...ready, round: 2, enoughMs: 0 }), ['finalise']);
    assert.deepEqual(due(ready, { policy: { finalise: false } }), []);
    const wrong = { bytes: 'wrong', faulty: true } as const;
    assert.deepEqual(due({ ...ready, posted: [posted(3), posted(1), posted(2, wrong)] }), []);
    assert.deepEqual(due({ ...ready, status: 'finalised' }), []);
    const model = { status: 'missing', retryInMs: 500, announced: false, knownMs: 0 } as const;
    assert.deepEqual(due(ready, { task: { model } }), []);
  });

  it('burns, settles and closes what is over, if that is asked of it', () => {
    const over = { until: undefined, seconds: undefined, phaseMs: 4000 } as unknown as Partial<RoundState>;
    assert.deepEqual(due(frozen({ ...over, release, phase: 'burnable' })), ['burn']);
    const settleable = frozen({ ...over, release, phase: 'settleable', status: 'finalised' });
    assert.deepEqual(due(settleable), ['settle']);
    assert.deepEqual(due({ ...settleable, phaseMs: 3999 }), []);
    assert.deepEqual(due(settleable, { policy: { housekeeping: false } }), []);
    const closable = { closable: true, closableMs: 3000, status: 'ended' } as const;
    assert.deepEqual(kinds(decide(stateOf([], { task: closable })).actions), ['close']);
    assert.deepEqual(kinds(decide(stateOf([], { task: { ...closable, closableMs: 2999 } })).actions), []);
  });
});

describe('what is due about the model', () => {
  const model = (changes: Partial<TaskState['model']>) => ({
    task: { model: { status: 'found', retryInMs: 0, announced: true, knownMs: 0, ...changes } as const },
  });

  it('looks for what it does not know, and restores what nobody finds', () => {
    assert.deepEqual(kinds(decide(stateOf([], model({ status: 'unknown' }))).actions), ['find-model']);
    assert.deepEqual(kinds(decide(stateOf([], model({ status: 'missing' }))).actions), ['find-model']);
    assert.deepEqual(kinds(decide(stateOf([], model({ status: 'missing', retryInMs: 1 }))).actions), []);
    const lost = model({ announced: false, round: 2 });
    assert.deepEqual(kinds(decide(stateOf([], lost)).actions), ['restore-model']);
    assert.deepEqual(kinds(decide(stateOf([], { ...lost, policy: { finalise: false } })).actions), []);
    assert.deepEqual(kinds(decide(stateOf([], model({ announced: false }))).actions), []);
  });
});

describe('a decision as a whole', () => {
  it('serves rounds that overlap', () => {
    const before = frozen({ status: 'finalised', release: { frozenLog: SET, digest: DIGEST }, posted: [posted(3)] });
    const now = round({ round: 2, trainers: [trainer({ share: 'unknown' })] });
    const wrong = { ...before, posted: [posted(3), posted(1, { bytes: 'wrong', knownMs: 9000 })] };
    assert.deepEqual(kinds(decide(stateOf([wrong, now])).actions), ['prove-sum-wrong', 'fetch-envelopes']);
  });

  it('has nothing to say of tasks that are not there, or over', () => {
    for (const status of ['none', 'closed'] as const) {
      assert.deepEqual(decide(stateOf([round()], { task: { status } })), { actions: [], waits: [] });
    }
  });
});
