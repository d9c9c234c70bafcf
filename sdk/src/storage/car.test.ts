import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CarReader, CarWriter } from '@ipld/car';
import * as dagCbor from '@ipld/dag-cbor';
import * as dagPb from '@ipld/dag-pb';
import fc from 'fast-check';
import { CID } from 'multiformats/cid';
import { sha512 } from 'multiformats/hashes/sha2';
import { errorCode } from '../errors/index.ts';
import { type Codec, cidOf, MAX_BLOCK_BYTES } from './blocks.ts';
import { decodeCar, encodeCar } from './car.ts';
import { fileDag } from './dag.ts';
import { memoryStore } from './memory-store.ts';
import { readFile } from './read-file.ts';
import { anyBytes, assertRejected, noise, SEEDED } from './test-support.ts';
import type { Block, Dag } from './types.ts';

const MIB = 2 ** 20;
const blockOf = async (codec: Codec, bytes: Uint8Array): Promise<Block> => ({ cid: await cidOf(codec, bytes), bytes });
const listOf = (links: readonly CID[]) => blockOf('dag-cbor', dagCbor.encode(links));
const dagOf = (root: Block, ...others: Block[]): Dag => ({ root: root.cid, blocks: [root, ...others] });
const leaf = await blockOf('raw', noise(50));
const other = await blockOf('raw', noise(60));
const parent = await listOf([leaf.cid, other.cid]);
const tree = dagOf(parent, leaf, other);
const refuse = (code: Parameters<typeof assertRejected>[0], dag: Dag) =>
  assertRejected(code, decodeCar(encodeCar(dag)));

/** A CAR with this header, written by hand. */
const withHeader = (header: unknown, blocks: readonly Block[]): Uint8Array => {
  const bytes = dagCbor.encode(header);
  const whole = encodeCar({ root: leaf.cid, blocks });
  return Uint8Array.from([bytes.length, ...bytes, ...whole.subarray(1 + (whole[0] ?? 0))]);
};

describe('a CAR', () => {
  for (const size of [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB, 5 * MIB + 17]) {
    it(`carries a file whole: ${size} bytes`, async () => {
      const file = noise(size);
      const dag = await fileDag(file);
      const car = encodeCar(dag);
      const read = await decodeCar(car);
      assert.equal(read.root.toString(), dag.root.toString());
      assert.equal(Buffer.compare(encodeCar(read), car), 0);
      const store = memoryStore();
      await store.put(read);
      const back = await readFile(store, dag.root, { limit: size });
      assert.ok(back && Buffer.compare(back, file) === 0);
    });
  }

  it('carries any file whole', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes(2000), async (file) => {
        const { root, blocks } = await decodeCar(encodeCar(await fileDag(file)));
        assert.deepEqual(Buffer.from(blocks[0]?.bytes ?? []), Buffer.from(file));
        assert.ok(root.equals(await cidOf('raw', file)));
      }),
      SEEDED,
    );
  });

  it('is read by the reference implementation, and comes back from its writer', async () => {
    const dag = await fileDag(noise(2 * MIB + 5));
    const car = encodeCar(dag);
    const reader = await CarReader.fromBytes(car);
    const roots = await reader.getRoots();
    assert.deepEqual(roots.map(String), [dag.root.toString()]);
    const { writer, out } = CarWriter.create(roots);
    const parts: Uint8Array[] = [];
    const collected = (async () => {
      for await (const part of out) parts.push(part);
    })();
    for await (const block of reader.blocks()) await writer.put(block);
    await writer.close();
    await collected;
    assert.equal(Buffer.compare(Buffer.concat(parts), car), 0);
    await decodeCar(Buffer.concat(parts));
  });

  it('has the bytes of the specification', async () => {
    const { cid, bytes } = leaf;
    const header = [0xa2, 0x65, ...Buffer.from('roots'), 0x81, 0xd8, 0x2a, 0x58, 37, 0, ...cid.bytes, 0x67];
    const expected = [58, ...header, ...Buffer.from('version'), 1, 36 + bytes.length, ...cid.bytes, ...bytes];
    assert.deepEqual([...encodeCar(dagOf(leaf))], expected);
  });
});

