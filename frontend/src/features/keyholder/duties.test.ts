import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dutiesOf, isUnsettled, nameOfDeed } from './duties.ts';
import type { RoundReport, SumReport, TrainerReport } from './round-report.ts';

const A = `0x${'aa'.repeat(20)}` as const;
const SET = `0x${'11'.repeat(32)}` as const;
const OTHER_SET = `0x${'22'.repeat(32)}` as const;
const DIGEST = `0x${'33'.repeat(32)}` as const;
const BOND = 5n;

const trainer = (changes: Partial<TrainerReport> = {}): TrainerReport => ({
  trainer: A,
  included: true,
  share: 'right',
  hasEnvelope: true,
  demands: [],
  ...changes,
});
const sum = (member: number, changes: Partial<SumReport> = {}): SumReport => ({
  member,
  digest: DIGEST,
  bytes: 'right',
  demanded: false,
  answered: false,
  faulty: false,
  ...changes,
});
/** Seen by keyholder 1 of 3. */
const round = (changes: Partial<RoundReport> = {}): RoundReport => ({
  round: 1n,
  status: 'open',
  phase: 'share-demands',
  index: 1,
  members: 3,
  threshold: 2,
  demandBond: BOND,
  frozenLog: SET,
  freezeFinal: false,
  beforeRecords: false,
  trainers: [trainer()],
  sums: [],
  ...changes,
});
const frozen = (changes: Partial<RoundReport> = {}): RoundReport =>
  round({ status: 'frozen', phase: 'aggregation', freezeFinal: true, ...changes });
const due = (report: RoundReport): string[] =>
  dutiesOf(report).duties.map(({ deed, whose }) => `${deed.kind}${whose === 'mine' ? ' (mine)' : ''}`);
const waits = (report: RoundReport): readonly string[] => dutiesOf(report).waits;

describe('what is due about shares', () => {
  it('complains about a bad share of its own, within the time for it', () => {
    const trainers = [trainer({ share: 'bad', fault: 'share' })];
    for (const phase of ['share-demands', 'share-answers', 'share-complaints'] as const) {
      assert.deepEqual(due(round({ phase, trainers })), ['complain (mine)'], phase);
    }
    assert.deepEqual(due(round({ phase: 'training', trainers })), []);
    assert.deepEqual(waits(round({ phase: 'training', trainers })), ['training']);
    assert.deepEqual(due(round({ phase: 'freezable', trainers })), ['freeze']);
  });

  it('leaves a fault that everybody sees to whoever comes first', () => {
    const trainers = [trainer({ share: 'bad', fault: 'ephemeral' })];
    assert.deepEqual(due(round({ trainers })), ['complain']);
  });

  it('demands what is missing, once, while that is possible, and says for which bond', () => {
    for (const share of ['missing', 'unreadable'] as const) {
      const trainers = [trainer({ share })];
      assert.deepEqual(dutiesOf(round({ trainers })).duties, [
        { deed: { kind: 'demand-share', trainer: A }, whose: 'mine', bond: BOND },
      ]);
      assert.deepEqual(due(round({ phase: 'share-answers', trainers })), []);
      const demanded = [trainer({ share, demands: [{ member: 1, open: true }] })];
      assert.deepEqual(due(round({ trainers: demanded })), []);
      assert.ok(waits(round({ trainers: demanded })).includes('bytes'));
    }
  });

  it('does nothing about who is left out but clearing demands', () => {
    const gone = trainer({ included: false, share: 'passed', demands: [{ member: 2, open: true }] });
    assert.deepEqual(due(round({ trainers: [gone] })), ['return-demand']);
    const mine = trainer({ included: false, share: 'passed', demands: [{ member: 1, open: true }] });
    assert.deepEqual(due(round({ trainers: [mine] })), ['return-demand (mine)']);
    const closed = trainer({ included: false, share: 'passed', demands: [{ member: 2, open: false }] });
    assert.deepEqual(due(round({ trainers: [closed] })), []);
  });

  it("answers others' demands with what it has, and not its own", () => {
    const demanded = (member: number, hasEnvelope = true) => [
      trainer({ hasEnvelope, demands: [{ member, open: true }] }),
    ];
    for (const phase of ['share-demands', 'share-answers'] as const) {
      assert.deepEqual(due(round({ phase, trainers: demanded(2) })), ['answer-share']);
      assert.deepEqual(due(round({ phase, trainers: demanded(1) })), []);
      assert.deepEqual(due(round({ phase, trainers: demanded(2, false) })), []);
    }
  });

  it('has left out whose share nobody showed, and freezes only when no demand is open', () => {
    const trainers = [trainer({ share: 'missing', demands: [{ member: 1, open: true }] })];
    for (const phase of ['share-complaints', 'undelivered'] as const) {
      assert.deepEqual(due(round({ phase, trainers })), ['exclude-undelivered (mine)'], phase);
    }
    assert.deepEqual(due(round({ phase: 'freezable' })), ['freeze']);
  });
});

