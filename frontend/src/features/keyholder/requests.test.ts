import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deadlineOf, isBlocked, type RequestFacts, warningsAbout } from './requests.ts';

const DAY = 86_400;
const NOW = 1_000_000;
const facts = (changes: {
  readonly aggregation?: number;
  readonly startsAt?: number;
  readonly free?: bigint | undefined;
}): RequestFacts => ({
  terms: {
    times: {
      startsAt: changes.startsAt ?? NOW + DAY,
      endsAt: NOW + 9 * DAY,
      training: DAY,
      ...{ demands: DAY, answers: DAY, complaints: DAY },
      aggregation: changes.aggregation ?? 2 * DAY,
    },
    amounts: { keyholderStake: 10n } as RequestFacts['terms']['amounts'],
  },
  now: NOW,
  free: 'free' in changes ? changes.free : 10n,
});
const kinds = (given: RequestFacts): string[] => warningsAbout(given).map(({ kind }) => kind);

describe('warnings about a request', () => {
  it('has none where there is time, stake and a key', () => {
    assert.deepEqual(kinds(facts({})), []);
    assert.equal(isBlocked(warningsAbout(facts({}))), false);
  });

  it('asks for a key and for stake first', () => {
    assert.deepEqual(kinds(facts({ free: undefined })), ['not-registered']);
    assert.deepEqual(warningsAbout(facts({ free: 4n })), [{ kind: 'stake-short', missing: 6n }]);
    for (const free of [undefined, 9n]) assert.equal(isBlocked(warningsAbout(facts({ free }))), true);
  });

  it('says where finality may take longer than the time for sums, and where a page is not enough', () => {
    assert.deepEqual(kinds(facts({ aggregation: 1199 })), ['aggregation-short', 'phase-short']);
    assert.deepEqual(kinds(facts({ aggregation: 1200 })), ['phase-short']);
    assert.deepEqual(kinds(facts({ aggregation: DAY })), []);
  });

  it('says when little time is left to accept, and ends an acceptance with it', () => {
    assert.deepEqual(kinds(facts({ startsAt: NOW + 899 })), ['start-soon']);
    assert.deepEqual(warningsAbout(facts({ startsAt: NOW - 5 })), [{ kind: 'start-soon', seconds: 0 }]);
    assert.equal(deadlineOf(facts({ startsAt: 77 }).terms), 77n);
  });
});
