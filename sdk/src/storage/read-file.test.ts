import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as dagPb from '@ipld/dag-pb';
import fc from 'fast-check';
import { importBytes } from 'ipfs-unixfs-importer';
import { fixedSize } from 'ipfs-unixfs-importer/chunker';
import { balanced } from 'ipfs-unixfs-importer/layout';
import { CID } from 'multiformats/cid';
import { errorCode } from '../errors/index.ts';
import { type Codec, cidOf } from './blocks.ts';
import { blockDag, fileDag } from './dag.ts';
import { memoryStore } from './memory-store.ts';
import { readFile } from './read-file.ts';
import { anyBytes, assertRejected, noise, reader, SEEDED } from './test-support.ts';
import type { Block } from './types.ts';

const LIMIT = 10_000;
const [FILE, DIRECTORY, METADATA, SYMLINK, SHARD] = [2, 1, 3, 4, 5];
const number = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...number(Math.floor(value / 128))];

interface Parts {
  type?: number;
  data?: readonly number[];
  size?: number;
  sizes?: readonly number[];
  more?: readonly number[];
}

/** UnixFS's protobuf, by hand, so that it can also be wrong. */
const unixFs = ({ type = FILE, data, size, sizes = [], more = [] }: Parts): Uint8Array =>
  Uint8Array.from([
    ...[0x08, type],
    ...(data ? [0x12, ...number(data.length), ...data] : []),
    ...[0x18, ...number(size ?? sizes.reduce((sum, each) => sum + each, data?.length ?? 0))],
    ...sizes.flatMap((each) => [0x20, ...number(each)]),
    ...more,
  ]);

class Blocks {
  readonly store = memoryStore();
  async add(codec: Codec, bytes: Uint8Array): Promise<CID> {
    const cid = await cidOf(codec, bytes);
    await this.store.put({ root: cid, blocks: [{ cid, bytes }] });
    return cid;
  }
  raw = (bytes: readonly number[]): Promise<CID> => this.add('raw', Uint8Array.from(bytes));
  node = (data: Uint8Array | undefined, links: readonly CID[] = []): Promise<CID> =>
    this.add(
      'dag-pb',
      dagPb.encode(dagPb.prepare({ ...(data && { Data: data }), Links: links.map((Hash) => ({ Hash })) })),
    );
  read = (cid: CID, limit = LIMIT) => readFile(this.store, cid, { limit });
}

