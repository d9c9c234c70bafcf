import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { errorCode } from '@tacit/sdk';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import type { Heads } from '../watching/heads.ts';
import { openKeptResults } from './kept-results.ts';
import { lru } from './lru.ts';
import { isOverFor, jobsToRead, type MarketFeed, subjectFor } from './observe.ts';
import { openSalts } from './salts.ts';

const word = (byte: number) => `0x${byte.toString(16).padStart(2, '0').repeat(32)}` as const;
const STEP = { job: word(1), step: 0, input: word(0) };

describe('results that were committed to', () => {
  it('are there after a restart, for the same input and no other', async () => {
    const folder = temporaryFolder();
    const kept = await openKeptResults(folder);
    await kept.put(STEP, word(9));
    for (const each of [kept, await openKeptResults(folder)]) {
      assert.equal(each.get(STEP), word(9));
      // On another fork the step before came out otherwise, and so does this one.
      assert.equal(each.get({ ...STEP, input: word(5) }), undefined);
      assert.equal(each.get({ ...STEP, step: 1 }), undefined);
      assert.equal(each.get({ ...STEP, job: word(2) }), undefined);
    }
    await kept.put({ ...STEP, input: word(5) }, word(8));
    const again = await openKeptResults(folder);
    assert.deepEqual([again.get({ ...STEP, input: word(5) }), again.get(STEP)], [word(8), undefined]);
  });

  it('are forgotten with their jobs, and never taken from damaged files', async () => {
    const folder = temporaryFolder();
    const kept = await openKeptResults(folder);
    await kept.put(STEP, word(9));
    await kept.put({ ...STEP, job: word(2) }, word(8));
    await kept.forget((job) => job === word(1));
    assert.deepEqual(readdirSync(folder), [`${word(2)}-0`]);
    for (const text of ['', word(8), `${word(0)} ${word(8)}`, `${word(0)} ${word(8)}\n\n`, 'x'.repeat(100)]) {
      writeFileSync(join(folder, `${word(2)}-0`), text);
      assert.equal((await openKeptResults(folder)).get({ ...STEP, job: word(2) }), undefined, text);
    }
  });
});

describe('a job that is over', () => {
  it('is one whose end is in a block that stays: a node that lags, or a fork, forgets nothing', () => {
    const closed = { eventName: 'JobClosed', blockNumber: 7n };
    const feed = { of: (job: string) => (job === word(1) ? [closed] : []) } as unknown as MarketFeed;
    const at = (number: bigint | undefined) =>
      isOverFor(feed, { final: number === undefined ? undefined : { number, hash: word(3) } } as Heads);
    assert.deepEqual([at(7n)(word(1)), at(6n)(word(1)), at(undefined)(word(1))], [true, false, false]);
    // Not known here, or no longer.
    assert.equal(at(9n)(word(2)), false);
  });
});

describe('the jobs that are read at a block', () => {
  const me = `0x${'aa'.repeat(20)}` as const;
  const id = (k: number) => `0x${k.toString(16).padStart(64, '0')}` as const;
  const feedOf = (drawn: readonly string[], count: number): MarketFeed =>
    ({
      subjects: () => Array.from({ length: count }, (_, k) => id(k)),
      of: (job: string) =>
        [{ eventName: 'JobRequested' }].concat(drawn.includes(job) ? [{ eventName: 'WorkersDrawn' }] : []),
    }) as unknown as MarketFeed;

  it('are all where there are few, and this worker’s own always, however many others there are', () => {
    assert.equal(jobsToRead(feedOf([], 64), me, 5n).length, 64);
    const own = [id(3), id(999)];
    const seen = new Set<string>();
    for (let block = 0n; block < 40n; block++) {
      const read = jobsToRead(feedOf(own, 1000), me, block);
      assert.equal(read.length, 2 + 64);
      assert.ok(own.every((job) => read.includes(job as `0x${string}`)));
      for (const job of read) seen.add(job);
    }
    // Nobody's is left out for ever.
    assert.equal(seen.size, 1000);
  });

  it('are told apart by the draws that name this worker', () => {
    const event = (workers: readonly string[]) =>
      subjectFor(me)({ eventName: 'WorkersDrawn', args: { job: id(1), workers } } as never);
    assert.deepEqual([event([`0x${'bb'.repeat(20)}`, me]), event([`0x${'bb'.repeat(20)}`])], [id(1), undefined]);
  });
});

describe('what hides a commitment', () => {
  it('is the same after a restart, and another for every job, step and worker', async () => {
    const [folder, other] = [temporaryFolder(), temporaryFolder()];
    const [salts, again, others] = [await openSalts(folder), await openSalts(folder), await openSalts(other)];
    assert.equal(salts(word(1), 0), again(word(1), 0));
    const all = [salts(word(1), 0), salts(word(1), 1), salts(word(2), 0), others(word(1), 0)];
    assert.equal(new Set(all).size, 4);
    assert.ok(all.every((one) => /^0x[0-9a-f]{64}$/.test(one)));
    const [name] = readdirSync(folder);
    const path = join(folder, name as string);
    assert.equal(statSync(path).mode & 0o077, 0);
    assert.ok(!all.some((one) => one.slice(2) === readFileSync(path).toString('hex')));
  });

  it('is not derived from a file that others may read, or that is cut short', async () => {
    const folder = temporaryFolder();
    await openSalts(folder);
    const path = join(folder, readdirSync(folder)[0] as string);
    chmodSync(path, 0o644);
    await assert.rejects(openSalts(folder), (error) => errorCode(error) === 'STATE_UNUSABLE');
    chmodSync(path, 0o600);
    for (const length of [0, 31, 33]) {
      writeFileSync(path, new Uint8Array(length));
      await assert.rejects(openSalts(folder), (error) => errorCode(error) === 'STATE_UNUSABLE');
    }
  });
});

describe('a cache by weight', () => {
  it('lets the least recently used go, and always has room for one', () => {
    const dropped: string[] = [];
    const cache = lru<string, string>(10, (value) => void dropped.push(value));
    for (const key of ['a', 'b', 'c']) cache.set(key, key, 4);
    assert.deepEqual([cache.keys(), dropped], [['b', 'c'], ['a']]);
    cache.get('b');
    cache.set('d', 'd', 4);
    assert.deepEqual(
      [cache.keys(), dropped],
      [
        ['b', 'd'],
        ['a', 'c'],
      ],
    );
    cache.set('e', 'e', 11);
    assert.deepEqual([cache.keys(), dropped.length], [['e'], 4]);
    cache.set('e', 'f', 1);
    assert.deepEqual([cache.get('e'), dropped.at(-1)], ['f', 'e']);
  });
});