describe('decodeCar', () => {
  it('accepts a DAG in any order of its blocks, and one that shares them', async () => {
    await decodeCar(encodeCar(tree));
    await decodeCar(encodeCar({ root: parent.cid, blocks: [other, parent, leaf] }));
    const middle = await listOf([leaf.cid]);
    const top = await listOf([middle.cid, leaf.cid, middle.cid]);
    await decodeCar(encodeCar(dagOf(top, leaf, middle)));
  });

  it('refuses bytes that do not hash to their CID, each single one (INV-56)', async () => {
    const car = encodeCar(dagOf(leaf));
    for (let at = 0; at < car.length; at++) {
      const changed = Uint8Array.from(car);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await assert.rejects(decodeCar(changed), { name: 'ProtocolError' }, `byte ${at}`);
    }
    await refuse('CAR_INVALID', { root: parent.cid, blocks: [parent, leaf, { cid: other.cid, bytes: leaf.bytes }] });
  });

  it('refuses a CAR that is cut short anywhere, or goes on', async () => {
    const car = encodeCar(tree);
    for (let length = 0; length < car.length; length++) {
      await assert.rejects(decodeCar(car.subarray(0, length)), (error) =>
        ['CAR_INVALID', 'DAG_INCOMPLETE'].includes(String(errorCode(error))),
      );
    }
    await assertRejected('CAR_INVALID', decodeCar(Uint8Array.of(...car, 0)));
    await assertRejected('CAR_INVALID', decodeCar(Uint8Array.of(...car, ...car)));
  });

  it('refuses every header but the one of version 1 with one root', async () => {
    await decodeCar(withHeader({ roots: [leaf.cid], version: 1 }, [leaf]));
    const roots = [leaf.cid];
    const headers = [
      ...[
        { roots: [], version: 1 },
        { roots: [leaf.cid, leaf.cid], version: 1 },
        { roots, version: 2 },
        { version: 2 },
      ],
      ...[{ roots }, { version: 1 }, { roots, version: 1, more: 1 }, { roots: leaf.cid, version: 1 }, [roots, 1]],
      ...[null, 1, 'x', { roots: [null], version: 1 }, { roots: [leaf.cid.toString()], version: 1 }],
    ];
    for (const header of headers) await assertRejected('CAR_INVALID', decodeCar(withHeader(header, [leaf])));
    // The pragma of version 2.
    const pragma = Uint8Array.from([0x0a, 0xa1, 0x67, ...Buffer.from('version'), 2]);
    await assertRejected(
      'CAR_INVALID',
      decodeCar(Uint8Array.from([...pragma, ...new Uint8Array(40), ...encodeCar(tree)])),
    );
  });

  it('refuses lengths that are none: of nothing, of gigabytes, too long for their value', async () => {
    const car = encodeCar(dagOf(leaf));
    const rest = car.subarray(1);
    const lengths = [
      [0],
      [255, 255, 255, 127],
      [255, 255, 255, 255, 127],
      [255, 255, 255, 255, 255, 255, 255, 255, 127],
    ];
    for (const length of [...lengths, [58 + 128, 0], [58 + 128, 128, 0]]) {
      await assertRejected('CAR_INVALID', decodeCar(Uint8Array.from([...length, ...rest])));
    }
    const empty = Uint8Array.from([...car.subarray(0, 59), 0, ...car.subarray(59)]);
    await assertRejected('CAR_INVALID', decodeCar(empty));
  });

  it('refuses a block that comes twice, and one that the root does not lead to', async () => {
    await refuse('CAR_INVALID', dagOf(parent, leaf, other, leaf));
    await refuse('CAR_INVALID', dagOf(leaf, other));
    const strayTree = await listOf([other.cid]);
    await refuse('CAR_INVALID', dagOf(leaf, strayTree, other));
    await refuse('CAR_INVALID', { root: leaf.cid, blocks: [parent, leaf, other] });
  });

  it('refuses an incomplete DAG, wherever the gap is (INV-56)', async () => {
    await refuse('DAG_INCOMPLETE', dagOf(parent));
    await refuse('DAG_INCOMPLETE', dagOf(parent, leaf));
    await refuse('DAG_INCOMPLETE', { root: parent.cid, blocks: [] });
    await refuse('DAG_INCOMPLETE', { root: parent.cid, blocks: [leaf, other] });
    const { root, blocks } = await fileDag(noise(2 * MIB));
    await refuse('DAG_INCOMPLETE', { root, blocks: blocks.slice(0, -1) });
  });

  it('refuses other codecs, hashes and versions of CIDs', async () => {
    const bytes = noise(20);
    const { multihash } = await cidOf('raw', bytes);
    const cids = [
      CID.createV1(0x0129, multihash),
      CID.createV1(0x55, await sha512.digest(bytes)),
      CID.createV0(multihash as Parameters<typeof CID.createV0>[0]),
    ];
    for (const cid of cids) await refuse('CAR_INVALID', dagOf({ cid, bytes }));
    for (const cid of cids) await refuse('BLOCK_INVALID', dagOf(await listOf([cid])));
  });

  it('refuses blocks that are not of their codec', async () => {
    await refuse('BLOCK_INVALID', dagOf(await blockOf('dag-cbor', Uint8Array.of(0x81))));
    await refuse('BLOCK_INVALID', dagOf(await blockOf('dag-pb', Uint8Array.of(1, 2, 3))));
    await refuse('BLOCK_INVALID', dagOf(await blockOf('dag-cbor', new Uint8Array(MIB).fill(0x81))));
  });

  it('refuses what is too large: a block, the whole, their number', async () => {
    await decodeCar(encodeCar(dagOf(await blockOf('raw', new Uint8Array(MAX_BLOCK_BYTES)))));
    await refuse('BLOCK_TOO_LARGE', dagOf(await blockOf('raw', new Uint8Array(MAX_BLOCK_BYTES + 1))));
    const car = encodeCar(tree);
    await decodeCar(car, { maxBytes: car.length, maxBlocks: 3 });
    await assertRejected('CAR_TOO_LARGE', decodeCar(car, { maxBytes: car.length - 1 }));
    await assertRejected('CAR_TOO_LARGE', decodeCar(car, { maxBlocks: 2 }));
    await assertRejected('CAR_TOO_LARGE', decodeCar(new Uint8Array(64 * MIB + 1)));
    await decodeCar(car, { maxNodeBytes: parent.bytes.length });
    await assertRejected('CAR_TOO_LARGE', decodeCar(car, { maxNodeBytes: parent.bytes.length - 1 }));
  });

  it('refuses a DAG that is too deep, also where a short way leads to its end', async () => {
    const chain = [leaf];
    for (let k = 1; k < 32; k++) chain.unshift(await listOf([chain[0]?.cid ?? leaf.cid, leaf.cid]));
    const [top = leaf] = chain;
    await decodeCar(encodeCar({ root: top.cid, blocks: chain }));
    const deeper = await listOf([top.cid, leaf.cid]);
    await refuse('CAR_INVALID', { root: deeper.cid, blocks: [deeper, ...chain] });
  });

  it('is not held up by a block full of links', async () => {
    const links = Array.from({ length: 40_000 }, () => ({ Hash: leaf.cid, Name: '', Tsize: 1 }));
    const wide = await blockOf('dag-pb', dagPb.encode({ Links: links }));
    const { blocks } = await decodeCar(encodeCar(dagOf(wide, leaf)));
    assert.equal(blocks.length, 2);
  });

  it('refuses what is no bytes, and any bytes', async () => {
    for (const wrong of [undefined, null, '', 5, [], {}, new ArrayBuffer(8)]) {
      await assertRejected('CAR_INVALID', decodeCar(wrong as unknown as Uint8Array));
    }
    await fc.assert(
      fc.asyncProperty(anyBytes(), async (bytes) => {
        await assertRejected('CAR_INVALID', decodeCar(bytes));
      }),
      { ...SEEDED, numRuns: 300 },
    );
  });
});
