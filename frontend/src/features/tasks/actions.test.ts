import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { training } from '@tacit/sdk';
import { closeBlocked, collectBlocked, openRoundBlocked, roundActionsOf, stopBlocked } from './actions.ts';
import { endOf, stepsOf } from './round-steps.ts';
import { TERMS, wordOf } from './test-support.ts';

const taskOf = (part: Partial<training.Task>): training.Task =>
  ({ ...TERMS, status: 'running', round: 0, unsettled: 0, activeSet: 0b11n, ...part }) as unknown as training.Task;
const roundOf = (part: Partial<training.Round>): training.Round =>
  ({ status: 'finalised', settled: false, seed: wordOf(1), ...part }) as unknown as training.Round;
const { startsAt, endsAt } = TERMS.times;

const situation = (task: Partial<training.Task> = {}, round?: Partial<training.Round>, now: number = startsAt) => ({
  task: taskOf(task),
  round: round && roundOf(round),
  now,
});

describe('opening a round', () => {
  it('is possible from the start to the end, both included', () => {
    assert.equal(openRoundBlocked(situation()), undefined);
    assert.equal(openRoundBlocked(situation({}, undefined, endsAt)), undefined);
    assert.ok(openRoundBlocked(situation({}, undefined, startsAt - 1)));
    assert.ok(openRoundBlocked(situation({}, undefined, endsAt + 1)));
  });

  it('waits for the last round, and for enough trainers', () => {
    for (const status of ['open', 'frozen'] as const) assert.ok(openRoundBlocked(situation({}, { status })));
    for (const status of ['finalised', 'void'] as const) {
      assert.equal(openRoundBlocked(situation({}, { status })), undefined);
    }
    assert.ok(openRoundBlocked(situation({ activeSet: 0b100n })));
  });

  it('needs a committee, and a task that has not ended', () => {
    for (const status of ['proposed', 'ended', 'closed'] as const) assert.ok(openRoundBlocked(situation({ status })));
  });
});

describe('ending a task', () => {
  it('stops between two rounds', () => {
    assert.equal(stopBlocked(situation({ status: 'proposed' })), undefined);
    assert.equal(stopBlocked(situation({}, { status: 'finalised' })), undefined);
    assert.ok(stopBlocked(situation({}, { status: 'frozen' })));
    assert.ok(stopBlocked(situation({ status: 'ended' })));
  });

  it('closes once it is over and every round is paid', () => {
    assert.ok(closeBlocked(situation()));
    assert.equal(closeBlocked(situation({ status: 'ended' })), undefined);
    assert.equal(closeBlocked(situation({}, undefined, endsAt + 1)), undefined);
    assert.equal(closeBlocked(situation({ status: 'proposed' }, undefined, startsAt + 1)), undefined);
    assert.ok(closeBlocked(situation({ status: 'ended', unsettled: 1 })));
    assert.ok(closeBlocked(situation({ status: 'closed' })));
  });
});

describe('collecting', () => {
  const enrolment = (part: Partial<training.Enrolment>): training.Enrolment =>
    ({ status: 'active', collected: 0, deposit: 10n, ...part }) as training.Enrolment;

  it('is possible once a round was paid that is not collected', () => {
    assert.ok(collectBlocked(situation({ round: 1 }, { settled: false }), enrolment({})));
    assert.equal(collectBlocked(situation({ round: 1 }, { settled: true }), enrolment({})), undefined);
    assert.equal(collectBlocked(situation({ round: 2 }, { settled: false }), enrolment({})), undefined);
    assert.ok(collectBlocked(situation({ round: 1 }, { settled: true }), enrolment({ collected: 1 })));
  });

  it('gives the deposit back to who has left, and nothing to who never came', () => {
    assert.equal(collectBlocked(situation(), enrolment({ status: 'left' })), undefined);
    assert.ok(collectBlocked(situation(), enrolment({ status: 'left', deposit: 0n })));
    assert.ok(collectBlocked(situation(), enrolment({ status: 'none' })));
  });
});

describe('a round’s steps', () => {
  const round = (part: Partial<training.Round>) => roundOf({ status: 'open', ...part });
  const states = (phase: training.RoundPhase, part: Partial<training.Round> = {}) =>
    stepsOf(phase, round(part))
      .map(({ state }) => state[0])
      .join('');

  it('walk from training to pay', () => {
    assert.equal(states('training'), 'nttttt');
    assert.equal(states('share-complaints'), 'dntttt');
    assert.equal(states('freezable'), 'ddnttt');
    assert.equal(states('aggregation', { status: 'frozen' }), 'dddntt');
    assert.equal(states('sum-demands', { status: 'finalised' }), 'ddddnt');
    assert.equal(states('settleable', { status: 'finalised' }), 'dddddn');
    assert.equal(states('settled', { status: 'finalised', settled: true }), 'dddddd');
  });

  it('say where a round failed', () => {
    assert.equal(states('void', { status: 'void', settled: true }), 'ddfttt');
    assert.equal(states('burnable', { status: 'frozen' }), 'ddddft');
    assert.equal(states('settled', { status: 'burned', settled: true }), 'ddddfd');
  });

  it('end when the contract says', () => {
    const times = { trainingEnds: 100, aggregationEnds: 0 };
    assert.equal(endOf('train', times, TERMS.times), 100);
    assert.equal(endOf('check', times, TERMS.times), 160);
    assert.equal(endOf('add-up', times, TERMS.times), undefined);
    assert.equal(endOf('check-sums', { ...times, aggregationEnds: 500 }, TERMS.times), 560);
    assert.equal(endOf('pay', { ...times, aggregationEnds: 500 }, TERMS.times), undefined);
  });

  it('offer everybody what needs nobody in particular', () => {
    assert.deepEqual(roundActionsOf('training', { seed: wordOf(0) }), ['drawSeed']);
    assert.deepEqual(roundActionsOf('training', { seed: wordOf(7) }), []);
    assert.deepEqual(roundActionsOf('freezable', { seed: wordOf(7) }), ['freeze']);
    assert.deepEqual(roundActionsOf('burnable', { seed: wordOf(7) }), ['burn']);
    assert.deepEqual(roundActionsOf('settleable', { seed: wordOf(7) }), ['settle']);
    assert.deepEqual(roundActionsOf('aggregation', { seed: wordOf(7) }), []);
  });
});
