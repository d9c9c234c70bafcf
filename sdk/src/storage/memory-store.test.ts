import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blockDag, fileDag } from './dag.ts';
import { memoryStore } from './memory-store.ts';
import { assertRejected, noise } from './test-support.ts';

const dag = await blockDag('raw', noise(50));

describe('memoryStore', () => {
  it('keeps blocks apart from the bytes that were given and the bytes that it gives', async () => {
    const store = memoryStore('mine');
    const bytes = noise(50);
    await store.put({ root: dag.root, blocks: [{ cid: dag.root, bytes }] });
    bytes.fill(0);
    (await store.getBlock(dag.root))?.fill(0);
    assert.deepEqual(Buffer.from((await store.getBlock(dag.root)) ?? []), Buffer.from(noise(50)));
    assert.deepEqual([store.name, store.blocks], ['mine', 1]);
    store.forget(dag.root);
    assert.equal(await store.getBlock(dag.root), undefined);
  });

  it('keeps nothing of a DAG with a block that does not hash to its CID', async () => {
    const store = memoryStore();
    const { root, blocks } = await fileDag(noise(2 ** 20 + 1));
    const wrong = blocks.map(({ cid }) => ({ cid, bytes: noise(7) }));
    await assertRejected('BLOCK_INVALID', store.put({ root, blocks: [...blocks.slice(0, 1), ...wrong.slice(1)] }));
    assert.equal(store.blocks, 0);
  });

  it('ends with its caller', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(memoryStore().put(dag, { signal }), { message: 'enough' });
    await assert.rejects(memoryStore().getBlock(dag.root, { signal }), { message: 'enough' });
  });
});