describe('readFile', () => {
  it('reads raw and dag-cbor blocks as they are', async () => {
    const store = memoryStore();
    for (const dag of [await blockDag('raw', noise(99)), await blockDag('dag-cbor', Uint8Array.of(0x81, 7))]) {
      await store.put(dag);
      assert.deepEqual(
        Buffer.from((await readFile(store, dag.root, { limit: 99 })) ?? []),
        Buffer.from(dag.blocks[0]?.bytes ?? []),
      );
    }
  });

  it('reads files of any layout that the reference importer makes', async () => {
    const layouts = fc.record({
      chunk: fc.integer({ min: 1, max: 50 }),
      children: fc.integer({ min: 2, max: 5 }),
      rawLeaves: fc.boolean(),
      leafType: fc.constantFrom('file' as const, 'raw' as const),
    });
    await fc.assert(
      fc.asyncProperty(anyBytes(300), layouts, async (file, { chunk, children, rawLeaves, leafType }) => {
        const kept = new Map<string, Uint8Array>();
        const put = (cid: CID, value: unknown) => {
          kept.set(cid.toString(), Uint8Array.from(value as Uint8Array));
          return cid;
        };
        const { cid } = await importBytes(
          file,
          { put },
          {
            rawLeaves,
            leafType,
            cidVersion: 1,
            chunker: fixedSize({ chunkSize: Math.max(chunk, Math.ceil(file.length / 200)) }),
            layout: balanced({ maxChildrenPerNode: children }),
          },
        );
        const source = reader('kept', async (wanted) => kept.get(wanted.toString()));
        const read = await readFile(source, cid, { limit: file.length });
        assert.deepEqual(Buffer.from(read ?? []), Buffer.from(file));
        if (file.length > 0) await assertRejected('BLOB_TOO_LARGE', readFile(source, cid, { limit: file.length - 1 }));
      }),
      { ...SEEDED, numRuns: 60 },
    );
  });

  it('says undefined of what is absent, and more of what is there in part', async () => {
    const { root, blocks } = await fileDag(noise(2 ** 21 + 1));
    const store = memoryStore();
    assert.equal(await readFile(store, root, { limit: 2 ** 22 }), undefined);
    await store.put({ root, blocks });
    store.forget((blocks.at(-1) as Block).cid);
    await assertRejected('DAG_INCOMPLETE', readFile(store, root, { limit: 2 ** 22 }));
  });

  it('never asks for more than the limit, whatever a block claims', async () => {
    const { root, blocks } = await fileDag(noise(2 ** 21 + 1));
    const asked: string[] = [];
    const source = reader('counted', async (cid) => {
      asked.push(cid.toString());
      return blocks.find((block) => block.cid.equals(cid))?.bytes;
    });
    await assertRejected('BLOB_TOO_LARGE', readFile(source, root, { limit: 2 ** 21 }));
    assert.equal(asked.length, 1);
  });

  it('believes no reader: other bytes are a lie, also deep in a file (INV-56)', async () => {
    const { root, blocks } = await fileDag(noise(2 ** 20 + 9));
    for (const at of blocks.keys()) {
      const source = reader('liar', async (cid) => {
        const index = blocks.findIndex((block) => block.cid.equals(cid));
        const bytes = Uint8Array.from(blocks[index]?.bytes ?? []);
        if (index === at) bytes[5] = (bytes[5] ?? 0) ^ 1;
        return bytes;
      });
      await assertRejected('STORE_LIED', readFile(source, root, { limit: 2 ** 21 }));
    }
  });

  it('refuses directories, shards, symbolic links, metadata and what is no UnixFS', async () => {
    const blocks = new Blocks();
    for (const type of [DIRECTORY, METADATA, SYMLINK, SHARD, 6, 127]) {
      const cid = await blocks.node(unixFs({ type, data: [1, 2, 3] }));
      await assertRejected('BLOCK_INVALID', blocks.read(cid));
      const leaf = await blocks.node(unixFs({ sizes: [3] }), [cid]);
      await assertRejected('BLOCK_INVALID', blocks.read(leaf));
    }
    const good = unixFs({ data: [1, 2, 3] });
    assert.equal((await blocks.read(await blocks.node(good)))?.length, 3);
    const timed = unixFs({ data: [1, 2, 3], more: [0x38, 0xa4, 3, 0x42, 2, 8, 1] });
    assert.equal((await blocks.read(await blocks.node(timed)))?.length, 3);
    const wrong = [
      ...[undefined, new Uint8Array(0), good.slice(0, -1), Uint8Array.of(...good, 0), Uint8Array.of(0x08, 2)],
      // A second type, size and data; fields of shards; unknown fields; other wire types.
      ...[
        [0x08, 2],
        [0x18, 3],
        [0x12, 0],
        [0x28, 0x22],
        [0x30, 8],
        [0x48, 1],
        [0x09, 0, 0, 0, 0, 0, 0, 0, 0],
        [0x0b],
        [0x39, 0],
        [0x3b, 0],
        [0x3c, 0],
        [0x3d, 0],
      ].map((more) => unixFs({ data: [1, 2, 3], more })),
      // A type that is bytes; data and block sizes that are the other way around.
      Uint8Array.from([0x0a, 1, 2, 0x18, 0]),
      Uint8Array.from([0x08, 2, 0x10, 3, 0x18, 0]),
      Uint8Array.from([0x08, 2, 0x18, 3, 0x22, 1, 3]),
      // A number beyond 2^53, one that is too long, one that never ends, bytes that go beyond the end.
      Uint8Array.from([0x08, 2, 0x18, 255, 255, 255, 255, 255, 255, 255, 127]),
      Uint8Array.from([0x08, 0x82, 0, 0x18, 0]),
      Uint8Array.from([0x08, 2, 0x18, ...new Array<number>(12).fill(255)]),
      Uint8Array.from([0x08, 2, 0x18, 1, 0x12, 9, 1]),
    ];
    for (const data of wrong) {
      const cid = await blocks.node(data);
      await assert.rejects(
        blocks.read(cid),
        (error) => errorCode(error) === 'BLOCK_INVALID',
        Buffer.from(data ?? []).toString('hex'),
      );
    }
  });

  it('refuses sizes that do not add up', async () => {
    const blocks = new Blocks();
    const [two, three] = [await blocks.raw([1, 2]), await blocks.raw([3, 4, 5])];
    const whole = await blocks.node(unixFs({ data: [0], sizes: [2, 3] }), [two, three]);
    assert.deepEqual([...((await blocks.read(whole)) ?? [])], [0, 1, 2, 3, 4, 5]);
    const lies: [Parts, CID[]][] = [
      [{ sizes: [2, 3], size: 6 }, [two, three]],
      [{ sizes: [2, 3], size: 4 }, [two, three]],
      [{ sizes: [3, 2] }, [two, three]],
      [{ sizes: [2, 4] }, [two, three]],
      [{ sizes: [2] }, [two, three]],
      [{ sizes: [2, 3, 1] }, [two, three]],
      [{ sizes: [2, 3] }, [two, two]],
      [{ sizes: [2 ** 60], size: 2 ** 60 }, [two]],
      [{ sizes: [2, 0] }, [two, await blocks.raw([])]],
      [{ sizes: [2] }, [await blocks.add('dag-cbor', Uint8Array.of(0x81, 1))]],
      [{ sizes: [6] }, [await blocks.node(unixFs({ sizes: [2, 3] }), [two, three])]],
    ];
    for (const [parts, links] of lies) {
      await assertRejected('BLOCK_INVALID', blocks.read(await blocks.node(unixFs(parts), links)));
    }
  });

  it('refuses files that are deep beyond reason', async () => {
    const blocks = new Blocks();
    let top = await blocks.raw([1]);
    for (let depth = 2; depth <= 8; depth++) top = await blocks.node(unixFs({ sizes: [1] }), [top]);
    assert.equal((await blocks.read(top))?.length, 1);
    await assertRejected('BLOCK_INVALID', blocks.read(await blocks.node(unixFs({ sizes: [1] }), [top])));
  });

  it('refuses CIDs that it does not read', async () => {
    const cid = CID.createV1(0x0129, (await cidOf('raw', noise(3))).multihash);
    await assertRejected('CID_INVALID', readFile(memoryStore(), cid, { limit: 5 }));
  });

  it('leaves no rejection unheard when parts fail together, and stops the others', async () => {
    const { root, blocks } = await fileDag(noise(8 * 2 ** 20));
    let stopped = 0;
    const source = reader('failing', async (cid, { signal } = {}) => {
      if (cid.equals(root)) return blocks[0]?.bytes;
      if (cid.equals((blocks[1] as Block).cid)) throw new Error('lost');
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          stopped++;
          reject(new Error('stopped'));
        });
      });
    });
    await assert.rejects(readFile(source, root, { limit: 2 ** 24 }), { message: 'lost' });
    assert.equal(stopped, 5);
  });

  it('ends with its caller', async () => {
    const { root } = await blockDag('raw', noise(5));
    const source = reader(
      'slow',
      (_, { signal } = {}) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const controller = new AbortController();
    const reading = readFile(source, root, { limit: 5, signal: controller.signal });
    controller.abort(new Error('enough'));
    await assert.rejects(reading, { message: 'enough' });
    await assert.rejects(readFile(source, root, { limit: 5, signal: controller.signal }), { message: 'enough' });
  });

  it('reads or refuses any block', async () => {
    const blocks = new Blocks();
    await fc.assert(
      fc.asyncProperty(anyBytes(40), fc.boolean(), async (bytes, wrapped) => {
        const cid = wrapped ? await blocks.node(bytes) : await blocks.add('dag-pb', bytes);
        await blocks.read(cid).catch((error) => assert.equal(errorCode(error), 'BLOCK_INVALID'));
      }),
      { ...SEEDED, numRuns: 400 },
    );
  });
});
