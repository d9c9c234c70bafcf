import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toldByStakes, toldByTraining } from './history.ts';

const ME = `0x${'aB'.repeat(20)}` as const;
const OTHER = `0x${'cd'.repeat(20)}` as const;
const TASK = `0x${'01'.repeat(32)}` as const;
const context = { account: ME, tasks: [{ task: TASK, index: 2 }] };
type StakeEvent = Parameters<typeof toldByStakes>[0];
type TrainingEvent = Parameters<typeof toldByTraining>[0];

const stakes = (eventName: string, args: object) => toldByStakes({ eventName, args } as unknown as StakeEvent, ME);
const rounds = (eventName: string, args: object) =>
  toldByTraining({ eventName, args } as unknown as TrainingEvent, context);

describe("a keyholder's history", () => {
  it("tells what happened to its stake, and not to others'", () => {
    const owner = ME.toLowerCase();
    assert.deepEqual(stakes('StakeDeposited', { owner, amount: 3n }), { kind: 'deposited', amount: 3n });
    assert.deepEqual(stakes('StakeLocked', { owner, terms: TASK, amount: 3n }), {
      kind: 'locked',
      amount: 3n,
      task: TASK,
    });
    assert.deepEqual(stakes('SlashedStakeClaimed', { account: owner, amount: 1n }), { kind: 'claimed', amount: 1n });
    assert.equal(stakes('StakeDeposited', { owner: OTHER, amount: 3n }), undefined);
    assert.equal(stakes('UnbondingCancelled', { owner, amount: 3n }), undefined);
  });

  it('tells sums, complaints that were upheld for its own place, and pay', () => {
    assert.deepEqual(rounds('SumPosted', { task: TASK, round: 1n, member: ME, cid: TASK }), {
      kind: 'sum-posted',
      task: TASK,
      round: 1n,
    });
    assert.equal(rounds('SumPosted', { task: TASK, round: 1n, member: OTHER }), undefined);
    assert.deepEqual(rounds('ComplaintUpheld', { task: TASK, round: 1n, member: 2n }), {
      kind: 'complaint-upheld',
      task: TASK,
      round: 1n,
    });
    assert.equal(rounds('ComplaintUpheld', { task: TASK, round: 1n, member: 3n }), undefined);
    assert.equal(rounds('ComplaintUpheld', { task: `0x${'02'.repeat(32)}`, round: 1n, member: 2n }), undefined);
    assert.deepEqual(rounds('Credited', { account: ME, amount: 7n }), { kind: 'credited', amount: 7n });
    assert.equal(rounds('Credited', { account: OTHER, amount: 7n }), undefined);
  });
});
