import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TrainEvent } from '@tacit/sdk';
import { formatJournal, parseJournal } from './journal-text.ts';
import { formatReceipt, receiptName, receiptOf } from './receipt.ts';
import {
  asFound,
  currentRound,
  heard,
  isLasting,
  isUnsent,
  NOTHING_YET,
  stageOf,
  type TrainingView,
} from './training-view.ts';

const hash = (digit: string) => `0x${digit.repeat(64)}` as const;
const planned: TrainEvent = { kind: 'planned', round: 1n, seed: 7n, sharesHash: hash('a') };
const proven = (count: number): TrainEvent => ({ kind: 'proven', round: 1n, proven: count, steps: 3, ms: 900 });
const uploaded: TrainEvent = { kind: 'uploaded', round: 1n, cid: 'bafy', bytes: 9, ms: 1, store: 'pin' };
const submitted: TrainEvent = {
  kind: 'submitted',
  round: 1n,
  sharesHash: hash('a'),
  transaction: hash('b'),
  gasUsed: 5n,
};
const START: TrainEvent[] = [
  { kind: 'enrolling', deposit: 3n, batches: 2 },
  { kind: 'enrolled', deposit: 3n, transaction: hash('c'), gasUsed: 2n },
  { kind: 'waiting', for: 'round', round: 1n },
  { kind: 'model', round: 1n, root: 11n, source: 'zeros' },
  planned,
];
const viewOf = (events: readonly TrainEvent[], from: TrainingView = NOTHING_YET) => events.reduce(heard, from);
const stageAfter = (...events: TrainEvent[]) => {
  const round = viewOf([...START, ...events]).rounds[0];
  return round && stageOf(round);
};

describe('what a training has come to', () => {
  it('goes from one stage to the next', () => {
    assert.equal(viewOf(START.slice(0, 3)).waiting?.for, 'round');
    assert.equal(currentRound(viewOf(START.slice(0, 3))), undefined);
    assert.equal(stageAfter(), 'preparing');
    assert.equal(stageAfter(proven(1)), 'proving');
    assert.equal(stageAfter(proven(3)), 'uploading');
    assert.equal(stageAfter(proven(3), uploaded), 'submitting');
    assert.equal(stageAfter(proven(3), uploaded, submitted), 'submitted');
    const frozen: TrainEvent = { kind: 'frozen', round: 1n, included: true, trainers: 2 };
    assert.equal(stageAfter(proven(3), uploaded, submitted, frozen), 'frozen');
    const done: TrainEvent = { kind: 'finalised', round: 1n, root: 12n, loss: 0.2, trainers: 2 };
    assert.equal(stageAfter(proven(3), uploaded, submitted, frozen, done), 'over');
  });

  it('is unsent until the chain has it', () => {
    assert.equal(isUnsent(viewOf(START.slice(0, 3))), false);
    assert.equal(isUnsent(viewOf([...START, proven(1)])), true);
    assert.equal(isUnsent(viewOf([...START, proven(3), uploaded])), true);
    assert.equal(isUnsent(viewOf([...START, proven(3), uploaded, submitted])), false);
  });

  it('tells proofs of an earlier start from its own', () => {
    const before = asFound(viewOf([...START, proven(1), proven(2)]));
    const resumed = heard(before, { kind: 'resumed', round: 1n, proven: 2, steps: 3 });
    const [round] = viewOf([proven(3)], resumed).rounds;
    assert.deepEqual([round?.resumedWith, round?.proven, round?.proofMs.length], [2, 3, 1]);
    // Tried again by the same start, because the store was away.
    const again = heard(viewOf([proven(3)], resumed), { kind: 'resumed', round: 1n, proven: 3, steps: 3 });
    assert.deepEqual([again.rounds[0]?.resumedWith, again.rounds[0]?.proofMs.length], [2, 1]);
  });

  it('keeps saying what is tried again until it has come to something', () => {
    const away = viewOf([...START, proven(3), { kind: 'retrying', code: 'STORE_UNREACHABLE', inMs: 5 }]);
    const trying = heard(away, { kind: 'resumed', round: 1n, proven: 3, steps: 3 });
    assert.equal(trying.retrying?.code, 'STORE_UNREACHABLE');
    assert.equal(heard(trying, uploaded).retrying, undefined);
  });

  it('forgets a deal that the chain has made void, and its proofs with it', () => {
    const [round] = viewOf([...START, proven(2), { ...planned, sharesHash: hash('d') }]).rounds;
    assert.deepEqual([round?.proven, round?.sharesHash, round?.rootBefore], [0, hash('d'), 11n]);
  });

  it('keeps an exclusion when the round ends well for the others', () => {
    const out: TrainEvent = { kind: 'frozen', round: 1n, included: false, trainers: 2 };
    const done: TrainEvent = { kind: 'finalised', round: 1n, root: 12n, loss: 0.2, trainers: 2 };
    assert.equal(viewOf([...START, submitted, out, done]).rounds[0]?.outcome, 'excluded');
  });
});

describe('the journal of a training', () => {
  it('gives back what was kept, and only what lasts', () => {
    const events = [...START, proven(3), uploaded, submitted].filter(isLasting);
    assert.ok(!events.some(({ kind }) => kind === 'waiting'));
    assert.deepEqual(parseJournal(formatJournal(events)), events);
  });

  it('of another version is refused', () => {
    const bytes = new TextEncoder().encode('{"format":"tacit training journal 2","events":[]}');
    assert.throws(() => parseJournal(bytes), { code: 'JOURNAL_INVALID' });
  });
});

describe('a receipt', () => {
  it('has every hash of its round, and nothing of the rows', () => {
    const [round] = viewOf([...START, proven(3), uploaded, submitted]).rounds;
    assert.ok(round);
    const place = { chainId: 1, contract: hash('1'), task: hash('2'), trainer: hash('3'), circuit: 'logistic-2x3-b2' };
    const receipt = receiptOf({ ...place, dataRoot: 5n, batches: 2 }, round);
    const read = JSON.parse(formatReceipt(receipt)) as typeof receipt;
    assert.deepEqual(read, receipt);
    const { dataRoot, seed, rootBefore, sharesHash, envelopeCid, transaction, gasUsed, outcome } = read;
    assert.deepEqual([dataRoot, seed, rootBefore].map(BigInt as (value: string | null) => bigint), [5n, 7n, 11n]);
    assert.deepEqual(
      [sharesHash, envelopeCid, transaction, gasUsed, outcome],
      [hash('a'), 'bafy', hash('b'), '5', 'submitted'],
    );
    assert.equal(receiptName(receipt), 'tacit-receipt-22222222-round-1.json');
  });
});
