import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Action, decide } from './decide.ts';
import type { JobState, Policy, SelfState, State } from './state.ts';

const [JOB, RESULT, OTHER] = [0x10, 0x20, 0x30].map((byte) => `0x${byte.toString(16).repeat(32)}` as const) as [
  `0x${string}`,
  `0x${string}`,
  `0x${string}`,
];
const NOW = 10_000;

const POLICY: Policy = {
  ...{ housekeeping: true, staggerMs: 1000, patienceMs: 5000, stake: undefined, resume: true },
  ...{ mostDeposit: undefined, claimAbove: undefined },
};
const ME: SelfState = {
  balance: 1n,
  claimable: 0n,
  worker: { drawable: true, stake: 10n, unbonding: 0n },
  leastStake: 10n,
  slashed: false,
};

const job = (changes: Partial<JobState> = {}): JobState => ({
  ...{ job: JOB, phase: 'committing', step: 0, until: NOW + 100, nudge: undefined, nudgeMs: 0, rank: 0 },
  ...{
    seat: undefined,
    bondIsFree: true,
    work: { status: 'none' },
    agreed: undefined,
    contested: false,
    deposit: undefined,
  },
  ...changes,
});
const drawn = { status: 'drawn', result: `0x${'0'.repeat(64)}`, opens: false } as const;
const committed = { ...drawn, status: 'committed' } as const;

function state(
  jobs: readonly JobState[],
  changes: Partial<Omit<State, 'policy' | 'me'>> & { policy?: Partial<Policy>; me?: Partial<SelfState> } = {},
): State {
  const { policy, me, ...rest } = changes;
  return {
    head: { number: 1n, hash: JOB, time: NOW },
    ...{ time: NOW, stopping: false, jobs, ...rest },
    policy: { ...POLICY, ...policy },
    me: { ...ME, ...me },
  };
}

type Changes = Parameters<typeof state>[1];
const kinds = (of: JobState | readonly JobState[], changes: Changes = {}): string[] =>
  decide(state(Array.isArray(of) ? of : [of as JobState], changes)).actions.map(({ kind }) => kind);
const only = (of: JobState, changes: Changes = {}): Action | undefined => decide(state([of], changes)).actions[0];
const waits = (of: JobState | undefined, changes: Changes = {}) => decide(state(of ? [of] : [], changes)).waits;

describe('a seat that was drawn', () => {
  const seated = (changes: Partial<JobState> = {}) => job({ seat: drawn, ...changes });
  const missing = (forMs: number, retryInMs: number) =>
    ({ status: 'missing', missing: { attempts: 1, forMs, retryInMs } }) as const;

  it('is worked for, then committed for', () => {
    assert.deepEqual(kinds(seated()), ['work']);
    assert.deepEqual(waits(seated({ work: { status: 'running' } })), ['work']);
    assert.deepEqual(only(seated({ work: { status: 'done', result: RESULT } })), {
      ...{ kind: 'commit', job: JOB, step: 0, result: RESULT },
    });
  });

  it('waits for bytes with patience, and is given back when that is over', () => {
    assert.deepEqual(kinds(seated({ work: missing(100, 50) })), []);
    assert.deepEqual(waits(seated({ work: missing(100, 50) })), ['bytes']);
    assert.deepEqual(kinds(seated({ work: missing(100, 0) })), ['work']);
    assert.deepEqual(only(seated({ work: missing(5000, 0) })), {
      ...{ kind: 'decline', job: JOB, step: 0, reason: 'BYTES_MISSING' },
    });
  });

  it('is given back where it is hopeless, where time is short, and when the worker stops', () => {
    const reasonOf = (of: JobState, changes: Changes = {}) => {
      const action = only(of, changes);
      return action?.kind === 'decline' ? action.reason : action?.kind;
    };
    assert.equal(reasonOf(seated({ work: { status: 'hopeless', code: 'FEE_TOO_LOW' } })), 'FEE_TOO_LOW');
    for (const work of [{ status: 'none' }, { status: 'running' }, missing(1, 0)] as const) {
      assert.equal(reasonOf(seated({ work, until: NOW + 30 })), 'TIME_SHORT');
      assert.equal(reasonOf(seated({ work, until: NOW + 31 })) === 'TIME_SHORT', false);
      assert.equal(reasonOf(seated({ work }), { stopping: true }), 'STOPPING');
    }
    // What is found is committed to, however late.
    const done = seated({ work: { status: 'done', result: RESULT }, until: NOW });
    assert.equal(only(done)?.kind, 'commit');
    // Whoever is about to go could not reveal it.
    assert.equal(reasonOf(done, { stopping: true }), 'STOPPING');
  });

  it('is given back where other jobs have taken the stake, evaluated or not', () => {
    for (const work of [{ status: 'none' }, { status: 'running' }, { status: 'done', result: RESULT }] as const) {
      const expected = { kind: 'decline', job: JOB, step: 0, reason: 'STAKE_NOT_FREE' };
      assert.deepEqual(only(seated({ work, bondIsFree: false })), expected);
      assert.deepEqual(kinds(seated({ work, bondIsFree: false, until: NOW - 1 })), []);
    }
    // What is committed to has its bond.
    const shown = job({ phase: 'revealing', seat: { ...committed, opens: true }, bondIsFree: false });
    assert.equal(only({ ...shown, work: { status: 'done', result: RESULT } })?.kind, 'reveal');
  });

  it('is nobody’s any more once its time is over', () => {
    for (const work of [{ status: 'none' }, { status: 'done', result: RESULT }] as const) {
      assert.deepEqual(kinds(seated({ work, until: NOW - 1 })), []);
    }
  });
});

