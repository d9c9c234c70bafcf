import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { errorCode } from '../../errors/index.ts';
import { CHUNK_BYTES, fileDag, memoryStore } from '../../storage/index.ts';
import { blobCid, fetchBlob, nameBlob, putBlob, requireBlob } from './blobs.ts';
import { word } from './test-support.ts';

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 9)) & 255);
const codeOf = (act: Promise<unknown>): Promise<string | undefined> => act.then(() => undefined, errorCode);

describe('a blob by its name', () => {
  for (const length of [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 5]) {
    it(`of ${length} bytes comes back, under the CID of its file`, async () => {
      const store = memoryStore();
      const bytes = bytesOf(length);
      const name = await putBlob(store, bytes);
      assert.deepEqual(name, await nameBlob(bytes));
      assert.equal(blobCid(name).toString(), (await fileDag(bytes)).root.toString());
      assert.deepEqual(await fetchBlob(store, name), bytes);
    });
  }

  it('is the SHA-256 of its bytes where they are one block', async () => {
    const bytes = bytesOf(1000);
    assert.equal((await nameBlob(bytes)).digest, `0x${createHash('sha256').update(bytes).digest('hex')}`);
  });

  it('is undefined while any part of it is missing', async () => {
    const store = memoryStore();
    const bytes = bytesOf(2 * CHUNK_BYTES);
    const { blocks } = await fileDag(bytes);
    const name = await putBlob(store, bytes);
    store.forget((blocks[1] as (typeof blocks)[number]).cid);
    assert.equal(await fetchBlob(store, name), undefined);
    assert.equal(await fetchBlob(store, { digest: word(7), bytes: 5 }), undefined);
    assert.equal(await codeOf(requireBlob(store, name)), 'BLOB_UNAVAILABLE');
  });

  it('is refused where the hash leads to another length', async () => {
    const store = memoryStore();
    for (const [length, other] of [
      [10, 9],
      [10, 11],
      [10, CHUNK_BYTES],
      [2 * CHUNK_BYTES, 2 * CHUNK_BYTES - 1],
      [2 * CHUNK_BYTES, 3 * CHUNK_BYTES],
    ] as const) {
      const { digest } = await putBlob(store, bytesOf(length));
      assert.equal(await codeOf(fetchBlob(store, { digest, bytes: other })), 'BLOB_REFUSED', `${length} ${other}`);
    }
  });

  it('is refused where the root is no file', async () => {
    const store = memoryStore();
    // The bytes of a raw block, read as the root of a file because of the length that is said.
    const { digest } = await putBlob(store, bytesOf(50));
    const { blocks } = await fileDag(bytesOf(50));
    const asFile = { digest, bytes: 2 * CHUNK_BYTES };
    const reader = { name: 'liar', getBlock: async () => blocks[0]?.bytes };
    assert.equal(await codeOf(fetchBlob(reader, asFile)), 'BLOB_REFUSED');
  });

  it('passes on what a store says of itself', async () => {
    const name = await nameBlob(bytesOf(5));
    const liar = { name: 'liar', getBlock: async () => bytesOf(6) };
    assert.equal(await codeOf(fetchBlob(liar, name)), 'STORE_LIED');
    const aborted = AbortSignal.abort(new Error('enough'));
    await assert.rejects(fetchBlob(memoryStore(), name, { signal: aborted }), /enough/);
  });
});
