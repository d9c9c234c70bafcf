import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import { openAccounts, type Reservation } from './accounts.ts';

const LIMITS = { quotaBytes: 100, capacityBytes: 150 };

describe('the accounts of a pin node', () => {
  it('refuse an address what is beyond its quota, and all of them what is beyond the capacity', () => {
    const accounts = openAccounts(LIMITS);
    accounts.reserve('a', 60).settle();
    assert.throws(() => accounts.reserve('a', 41), { code: 'QUOTA_EXCEEDED' });
    accounts.reserve('a', 40).settle();
    assert.throws(() => accounts.reserve('b', 51), { code: 'PIN_FULL' });
    accounts.reserve('b', 50).settle();
    assert.equal(accounts.kept(), 150);
  });

  it('let nobody grow a reservation beyond them, and leave it as it was', () => {
    const accounts = openAccounts(LIMITS);
    const reservation = accounts.reserve('a', 90);
    assert.throws(() => reservation.resize(101), { code: 'QUOTA_EXCEEDED' });
    assert.throws(() => accounts.reserve('a', 11), { code: 'QUOTA_EXCEEDED' });
    reservation.resize(20);
    accounts.reserve('a', 80).settle();
  });

  it('count what was kept before, even beyond a quota that was made smaller since', () => {
    const accounts = openAccounts(LIMITS);
    accounts.add('a', 500);
    assert.equal(accounts.kept(), 500);
    assert.throws(() => accounts.reserve('a', 1), { code: 'QUOTA_EXCEEDED' });
    assert.throws(() => accounts.reserve('b', 1), { code: 'PIN_FULL' });
    accounts.reserve('a', 0).release();
  });

  it('never go beyond a limit, whatever is reserved, resized, settled and released in which order', () => {
    const { next } = seededRandomness(7);
    const roll = (sides: number): number => Math.floor(next() * sides);
    const accounts = openAccounts(LIMITS);
    const open: { owner: string; bytes: number; reservation: Reservation }[] = [];
    const kept = new Map<string, number>();
    const total = (owner?: string): number =>
      [...kept].reduce((sum, [key, bytes]) => sum + (owner && key !== owner ? 0 : bytes), 0) +
      open.reduce((sum, each) => sum + (owner && each.owner !== owner ? 0 : each.bytes), 0);
    for (let step = 0; step < 5000; step++) {
      const owner = 'abc'.charAt(roll(3));
      const bytes = roll(50);
      const one = open[roll(open.length + 1)];
      if (!one) {
        const fits = bytes === 0 || (total(owner) + bytes <= 100 && total() + bytes <= 150);
        if (fits) open.push({ owner, bytes, reservation: accounts.reserve(owner, bytes) });
        else assert.throws(() => accounts.reserve(owner, bytes));
      } else if (roll(3) === 0) {
        const more = bytes - one.bytes;
        if (more <= 0 || (total(one.owner) + more <= 100 && total() + more <= 150)) {
          one.reservation.resize(bytes);
          one.bytes = bytes;
        } else assert.throws(() => one.reservation.resize(bytes));
      } else {
        open.splice(open.indexOf(one), 1);
        if (roll(20) === 0 && total() < 140) {
          one.reservation.settle();
          kept.set(one.owner, (kept.get(one.owner) ?? 0) + one.bytes);
        }
        one.reservation.release();
        one.reservation.release();
      }
      assert.equal(
        accounts.kept(),
        [...kept.values()].reduce((sum, each) => sum + each, 0),
      );
    }
  });
});