describe('what is due about its own sum', () => {
  it('publishes the sum of a final set, and of no other', () => {
    assert.deepEqual(dutiesOf(frozen()).duties, [{ deed: { kind: 'release-sum', frozenLog: SET }, whose: 'mine' }]);
    assert.deepEqual(due(frozen({ freezeFinal: false })), []);
    assert.ok(waits(frozen({ freezeFinal: false })).includes('finality'));
    for (const phase of ['sum-demands', 'sum-answers', 'sum-complaints', 'settleable'] as const) {
      assert.ok(!due(frozen({ phase })).some((name) => name.startsWith('release')), phase);
    }
  });

  it('publishes nothing that lacks a share', () => {
    for (const share of ['missing', 'bad', 'unreadable'] as const) {
      const lacking = frozen({ trainers: [trainer(), trainer({ share })] });
      assert.deepEqual(due(lacking), [], share);
      assert.ok(waits(lacking).includes('shares-incomplete'));
    }
    const without = frozen({ trainers: [trainer(), trainer({ included: false, share: 'passed' })] });
    assert.deepEqual(due(without), ['release-sum (mine)']);
  });

  it('publishes nothing when another set was released, or nobody knows what was (INV-54)', () => {
    for (const release of ['damaged', { frozenLog: OTHER_SET, digest: DIGEST }] as const) {
      for (const sums of [[], [sum(1, { bytes: 'missing' })]]) {
        const report = frozen({ release, sums });
        assert.ok(!due(report).some((name) => /release|publish/.test(name)));
        assert.ok(waits(report).includes('release-conflict'));
      }
    }
    const otherSum = frozen({ release: { frozenLog: SET, digest: OTHER_SET }, sums: [sum(1, { bytes: 'missing' })] });
    assert.ok(waits(otherSum).includes('release-conflict'));
    assert.ok(!due(otherSum).some((name) => /release|publish/.test(name)));
  });

  it('goes on with what it noted and did not post, and stores again what is lost', () => {
    const release = { frozenLog: SET, digest: DIGEST };
    assert.deepEqual(due(frozen({ release })), ['release-sum (mine)']);
    const lost = frozen({ release, sums: [sum(1, { bytes: 'missing' })] });
    assert.deepEqual(due(lost), ['publish-sum (mine)']);
    const shown = frozen({ release, phase: 'sum-answers', sums: [sum(1, { demanded: true })] });
    assert.deepEqual(due(shown), ['answer-sum (mine)']);
    assert.deepEqual(due({ ...shown, sums: [sum(1, { demanded: true, answered: true })] }), []);
  });
});

describe('what is due about the sums of others, and at the end', () => {
  const mine = { release: { frozenLog: SET, digest: DIGEST } };

  it('demands what is missing, and proves wrong what is wrong', () => {
    assert.deepEqual(due(frozen({ ...mine, sums: [sum(1), sum(2, { bytes: 'missing' })] })), ['demand-sum']);
    assert.deepEqual(due(frozen({ ...mine, phase: 'sum-answers', sums: [sum(1), sum(2, { bytes: 'missing' })] })), []);
    const wrong = [sum(1), sum(2, { bytes: 'wrong' })];
    for (const phase of ['aggregation', 'sum-demands', 'sum-answers', 'sum-complaints'] as const) {
      assert.deepEqual(due(frozen({ ...mine, phase, sums: wrong })), ['prove-sum-wrong'], phase);
    }
    assert.deepEqual(due(frozen({ ...mine, sums: [sum(1), sum(2, { bytes: 'wrong', faulty: true })] })), []);
  });

  it('finishes with as many right sums as are needed', () => {
    const ready = frozen({ ...mine, sums: [sum(1), sum(2)] });
    assert.deepEqual(due(ready), ['finalise']);
    assert.deepEqual(due(frozen({ ...mine, sums: [sum(1), sum(2, { bytes: 'wrong', faulty: true })] })), []);
    assert.ok(!due({ ...ready, status: 'finalised' }).includes('finalise'));
    assert.deepEqual(waits(frozen({ ...mine, sums: [sum(1)] })), ['other-sums']);
  });

  it('gives up, settles, and says of what is over that nothing is due', () => {
    assert.deepEqual(due(frozen({ phase: 'burnable' })), ['burn']);
    assert.deepEqual(due(frozen({ ...mine, status: 'finalised', phase: 'settleable', sums: [sum(1)] })), ['settle']);
    for (const status of ['void', 'none'] as const) assert.deepEqual(due(round({ status, phase: status })), []);
    assert.deepEqual(due(frozen({ status: 'finalised', phase: 'settled' })), []);
  });
});

describe('what is looked at again', () => {
  it('is what time alone may change', () => {
    assert.equal(isUnsettled(round()), false);
    assert.equal(isUnsettled(round({ trainers: [trainer({ share: 'missing' })] })), true);
    assert.equal(isUnsettled(frozen({ freezeFinal: false })), true);
    assert.equal(isUnsettled(frozen({ sums: [sum(2, { bytes: 'missing' })] })), true);
  });

  it('tells duties apart', () => {
    assert.equal(nameOfDeed({ kind: 'complain', trainer: A }), `complain ${A}`);
    assert.notEqual(nameOfDeed({ kind: 'demand-sum', member: 1 }), nameOfDeed({ kind: 'demand-sum', member: 2 }));
  });
});
