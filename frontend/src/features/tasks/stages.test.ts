import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TrainingEvent } from '../../app/chain/training-history.ts';
import { EVERYTHING, type FilterContext, selectTasks, stageOf, type TaskFilter } from './stages.ts';
import { summarise, type TaskSummary } from './summary.ts';
import { addressOf, created, enrolled, event, joined, opened, TASK, TERMS, wordOf } from './test-support.ts';

const taskOf = (...events: readonly TrainingEvent[]): TaskSummary => summarise(events).get(TASK) as TaskSummary;
const { startsAt, endsAt } = TERMS.times;

describe('stageOf', () => {
  const whole = [created(), ...joined(1, 2, 3)];

  it('waits for the last keyholder, until the start and no longer', () => {
    const task = taskOf(created(), ...joined(1, 2));
    assert.equal(stageOf(task, startsAt), 'keyholders');
    assert.equal(stageOf(task, startsAt + 1), 'ended');
  });

  it('recruits until the first round, and runs from then on', () => {
    assert.equal(stageOf(taskOf(...whole), endsAt), 'recruiting');
    assert.equal(stageOf(taskOf(...whole, opened(1n, 3n)), endsAt), 'running');
  });

  it('ends by its time, by its last round, and by being closed', () => {
    assert.equal(stageOf(taskOf(...whole, opened(1n, 3n)), endsAt + 1), 'ended');
    assert.equal(stageOf(taskOf(...whole, event('TaskEnded'))), 'ended');
    assert.equal(stageOf(taskOf(...whole, event('TaskClosed', { refund: 0n }))), 'ended');
  });
});

describe('selectTasks', () => {
  const [first, second, third] = [wordOf(0xa1), wordOf(0xb2), wordOf(0xc3)];
  const rich = { ...TERMS.amounts, trainerReward: 900n };
  const soon = { ...TERMS.times, endsAt: 5000 };
  const tasks = summarise([
    created({ circuit: wordOf(1) }, { task: first, coordinator: addressOf(50) }),
    created(
      { circuit: wordOf(2), amounts: rich, committee: [4, 5, 6].map(addressOf) },
      { task: second, coordinator: addressOf(51) },
    ),
    created({ circuit: wordOf(1), times: soon }, { task: third, coordinator: addressOf(52) }),
    enrolled(60, 0, third),
  ]);
  const context: FilterContext = {
    account: addressOf(51),
    now: 0,
    nameOf: (id) => (id === wordOf(2) ? 'linear-16x4-b8' : 'logistic-4x3-b8'),
  };
  const found = (filter: Partial<TaskFilter>, part: Partial<FilterContext> = {}) =>
    selectTasks(tasks.values(), { ...EVERYTHING, ...filter }, { ...context, ...part }).map(({ task }) => task);

  it('shows everything, the newest first', () => {
    assert.deepEqual(found({}), [third, second, first]);
  });

  it('finds by id, by address in any spelling, and by the model’s name', () => {
    assert.deepEqual(found({ text: ' A1 ' }), [first]);
    assert.deepEqual(found({ text: addressOf(60).toUpperCase().replace('0X', '0x') }), [third]);
    assert.deepEqual(found({ text: 'linear' }), [second]);
    assert.deepEqual(found({ text: 'nothing like that' }), []);
  });

  it('narrows by status and by circuit', () => {
    assert.deepEqual(found({ stage: 'recruiting' }), []);
    assert.deepEqual(found({ stage: 'keyholders' }).length, 3);
    assert.deepEqual(found({ circuit: wordOf(1) }), [third, first]);
    assert.deepEqual(found({ stage: 'ended' }, { now: startsAt + 1 }).length, 3);
  });

  it('knows what is mine by each role, and nothing without an account', () => {
    assert.deepEqual(found({ role: 'coordinator' }), [second]);
    assert.deepEqual(found({ role: 'keyholder' }, { account: addressOf(6) }), [second]);
    assert.deepEqual(found({ role: 'trainer' }, { account: addressOf(60) }), [third]);
    assert.deepEqual(found({ role: 'coordinator' }, { account: undefined }), []);
  });

  it('sorts by reward, by trainers and by the end', () => {
    assert.equal(found({ sort: 'reward' })[0], second);
    assert.equal(found({ sort: 'trainers' })[0], third);
    assert.equal(found({ sort: 'ends' })[0], third);
  });
});
