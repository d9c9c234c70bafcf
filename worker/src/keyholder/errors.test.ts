import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chainError, ProtocolError, roundError } from '@tacit/sdk';
import { trackAttempts } from '../watching/attempts.ts';
import { codeOf } from '../watching/failure-kind.ts';
import { missingOf, type Search, searchAgain, sinceSeen } from '../watching/search.ts';
import { classify } from './errors.ts';

const reverted = (reason: string) => chainError('TRANSACTION_REVERTED', 'refused', { reason });
const refused = (code: string) => new ProtocolError(code, 'refused');

describe('what a failure means', () => {
  it('takes it for no error that somebody was first, before or after sending', () => {
    for (const code of ['SUM_ALREADY_POSTED', 'ROUND_NOT_IN_STATUS', 'ALREADY_EXCLUDED', 'NOT_DEMANDED', 'TOO_LATE']) {
      assert.equal(classify(refused(code)), 'done', code);
      assert.equal(classify(reverted(code)), 'done', code);
    }
    assert.equal(codeOf(reverted('SUM_ALREADY_POSTED')), 'SUM_ALREADY_POSTED');
  });

  it('tells what passes from what lasts', () => {
    for (const code of ['TOO_EARLY', 'DEMANDS_OPEN', 'FROZEN_LOG_DIFFERS'])
      assert.equal(classify(refused(code)), 'early');
    for (const code of ['NETWORK_UNREACHABLE', 'STORE_UNREACHABLE', 'LOG_INCOMPLETE', 'TRANSACTION_PENDING']) {
      assert.equal(classify(refused(code)), 'passing', code);
    }
    assert.equal(classify(roundError('RELEASE_CONFLICT', 'another set')), 'lasting');
    for (const error of [refused('FUNDS_INSUFFICIENT'), new TypeError('a slip'), 'no error', undefined]) {
      assert.equal(classify(error), 'lasting');
    }
  });

  it('names foreign errors by their name alone: their words may hold anything', () => {
    assert.equal(codeOf(new TypeError('https://user:password@node')), 'TypeError');
    assert.equal(codeOf({ message: 'secret' }), 'unknown');
  });
});

describe('trying again', () => {
  it('waits twice as long after each failure, up to a bound of its kind, and not after a success', () => {
    const clock = { ms: 0 };
    const attempts = trackAttempts({ now: () => clock.ms, firstMs: 100 });
    const pauses: number[] = [];
    for (let i = 0; i < 8; i++) {
      attempts.failed('early', 'early');
      let pause = 0;
      for (; !attempts.mayTry('early'); pause += 100) clock.ms += 100;
      pauses.push(pause);
    }
    assert.deepEqual(pauses, [100, 200, 400, 800, 800, 800, 800, 800]);
    attempts.failed('other', 'lasting');
    assert.deepEqual([attempts.mayTry('other'), attempts.sick()], [false, true]);
    attempts.succeeded('other');
    assert.equal(attempts.sick(), false);
    assert.equal(attempts.mayTry('other'), true);
  });

  it('looks for what is missing less and less often, and at least once a minute', () => {
    let search: Search | undefined;
    const pauses: number[] = [];
    for (let i = 0; i < 9; i++) {
      search = searchAgain(search, { nowMs: 1000, retryMs: 1000 });
      pauses.push(missingOf(search, 1000).retryInMs);
    }
    assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000]);
    assert.deepEqual([search?.attempts, missingOf(search as Search, 5000).forMs], [9, 4000]);
  });

  it('counts from when something was first seen', () => {
    const seen = new Map<string, number>();
    assert.deepEqual([sinceSeen(seen, 'a', 5), sinceSeen(seen, 'a', 9), sinceSeen(seen, 'b', 9)], [0, 4, 0]);
  });
});
