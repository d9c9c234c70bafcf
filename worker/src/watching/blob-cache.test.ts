import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type BlobReader, digestSum, rawCid } from '@tacit/sdk';
import { cachedReader } from './blob-cache.ts';

const root = mkdtempSync(join(tmpdir(), 'tacit-test-'));
after(() => rmSync(root, { recursive: true, force: true }));

const bytesOf = (seed: number, length = 100): Uint8Array => new Uint8Array(length).fill(seed);
const cidOf = (bytes: Uint8Array) => rawCid(digestSum(bytes));

function counting(blocks: readonly Uint8Array[]): BlobReader & { asked: number } {
  const reader = {
    name: 'counting',
    asked: 0,
    getBlock: async (cid: Parameters<BlobReader['getBlock']>[0]) => {
      reader.asked++;
      return blocks.find((bytes) => cidOf(bytes).equals(cid));
    },
  };
  return reader;
}

describe('a folder of fetched bytes', () => {
  it('asks a store once, also after a restart, and again for what it did not get', async () => {
    const folder = join(root, 'once');
    const store = counting([bytesOf(1)]);
    const first = await cachedReader(folder, store);
    assert.deepEqual(await first.getBlock(cidOf(bytesOf(1))), bytesOf(1));
    const second = await cachedReader(folder, store);
    assert.deepEqual(await second.getBlock(cidOf(bytesOf(1))), bytesOf(1));
    assert.equal(store.asked, 1);
    assert.equal(await second.getBlock(cidOf(bytesOf(2))), undefined);
    assert.equal(await second.getBlock(cidOf(bytesOf(2))), undefined);
    assert.equal(store.asked, 3);
  });

  it('does not believe its disk', async () => {
    const folder = join(root, 'damaged');
    const store = counting([bytesOf(1)]);
    const reader = await cachedReader(folder, store);
    await reader.getBlock(cidOf(bytesOf(1)));
    for (const damage of [bytesOf(2), bytesOf(1, 99), new Uint8Array(0)]) {
      writeFileSync(join(folder, cidOf(bytesOf(1)).toString()), damage);
      assert.deepEqual(await reader.getBlock(cidOf(bytesOf(1))), bytesOf(1));
    }
    assert.equal(store.asked, 4);
  });

  it('takes no more room than it may, and drops what was begun and not ended', async () => {
    const folder = join(root, 'small');
    const blocks = Array.from({ length: 30 }, (_, seed) => bytesOf(seed));
    const reader = await cachedReader(folder, counting(blocks), { maxBytes: 1000 });
    for (const block of blocks) await reader.getBlock(cidOf(block));
    assert.ok(readdirSync(folder).length <= 10);
    writeFileSync(join(folder, 'some.draft'), bytesOf(3));
    await cachedReader(folder, counting([]), { maxBytes: 1000 });
    assert.ok(!readdirSync(folder).includes('some.draft'));
  });

  it('gives what a store has even if the disk takes nothing', async () => {
    const folder = join(root, 'gone');
    const reader = await cachedReader(folder, counting([bytesOf(1)]));
    rmSync(folder, { recursive: true });
    assert.deepEqual(await reader.getBlock(cidOf(bytesOf(1))), bytesOf(1));
  });
});
