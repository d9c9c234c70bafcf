import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { storageError } from '../errors/index.ts';
import { cidOf } from './blocks.ts';
import { firstOf, type StoreFailure } from './first-of.ts';
import { assertRefused, assertRejected, noise, reader } from './test-support.ts';
import type { BlobReader } from './types.ts';

const bytes = noise(9);
const cid = await cidOf('raw', bytes);
const has = reader('has', async () => bytes);
const lacks = reader('lacks', async () => undefined);
const lies = reader('lies', async () => {
  throw storageError('STORE_LIED', 'lies answers with other bytes');
});
const away = reader('away', async () => {
  throw storageError('STORE_UNREACHABLE', 'away cannot be reached');
});
/** Answers when it is stopped, and never by itself. */
const hangs = () => {
  const state = { stopped: false };
  const hanging = reader(
    'hangs',
    (_, { signal } = {}) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          state.stopped = true;
          reject(signal.reason);
        });
      }),
  );
  return { state, hanging };
};

describe('firstOf', () => {
  it('gives the block of the first that has it, past those that lie, lack it or are away', async () => {
    for (const readers of [[has], [lacks, has], [lies, has], [away, lies, lacks, has, lies]]) {
      assert.equal(await firstOf(readers).getBlock(cid), bytes);
      assert.equal(await firstOf(readers, { hedgeMs: 5 }).getBlock(cid), bytes);
    }
  });

  it('asks nobody that it need not ask', async () => {
    let asked = 0;
    const counted = reader('counted', async () => {
      asked++;
      return bytes;
    });
    await firstOf([has, counted]).getBlock(cid);
    await firstOf([has, counted], { hedgeMs: 1000 }).getBlock(cid);
    assert.equal(asked, 0);
  });

  it('says that nobody has it if anybody answers so, and else the first failure', async () => {
    assert.equal(await firstOf([lacks]).getBlock(cid), undefined);
    assert.equal(await firstOf([away, lacks, lies]).getBlock(cid), undefined);
    await assertRejected('STORE_UNREACHABLE', firstOf([away, lies]).getBlock(cid));
    await assertRejected('STORE_LIED', firstOf([lies, away], { hedgeMs: 5 }).getBlock(cid));
    assertRefused('STORE_REFUSED', () => firstOf([]));
  });

  it('tells of every failure on the way', async () => {
    const failures: StoreFailure[] = [];
    await firstOf([away, lies, lacks, has], { onFailure: (failure) => failures.push(failure) }).getBlock(cid);
    assert.deepEqual(
      failures.map(({ store, cid: about }) => [store, about]),
      [
        ['away', cid.toString()],
        ['lies', cid.toString()],
      ],
    );
  });

  it('asks the next when one takes too long, and stops the one that is late', async () => {
    const { state, hanging } = hangs();
    assert.equal(await firstOf([hanging, has], { hedgeMs: 10 }).getBlock(cid), bytes);
    assert.ok(state.stopped);
  });

  it('keeps a block that came before a late answer without one', async () => {
    const late = reader(
      'late',
      (_, { signal } = {}) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve(undefined))),
    );
    assert.equal(await firstOf([late, has], { hedgeMs: 5 }).getBlock(cid), bytes);
  });

  it('waits for the first when the others have nothing', async () => {
    const slow = reader('slow', async () => {
      await sleep(40);
      return bytes;
    });
    assert.equal(await firstOf([slow, lacks, lies], { hedgeMs: 5 }).getBlock(cid), bytes);
  });

  it('ends with its caller', async () => {
    for (const options of [{}, { hedgeMs: 5 }]) {
      const { state, hanging } = hangs();
      const controller = new AbortController();
      const deaf: BlobReader = reader('deaf', () => new Promise(() => {}));
      const reading = firstOf([hanging, deaf], options).getBlock(cid, { signal: controller.signal });
      await sleep(20);
      controller.abort(new Error('enough'));
      await assert.rejects(reading, { message: 'enough' });
      assert.ok(state.stopped);
    }
  });
});
