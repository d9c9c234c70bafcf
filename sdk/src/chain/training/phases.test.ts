import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zeroHash } from 'viem';
import { isTaskOver, phaseOf, type RoundPhase } from './phases.ts';

const task = { threshold: 2, work: { minTrainers: 2 }, times: { demands: 10, answers: 20, complaints: 40 } };
const SEED = `0x${'11'.repeat(32)}` as const;
const round = {
  status: 'open' as const,
  settled: false,
  seed: SEED as `0x${string}`,
  submitted: 0b101n,
  openDemands: 0,
  posted: 0,
  trainingEnds: 1000,
  aggregationEnds: 0,
};
const frozen = { ...round, status: 'frozen' as const, aggregationEnds: 5000, posted: 0b110 };

/** Each phase in its last second, and the next one a second later. */
function assertBoundaries(
  of: Parameters<typeof phaseOf>[1],
  boundaries: readonly (readonly [number, RoundPhase, RoundPhase])[],
): void {
  for (const [last, before, after] of boundaries) {
    assert.deepEqual(phaseOf(task, of, last), { phase: before, until: last });
    assert.equal(phaseOf(task, of, BigInt(last + 1)).phase, after);
  }
}

describe('the phase of a round', () => {
  it('follows the deadlines of shares, to the second', () => {
    assertBoundaries(round, [
      [1000, 'training', 'share-demands'],
      [1010, 'share-demands', 'share-answers'],
      [1030, 'share-answers', 'share-complaints'],
      [1070, 'share-complaints', 'freezable'],
    ]);
  });

  it('is undelivered while a demand is open after the last complaint', () => {
    assertBoundaries({ ...round, openDemands: 1 }, [[1070, 'share-complaints', 'undelivered']]);
  });

  it('is freezable right after the training if too few submitted, or nobody drew the seed', () => {
    for (const change of [{ submitted: 0b100n }, { submitted: 0n }, { seed: zeroHash }]) {
      assertBoundaries({ ...round, ...change }, [[1000, 'training', 'freezable']]);
    }
  });

  it('follows the deadlines of sums, to the second', () => {
    const boundaries = (last: RoundPhase) =>
      [
        [5000, 'aggregation', 'sum-demands'],
        [5010, 'sum-demands', 'sum-answers'],
        [5030, 'sum-answers', 'sum-complaints'],
        [5070, 'sum-complaints', last],
      ] as const;
    assertBoundaries(frozen, boundaries('burnable'));
    assertBoundaries({ ...frozen, status: 'finalised' }, boundaries('settleable'));
    assertBoundaries({ ...frozen, status: 'burned', posted: 0 }, boundaries('settleable'));
  });

  it('is burnable right after the aggregation if too few posted', () => {
    assertBoundaries({ ...frozen, posted: 0b100 }, [[5000, 'aggregation', 'burnable']]);
  });

  it('needs no clock once a round is settled, void, or not there', () => {
    assert.deepEqual(phaseOf(task, { ...frozen, status: 'finalised', settled: true }, 1), { phase: 'settled' });
    assert.deepEqual(phaseOf(task, { ...round, status: 'void', settled: true }, 9999), { phase: 'void' });
    assert.deepEqual(phaseOf(task, { ...round, status: 'none' }, 0), { phase: 'none' });
  });
});

describe('a task', () => {
  it('is over when it ended, or when nobody will end it', () => {
    const times = { ...task.times, startsAt: 100, endsAt: 200, training: 1, aggregation: 1 };
    const over = (status: Parameters<typeof isTaskOver>[0]['status'], now: number) =>
      isTaskOver({ status, times }, now);
    assert.deepEqual([over('proposed', 100), over('proposed', 101)], [false, true]);
    assert.deepEqual([over('running', 200), over('running', 201)], [false, true]);
    assert.deepEqual([over('ended', 0), over('closed', 999), over('none', 999)], [true, false, false]);
  });
});
