import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { storageError } from '../errors/index.ts';
import { blockDag } from './dag.ts';
import type { StoreFailure } from './first-of.ts';
import { memoryStore } from './memory-store.ts';
import { replicatedStore } from './replicated-store.ts';
import { assertRejected, noise } from './test-support.ts';
import type { BlobKeeper, StoreOptions } from './types.ts';

const dag = await blockDag('raw', noise(30));
const keeper = (name: string, put: (options?: StoreOptions) => Promise<void>): BlobKeeper => ({
  name,
  put: (_, options) => put(options),
});
const broken = keeper('broken', async () => {
  throw storageError('STORE_UNREACHABLE', 'broken cannot be reached');
});

describe('replicatedStore', () => {
  it('keeps a copy everywhere, and reads it from whichever has it', async () => {
    const [primary, second, third] = [memoryStore('a'), memoryStore('b'), memoryStore('c')];
    const store = replicatedStore({ primary, replicas: [second, third] });
    assert.equal(await store.getBlock(dag.root), undefined);
    const progress: number[] = [];
    await store.put(dag, { onProgress: (sent, total) => progress.push(sent / total) });
    assert.deepEqual([primary.blocks, second.blocks, third.blocks, progress.at(-1)], [1, 1, 1, 1]);
    for (const each of [primary, second]) each.forget(dag.root);
    assert.equal((await store.getBlock(dag.root))?.length, 30);
  });

  it('fails with its primary, before any replica is asked', async () => {
    const replica = memoryStore('replica');
    const primary = { ...memoryStore('primary'), put: (broken as BlobKeeper).put };
    await assertRejected('STORE_UNREACHABLE', replicatedStore({ primary, replicas: [replica] }).put(dag));
    assert.equal(replica.blocks, 0);
  });

  it('tells of a replica that fails, and keeps what the others have', async () => {
    const failures: StoreFailure[] = [];
    const [primary, replica] = [memoryStore('primary'), memoryStore('replica')];
    const onFailure = (failure: StoreFailure) => failures.push(failure);
    await replicatedStore({ primary, replicas: [broken, replica], onFailure }).put(dag);
    await replicatedStore({ primary, replicas: [broken] }).put(dag);
    assert.deepEqual([primary.blocks, replica.blocks], [1, 1]);
    assert.deepEqual(
      failures.map(({ store, cid }) => [store, cid]),
      [['broken', dag.root.toString()]],
    );
  });

  it('waits for a slow replica no longer than it may, and lets it go on', async () => {
    let done = false;
    const slow = keeper('slow', async () => {
      await sleep(60);
      done = true;
    });
    await replicatedStore({ primary: memoryStore(), replicas: [slow], waitMs: 10 }).put(dag);
    assert.equal(done, false);
    await sleep(80);
    assert.equal(done, true);
    done = false;
    await replicatedStore({ primary: memoryStore(), replicas: [slow] }).put(dag);
    assert.equal(done, true);
  });

  it('stops replicas with its caller, and does not call that a failure', async () => {
    const controller = new AbortController();
    const failures: StoreFailure[] = [];
    const waiting = keeper(
      'waiting',
      ({ signal } = {}) =>
        new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const store = replicatedStore({
      primary: memoryStore(),
      replicas: [waiting],
      onFailure: (failure) => failures.push(failure),
    });
    const putting = store.put(dag, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await putting;
    assert.deepEqual(failures, []);
  });
});