describe('a commitment', () => {
  const seated = (changes: Partial<JobState> = {}) => job({ phase: 'revealing', seat: committed, ...changes });
  const open = { seat: { ...committed, opens: true }, work: { status: 'done', result: RESULT } } as const;

  it('is revealed when others may not copy it any more, and not before', () => {
    assert.deepEqual(only(seated(open)), { kind: 'reveal', job: JOB, step: 0, result: RESULT });
    for (const phase of ['drawing', 'committing', 'contestable'] as const)
      assert.deepEqual(kinds(seated({ ...open, phase })), []);
    assert.deepEqual(kinds(seated({ ...open, until: NOW - 1 })), []);
  });

  it('is revealed also by a worker that stops', () => {
    assert.equal(only(seated(open), { stopping: true })?.kind, 'reveal');
  });

  it('is found again by evaluating again, if it was forgotten', () => {
    assert.deepEqual(kinds(seated()), ['work']);
    assert.deepEqual(waits(seated({ work: { status: 'running' } })), ['work']);
    const missing = { attempts: 1, forMs: 10 ** 9 };
    // Patience is for seats that can be given back.
    assert.deepEqual(kinds(seated({ work: { status: 'missing', missing: { ...missing, retryInMs: 0 } } })), ['work']);
    assert.deepEqual(waits(seated({ work: { status: 'missing', missing: { ...missing, retryInMs: 9 } } })), ['bytes']);
  });

  it('is not revealed with what does not open it: the contract would refuse that', () => {
    const closed = seated({ ...open, seat: committed });
    assert.deepEqual([kinds(closed), waits(closed)], [[], ['commitment-unknown']]);
    const hopeless = seated({ work: { status: 'hopeless', code: 'X' } });
    assert.deepEqual([kinds(hopeless), waits(hopeless)], [[], ['commitment-unknown']]);
  });
});

describe('a result that lost', () => {
  const lost = (changes: Partial<JobState> = {}) =>
    job({
      phase: 'contestable',
      agreed: OTHER,
      seat: { status: 'revealed', result: RESULT, opens: false },
      deposit: 50n,
      ...changes,
    });
  const willing = { policy: { mostDeposit: 50n } };

  it('is contested if its operator says so, and the deposit is not too large', () => {
    assert.deepEqual(only(lost(), willing), { kind: 'contest', job: JOB, step: 0, deposit: 50n });
    assert.deepEqual(kinds(lost()), []);
    assert.deepEqual(kinds(lost({ deposit: 51n }), willing), []);
    assert.deepEqual(kinds(lost({ deposit: undefined }), willing), []);
  });

  it('is not contested twice, too late, by a worker that won, or by one that revealed nothing', () => {
    for (const changes of [
      { contested: true },
      { until: NOW - 1 },
      { agreed: RESULT },
      { seat: { ...drawn, status: 'silent' } },
      { seat: undefined },
      { phase: 'revealing' },
    ] as const) {
      assert.deepEqual(kinds(lost(changes), willing), [], JSON.stringify(changes));
    }
  });
});

describe('a job that somebody has to move on', () => {
  const due = (changes: Partial<JobState> = {}) => job({ phase: 'revealing', nudge: 'tally', ...changes });

  it('is moved on by the first in turn at once, and by later ones a stagger later each', () => {
    assert.deepEqual(kinds(due()), ['tally']);
    for (const [rank, nudgeMs, expected] of [
      [1, 999, []],
      [1, 1000, ['tally']],
      [3, 2999, []],
      [3, 3000, ['tally']],
    ] as const) {
      assert.deepEqual(kinds(due({ rank, nudgeMs })), expected);
    }
    assert.deepEqual(waits(due({ rank: 1 })), ['turn']);
  });

  it('is left to others without housekeeping, unless the worker has a seat or may be drawn', () => {
    const lazy = { policy: { housekeeping: false } };
    assert.deepEqual([kinds(due(), lazy), waits(due(), lazy)], [[], ['others']]);
    assert.deepEqual(kinds(due({ seat: { ...drawn, status: 'revealed' } }), lazy), ['tally']);
    assert.deepEqual(kinds(due({ nudge: 'draw' }), lazy), ['draw']);
    const paused = { ...lazy, me: { worker: { drawable: false, stake: 10n, unbonding: 0n } } };
    assert.deepEqual(kinds(due({ nudge: 'draw' }), paused), ['resume']);
    // Nor does anybody pay to have others drawn to a seat that it gave back.
    for (const status of ['declined', 'silent'] as const) {
      assert.deepEqual(kinds(due({ nudge: 'draw', seat: { ...drawn, status } }), lazy), []);
    }
  });

  it('is left to others by a worker that stops', () => {
    assert.deepEqual(kinds(due({ nudge: 'draw' }), { stopping: true }), ['pause']);
  });
});

