import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TrainingEvent } from '../../app/chain/training-history.ts';
import { memberRows, trainerRows } from './round-rows.ts';
import { type RoundSummary, summarise, type TaskSummary } from './summary.ts';
import { addressOf, created, enrolled, event, joined, opened, TASK, wordOf } from './test-support.ts';

const START = [created(), ...joined(1, 2, 3), enrolled(11, 0), enrolled(12, 1), enrolled(13, 2), opened(1n, 7n)];
const submitted = (trainer: number): TrainingEvent =>
  event('UpdateSubmitted', { round: 1n, trainer: addressOf(trainer), sharesHash: wordOf(1), cid: wordOf(trainer) });
const excluded = (trainer: number, transaction: number): TrainingEvent =>
  event('TrainerExcluded', { round: 1n, trainer: addressOf(trainer), slashed: 100n }, transaction);

const taskOf = (events: readonly TrainingEvent[]): TaskSummary => summarise(events).get(TASK) as TaskSummary;
const roundOf = (events: readonly TrainingEvent[]): RoundSummary => taskOf(events).rounds[0] as RoundSummary;

describe('summarise', () => {
  it('keeps who accepted, enrolled and left', () => {
    const { accepted, trainers, rounds } = taskOf([...START, event('TrainerLeft', { trainer: addressOf(12) })]);
    assert.deepEqual(accepted, [1, 2, 3].map(addressOf));
    assert.deepEqual(
      trainers.map(({ left }) => left),
      [false, true, false],
    );
    assert.equal(rounds.length, 1);
  });

  it('follows a round to its model and its pay', () => {
    const round = roundOf([
      ...[...START, submitted(11), submitted(12)],
      event('RoundFrozen', { round: 1n, included: 2n, sum: { x: 1n, y: 2n }, frozenLog: wordOf(4) }),
      event('SumPosted', { round: 1n, member: addressOf(2), cid: wordOf(5) }),
      event('RoundFinalised', { round: 1n, root: 8n, lossSum: 640n, beneficiary: addressOf(9), cid: wordOf(6) }),
      event('RoundSettled', { round: 1n, share: 15n, payees: 3n }),
    ]);
    assert.equal(round.outcome, 'finalised');
    assert.equal(round.frozen?.included, 2);
    assert.equal(round.finalised?.lossSum, 640n);
    assert.deepEqual(round.settled, { share: 15n, payees: 3n });
    assert.deepEqual(
      round.updates.map(({ trainer }) => trainer),
      [11, 12].map(addressOf),
    );
  });

  it('knows a proven fault from bytes that nobody showed', () => {
    const complaint = event('ComplaintUpheld', { round: 1n, trainer: addressOf(12), fault: 2, member: 1n }, 5);
    const credited = event('Credited', { account: addressOf(1), amount: 1n }, 5);
    const events = [...START, submitted(11), submitted(12), complaint, credited, excluded(12, 5), excluded(11, 6)];
    const { excluded: found } = roundOf(events);
    assert.deepEqual(
      found.map(({ trainer, reason }) => [trainer, reason]),
      [
        [addressOf(12), 'share'],
        [addressOf(11), 'undelivered'],
      ],
    );
    assert.deepEqual(
      taskOf(events).trainers.map(({ expelled }) => expelled),
      [true, true, false],
    );
  });

  it('tells void rounds from burned ones, and ends of tasks', () => {
    assert.equal(roundOf([...START, event('RoundVoided', { round: 1n })]).outcome, 'void');
    assert.equal(roundOf([...START, event('RoundBurned', { round: 1n })]).outcome, 'burned');
    const { ended, closed } = taskOf([...START, event('TaskEnded'), event('TaskClosed', { refund: 3n })]);
    assert.ok(ended && closed);
  });

  it('leaves events of other tasks alone', () => {
    const other = wordOf(78);
    const tasks = summarise([...START, created({}, { task: other }), enrolled(20, 0, other), opened(1n, 1n, other)]);
    assert.equal(tasks.get(TASK)?.trainers.length, 3);
    assert.equal(tasks.get(other)?.rounds.length, 1);
    assert.deepEqual([...tasks.keys()], [TASK, other]);
  });

  it('passes over a task whose creation it has not seen', () => {
    assert.equal(summarise(START.slice(1)).size, 0);
  });
});

describe('who took part in a round', () => {
  const events = [...START, submitted(11), excluded(11, 9), submitted(12)];

  it('lists everybody who was invited, those who stayed away included', () => {
    const rows = trainerRows(taskOf(events), roundOf(events));
    assert.deepEqual(
      rows.map(({ transaction, excluded: out }) => [transaction !== undefined, out !== undefined]),
      [
        [true, true],
        [true, false],
        [false, false],
      ],
    );
  });

  it('does not list who enrolled afterwards', () => {
    const later = [...events, enrolled(14, 3)];
    assert.equal(trainerRows(taskOf(later), roundOf(later)).length, 3);
  });

  it('says which members posted, were wrong, and what each lost', () => {
    const sums = [
      event('SumPosted', { round: 1n, member: addressOf(1), cid: wordOf(5) }),
      event('SumProvenWrong', { round: 1n, member: addressOf(1) }),
      event('MemberSlashed', { round: 1n, member: addressOf(1), amount: 400n }),
      event('MemberSlashed', { round: 1n, member: addressOf(3), amount: 100n }),
    ];
    const all = [...events, ...sums];
    assert.deepEqual(
      memberRows(taskOf(all), roundOf(all)).map(({ sum, wrong, slashed }) => [sum !== undefined, wrong, slashed]),
      [
        [true, true, 400n],
        [false, false, 0n],
        [false, false, 100n],
      ],
    );
  });
});
