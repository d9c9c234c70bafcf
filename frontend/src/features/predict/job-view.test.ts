import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { inference } from '@tacit/sdk';
import { decodeNote, encodeNote, type JobNote } from './job-notes.ts';
import { addToView, EMPTY_VIEW, type Known, nextAct, stateOf } from './job-view.ts';
import { journeyOf } from './journey.ts';

type Hex = `0x${string}`;
const hash = (digit: string): Hex => `0x${digit.repeat(64)}`;
const [ZERO, RIGHT, LIE, REFUSAL] = [hash('0'), hash('a'), hash('b'), hash('f')];
const ADDRESS: Hex = `0x${'1'.repeat(40)}`;

const job = (more: Partial<inference.Job>): inference.Job => ({
  ...{ offer: hash('1'), user: ADDRESS, phase: 'contestable', outcome: 'open', trust: { workers: 1, agreeing: 1 } },
  ...{ samples: 1, step: 0, target: 1, contested: false, until: 10n, deadline: 20n, drawBlock: 0n, price: 1n },
  ...{ escrow: 2n, deposit: 0n, contester: ADDRESS, requestCid: hash('2'), input: ZERO, result: RIGHT },
  ...{ sealedCid: ZERO, answerCid: ZERO },
  ...more,
});
const note = (more: Partial<JobNote> = {}): JobNote => ({
  ...{ trust: { workers: 1, agreeing: 1 }, quoted: 5n, look: false },
  ...more,
});
const known = (more: Partial<Known>): Known => ({
  ...{ job: job({}), isSplit: false, steps: 1, refusal: REFUSAL, hasDissent: false, note: note() },
  ...more,
});
const looked = (state: inference.Job, own: readonly Hex[], wrongStep?: number) => ({
  at: stateOf(state),
  own,
  ...(wrongStep === undefined ? {} : { wrongStep }),
});

describe('what there is to do for a job', () => {
  it('sends what the chain does not know, and waits while others work', () => {
    assert.equal(nextAct(known({ job: null })), 'send');
    for (const phase of ['drawing', 'committing', 'revealing', 'answering'] as const) {
      assert.equal(nextAct(known({ job: job({ phase }) })), 'wait');
    }
  });

  it('lets the user accept what workers agree on, unless one of them may still contest', () => {
    assert.equal(nextAct(known({})), 'accept');
    assert.equal(nextAct(known({ note: undefined })), 'accept');
    assert.equal(nextAct(known({ hasDissent: true })), 'wait');
    assert.equal(nextAct(known({ steps: 2 })), 'wait');
  });

  it('looks where chance or the person decided so, once, and at every refusal', () => {
    const state = job({});
    assert.equal(nextAct(known({ note: note({ look: true }) })), 'look');
    assert.equal(nextAct(known({ note: note({ look: true, looked: looked(state, [RIGHT]) }) })), 'accept');
    assert.equal(nextAct(known({ job: job({ result: REFUSAL }) })), 'look');
    const refused = job({ result: REFUSAL });
    assert.equal(nextAct(known({ job: refused, note: note({ looked: looked(refused, [REFUSAL]) }) })), 'wait');
  });

  it('contests a result that differs, and never pays sooner for one', () => {
    const state = job({ result: LIE });
    const doubted = note({ look: true, looked: looked(state, [RIGHT], 0) });
    assert.equal(nextAct(known({ job: state, note: doubted })), 'contest');
    assert.equal(nextAct(known({ job: job({ result: LIE, contested: true }), note: doubted })), 'wait');
    // A step before is settled: more workers would come to the same end.
    assert.equal(nextAct(known({ job: job({ step: 1, result: LIE }), steps: 2, note: doubted })), 'wait');
  });

  it('opens a result only when the job is closed, and never one that the own evaluation denies', () => {
    const closed = job({ phase: 'closed', outcome: 'served' });
    assert.equal(nextAct(known({ job: closed })), 'open');
    const denied = note({ looked: looked(job({ result: LIE }), [hash('c')], 0) });
    assert.equal(nextAct(known({ job: closed, note: denied })), 'wrong');
    const upheld = note({ looked: looked(job({ result: LIE }), [RIGHT], 0) });
    assert.equal(nextAct(known({ job: closed, note: upheld })), 'open');
    // Of a split job the user hands its own over, whatever workers came to.
    assert.equal(nextAct(known({ job: closed, note: denied, isSplit: true })), 'open');
  });

  it('hands over where the request is kept, and says when a job ended without a result', () => {
    assert.equal(nextAct(known({ isSplit: true })), 'hand-over');
    assert.equal(nextAct(known({ isSplit: true, note: undefined })), 'wait');
    assert.equal(nextAct(known({ isSplit: true, job: job({ phase: 'hand-over' }) })), 'hand-over');
    for (const outcome of ['refused', 'unserved', 'abandoned', 'unanswered'] as const) {
      assert.equal(nextAct(known({ job: job({ phase: 'closed', outcome }) })), 'over');
    }
  });
});

describe('what is known of a job', () => {
  it('adds events in order, and takes the newest state', () => {
    const now = { number: 3n, timestamp: 4n };
    const told = {
      kind: 'drawn',
      step: 0,
      workers: [ADDRESS],
      until: 9n,
      transaction: RIGHT,
      blockNumber: 2n,
    } as const;
    const view = addToView(addToView(EMPTY_VIEW, told), { kind: 'state', job: job({}), now });
    assert.deepEqual([view.events.length, view.job?.phase, view.now], [1, 'contestable', now]);
    const lost = addToView(view, { kind: 'retrying', code: 'NETWORK_UNREACHABLE', inMs: 5 });
    assert.equal(lost.retrying, 'NETWORK_UNREACHABLE');
    assert.equal(addToView(lost, { kind: 'state', job: job({}), now }).retrying, undefined);
  });

  it('keeps notes whole, and refuses others', () => {
    const whole = note({ look: true, meter: 'partly', looked: looked(job({}), [RIGHT], 0), quoted: 2n ** 80n });
    assert.deepEqual(decodeNote(encodeNote(whole)), whole);
    for (const text of ['', '{}', '{"format":"tacit page job 1"}', '{"format":"tacit page job 2","quoted":"1"}']) {
      assert.throws(() => decodeNote(new TextEncoder().encode(text)), { code: 'KEPT_REQUEST_INVALID' });
    }
  });

  it('shows the way, and where a job that failed has ended', () => {
    const states = (more: Partial<Parameters<typeof journeyOf>[0]>) =>
      journeyOf({ job: null, isSplit: false, act: 'send', opened: false, ...more }).map(({ state }) => state);
    assert.deepEqual(states({}), ['done', 'now', 'todo', 'todo', 'todo', 'todo']);
    assert.deepEqual(states({ job: job({}), act: 'accept' }), ['done', 'done', 'done', 'done', 'now', 'todo']);
    const served = job({ phase: 'closed', outcome: 'served' });
    assert.deepEqual(states({ job: served, act: 'open' }), ['done', 'done', 'done', 'done', 'done', 'now']);
    assert.deepEqual(states({ job: served, act: 'open', opened: true }).at(-1), 'done');
    const late = job({ phase: 'closed', outcome: 'unanswered' });
    assert.deepEqual(states({ job: late, act: 'over', isSplit: true }).slice(-3), ['done', 'failed', 'failed']);
  });
});