describe('a worker’s own affairs', () => {
  const paused = { worker: { drawable: false, stake: 10n, unbonding: 0n } };
  const poor = { worker: { drawable: false, stake: 9n, unbonding: 0n } };

  it('needs a stake: it says so, or joins by itself', () => {
    for (const me of [{ worker: undefined }, poor]) {
      assert.deepEqual(waits(undefined, { me }), ['stake']);
      assert.deepEqual(kinds([], { me }), []);
      assert.deepEqual(kinds([], { me, policy: { stake: 10n } }), ['join']);
      assert.deepEqual(kinds([], { me, policy: { stake: 10n }, stopping: true }), []);
    }
  });

  it('resumes after a pause, unless it is told not to, and pauses when it stops', () => {
    assert.deepEqual(kinds([], { me: paused }), ['resume']);
    assert.deepEqual(kinds([], { me: paused, policy: { resume: false } }), []);
    assert.deepEqual(waits(undefined, { me: paused, policy: { resume: false } }), ['paused']);
    assert.deepEqual(kinds([], { stopping: true }), ['pause']);
    assert.deepEqual(kinds([], { stopping: true, me: paused }), []);
    // Whoever would not resume by itself is not paused by itself.
    assert.deepEqual(kinds([], { stopping: true, policy: { resume: false } }), []);
  });

  it('does not go on by itself after a result of its own lost: the next one would, too', () => {
    for (const worker of [paused.worker, poor.worker]) {
      const me = { worker, slashed: true };
      assert.deepEqual([kinds([], { me, policy: { stake: 10n } }), waits(undefined, { me })], [[], ['slashed']]);
    }
    // Its operator has resumed.
    assert.deepEqual(kinds([], { me: { slashed: true } }), []);
  });

  it('does not stake again what its operator takes out', () => {
    const me = { worker: { drawable: false, stake: 0n, unbonding: 10n } };
    assert.deepEqual([kinds([], { me, policy: { stake: 10n } }), waits(undefined, { me })], [[], ['paused']]);
  });

  it('takes earnings out above what it was told, and never by itself otherwise', () => {
    const me = { claimable: 100n };
    assert.deepEqual(kinds([], { me }), []);
    assert.deepEqual(kinds([], { me, policy: { claimAbove: 100n } }), []);
    assert.deepEqual(kinds([], { me, policy: { claimAbove: 99n } }), ['claim']);
  });
});

describe('what is due at once', () => {
  it('is done in the order of what it costs to be late', () => {
    const jobs = [
      job({ nudge: 'draw', phase: 'drawing' }),
      job({ seat: drawn }),
      job({ seat: drawn, work: { status: 'hopeless', code: 'X' } }),
      job({ seat: drawn, work: { status: 'done', result: RESULT } }),
      job({ phase: 'revealing', seat: { ...committed, opens: true }, work: { status: 'done', result: RESULT } }),
    ];
    const changes = { me: { claimable: 5n }, policy: { claimAbove: 1n } };
    assert.deepEqual(kinds(jobs, changes), ['reveal', 'commit', 'decline', 'work', 'draw', 'claim']);
  });

  it('never is more than one thing for one seat', () => {
    const works: JobState['work'][] = [
      { status: 'none' },
      { status: 'running' },
      { status: 'done', result: RESULT },
      { status: 'hopeless', code: 'X' },
      { status: 'missing', missing: { attempts: 1, forMs: 0, retryInMs: 0 } },
      { status: 'missing', missing: { attempts: 9, forMs: 10 ** 9, retryInMs: 9 } },
    ];
    const seats: JobState['seat'][] = (['drawn', 'committed', 'revealed', 'declined', 'silent'] as const).flatMap(
      (status) => [true, false].map((opens) => ({ status, result: RESULT, opens })),
    );
    for (const phase of ['drawing', 'committing', 'revealing', 'contestable', 'hand-over', 'answering'] as const) {
      for (const until of [NOW - 1, NOW, NOW + 19, NOW + 1000]) {
        for (const work of works) {
          for (const seat of seats) {
            const found = kinds(job({ phase, until, work, seat }), { policy: { mostDeposit: 10n } });
            assert.ok(found.length <= 1, found.join());
            if (phase !== 'committing') assert.ok(!found.includes('commit') && !found.includes('decline'));
            if (phase !== 'revealing') assert.ok(!found.includes('reveal'));
            if (until < NOW) assert.deepEqual(found, []);
          }
        }
      }
    }
  });
});
