import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rateLimit } from '../rate-limit.ts';
import { decideBatch, type ScheduleSettings, type Waiting } from './schedule.ts';

const settings: ScheduleSettings = {
  maxBatch: 3,
  maxWaitSeconds: 60,
  flushBeforeEndSeconds: 300,
  cheapGasPriceWei: 5n,
  maxGasPriceWei: 50n,
};
const calm: Waiting = { receivedAt: [1000], nowMs: 2000, chainTime: 0, trainingEnds: 10_000, gasPrice: 20n };
const verdict = (changes: Partial<Waiting>, others: Partial<ScheduleSettings> = {}): string => {
  const { send, why } = decideBatch({ ...calm, ...changes }, { ...settings, ...others });
  return `${send} ${why}`;
};

describe('when a relay sends', () => {
  it('waits for more while gas is neither cheap nor the batch full nor the wait long', () => {
    assert.equal(verdict({}), 'false waiting-for-more');
    assert.equal(verdict({ receivedAt: [] }), 'false nothing');
  });

  it('sends a full batch, one that waited long, or any while gas is cheap', () => {
    assert.equal(verdict({ receivedAt: [1, 2, 3] }), 'true full');
    assert.equal(verdict({ nowMs: 61_000 }), 'true waited-long');
    assert.equal(verdict({ nowMs: 60_999 }), 'false waiting-for-more');
    assert.equal(verdict({ receivedAt: [30_000, 1000], nowMs: 61_000 }), 'true waited-long');
    assert.equal(verdict({ gasPrice: 5n }), 'true gas-is-cheap');
    assert.equal(verdict({ gasPrice: 6n }), 'false waiting-for-more');
  });

  it('sends nothing while gas is dear, but at any price when the end is near', () => {
    assert.equal(verdict({ gasPrice: 51n, receivedAt: [1, 2, 3] }), 'false gas-too-dear');
    assert.equal(verdict({ gasPrice: 50n, receivedAt: [1, 2, 3] }), 'true full');
    assert.equal(verdict({ gasPrice: 51n, chainTime: 9700 }), 'true end-is-near');
    assert.equal(verdict({ gasPrice: 51n, chainTime: 9699 }), 'false gas-too-dear');
    assert.equal(verdict({ gasPrice: 51n }, { maxGasPriceWei: undefined }), 'false waiting-for-more');
    assert.equal(verdict({ gasPrice: 0n }, { cheapGasPriceWei: undefined }), 'false waiting-for-more');
  });

  it('sends to the last second of training, and not after it', () => {
    assert.equal(verdict({ chainTime: 10_000 }), 'true end-is-near');
    assert.equal(verdict({ chainTime: 10_001 }), 'false over');
  });
});

describe('a limit of requests', () => {
  it('lets an address ask so often, and fills again with time', () => {
    let time = 0;
    const allow = rateLimit({ perMinute: 2, now: () => time });
    assert.deepEqual([allow('a'), allow('a'), allow('a'), allow('b')], [true, true, false, true]);
    time = 29_000;
    assert.equal(allow('a'), false);
    time = 60_000;
    assert.deepEqual([allow('a'), allow('a'), allow('a')], [true, true, false]);
  });

  it('forgets the address that has not asked for longest, so that memory stays bounded', () => {
    const allow = rateLimit({ perMinute: 1, now: () => 0 });
    assert.deepEqual([allow('first'), allow('first')], [true, false]);
    for (let i = 0; i < 10_000; i++) allow(`other ${i}`);
    assert.equal(allow('first'), true);
  });
});
