import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Dag } from '@tacit/sdk';
import { LevelDatastore } from 'datastore-level';
import { DurableBlockstore } from './durable-blockstore.ts';
import { openPinStore, type PinStore } from './pin-store.ts';
import { MIB, randomFile, recorder, temporaryFolder } from './test-support.ts';

const OWNER = { uploader: '0xaa', bytes: 5 };

const open = (folder: string): Promise<PinStore> => openPinStore({ folder, log: recorder().context.log });

async function within<T>(folder: string, work: (store: PinStore) => Promise<T>): Promise<T> {
  const store = await open(folder);
  return work(store).finally(() => store.close());
}

const filesIn = (folder: string): string[] =>
  readdirSync(join(folder, 'blocks'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.data'));

async function pinsOf(store: PinStore): Promise<string[]> {
  const roots: string[] = [];
  for await (const { root, uploader, bytes } of store.pins()) roots.push(`${root} ${uploader} ${bytes}`);
  return roots.sort();
}

async function isWhole(store: PinStore, dag: Dag): Promise<boolean> {
  const read = await Promise.all(dag.blocks.map(({ cid }) => store.read(cid)));
  return dag.blocks.every(({ bytes }, k) => Buffer.compare(Buffer.from(bytes), read[k] ?? Buffer.alloc(0)) === 0);
}

interface Left {
  readonly note?: unknown;
  readonly blocks?: readonly Dag['blocks'][number][];
}

/** What a crash leaves between two steps, written by the two libraries themselves. */
async function leave(folder: string, dag: Dag, { note, blocks = [] }: Left): Promise<void> {
  const store = new DurableBlockstore(folder);
  await store.open();
  for (const { cid, bytes } of blocks) await store.put(cid, bytes);
  const data = new LevelDatastore(join(folder, 'data'));
  await data.open();
  const right = { uploader: OWNER.uploader, bytes: OWNER.bytes, blocks: dag.blocks.map(({ cid }) => `${cid}`) };
  await data.db.put(`/tacit/upload/${dag.root}`, new TextEncoder().encode(JSON.stringify(note ?? right)));
  await data.close();
}

describe('the store of a pin node, after a crash', async () => {
  const dag = await randomFile(1, 3 * MIB + 1);
  // Shares its first chunks with the other.
  const longer = await randomFile(1, 4 * MIB + 1);

  it('takes back blocks of an upload that was never whole', async () => {
    for (const count of [0, 1, dag.blocks.length - 1]) {
      const folder = temporaryFolder();
      await leave(folder, dag, { blocks: dag.blocks.slice(0, count) });
      await within(folder, async (store) => {
        assert.equal(await store.pinned(dag.root), undefined);
        assert.deepEqual(filesIn(folder), []);
      });
    }
  });

  it('takes nothing back that another upload has pinned', async () => {
    const folder = temporaryFolder();
    await within(folder, (store) => store.keep(dag, OWNER));
    await leave(folder, longer, { blocks: longer.blocks.slice(0, 4) });
    await within(folder, async (store) => {
      assert.equal(await store.pinned(longer.root), undefined);
      assert.ok(await isWhole(store, dag));
      assert.equal(filesIn(folder).length, dag.blocks.length);
    });
  });

  it('pins an upload that was whole, for the one who made it', async () => {
    const folder = temporaryFolder();
    await leave(folder, dag, { blocks: dag.blocks });
    for (let start = 0; start < 2; start++) {
      await within(folder, async (store) => {
        assert.deepEqual(await pinsOf(store), [`${dag.root} 0xaa 5`]);
        assert.ok(await isWhole(store, dag));
      });
    }
  });

  it('leaves a pin as it is when only the note was left', async () => {
    const folder = temporaryFolder();
    await within(folder, (store) => store.keep(dag, OWNER));
    await leave(folder, dag, {});
    await within(folder, async (store) => assert.deepEqual(await pinsOf(store), [`${dag.root} 0xaa 5`]));
  });

  it('does not take a block for whole that the disk has damaged', async () => {
    const folder = temporaryFolder();
    await leave(folder, dag, { blocks: dag.blocks });
    const [name = ''] = filesIn(folder);
    writeFileSync(join(folder, 'blocks', name), 'half');
    await within(folder, async (store) => {
      assert.equal(await store.pinned(dag.root), undefined);
      assert.deepEqual(filesIn(folder), []);
    });
  });

  it('throws drafts away', async () => {
    const folder = temporaryFolder();
    await within(folder, async () => writeFileSync(join(folder, 'drafts', '1-1'), 'half a block'));
    await within(folder, async () => assert.deepEqual(readdirSync(join(folder, 'drafts')), []));
  });

  it('does not start on a note that it cannot read', async () => {
    for (const note of ['text', { uploader: 1, bytes: 5, blocks: [] }, { uploader: '', bytes: 5, blocks: ['x'] }]) {
      const folder = temporaryFolder();
      await leave(folder, dag, { note });
      await assert.rejects(open(folder), { code: 'PIN_STATE_INVALID' });
      await assert.rejects(open(folder), { code: 'PIN_STATE_INVALID' }, 'and has let go of its files');
    }
  });
});

describe('the store of a pin node', async () => {
  const dag = await randomFile(2, 2 * MIB + 1);

  it('keeps overlapping DAGs at once, and counts each of their blocks for both', async () => {
    const folder = temporaryFolder();
    const longer = await randomFile(2, 3 * MIB + 1);
    await within(folder, async (store) => {
      const kept = await Promise.all([dag, longer, dag, longer].map((each) => store.keep(each, OWNER)));
      assert.deepEqual(kept, ['new', 'new', 'again', 'again']);
      assert.equal((await pinsOf(store)).length, 2);
      // Helia's own collector finds nothing to throw away.
      await store.helia.gc();
      assert.ok(await isWhole(store, dag));
      assert.ok(await isWhole(store, longer));
    });
  });

  it('leaves whom a pin is of when somebody else uploads it', async () => {
    await within(temporaryFolder(), async (store) => {
      await store.keep(dag, OWNER);
      await store.keep(dag, { uploader: '0xbb', bytes: 5 });
      assert.deepEqual(await store.pinned(dag.root), OWNER);
    });
  });

  it('asks nobody for what is not here', async () => {
    await within(temporaryFolder(), async (store) => {
      assert.equal(await store.read(dag.root), undefined);
      assert.equal(await store.sizeOf(dag.root), undefined);
      assert.equal(store.helia.hasRouter('libp2p-router'), false);
      assert.equal(store.helia.hasBlockBroker('bitswap'), false);
    });
  });

  it('lets no second process into its folder', async () => {
    const folder = temporaryFolder();
    await within(folder, async (store) => {
      writeFileSync(join(folder, 'drafts', '1-1'), 'of the first');
      await assert.rejects(open(folder), { code: 'PIN_STATE_INVALID' });
      assert.deepEqual(readdirSync(join(folder, 'drafts')), ['1-1']);
      assert.equal(await store.keep(dag, OWNER), 'new');
    });
  });
});
