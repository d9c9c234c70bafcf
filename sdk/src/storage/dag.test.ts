import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { exporter } from 'ipfs-unixfs-exporter';
import { CID } from 'multiformats/cid';
import { blockDag, CHUNK_BYTES, fileDag } from './dag.ts';
import { memoryStore, parseCid } from './index.ts';
import { assertRejected, noise } from './test-support.ts';
import type { Dag } from './types.ts';

const MIB = 2 ** 20;

/** What the specifications of CIDs, dag-pb and UnixFS say, with nothing of a library: for files of up to 1024 chunks. */
function independentCid(file: Uint8Array): string {
  const cid = (codec: number, bytes: Uint8Array) =>
    Buffer.from([1, codec, 0x12, 32, ...createHash('sha256').update(bytes).digest()]);
  const number = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...number(value >> 7)]);
  const row = (tag: number, bytes: readonly number[]) => [tag, ...number(bytes.length), ...bytes];
  const base32 = (bytes: Uint8Array) => {
    const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const letters = bits.match(/.{1,5}/g)?.map((five) => Number.parseInt(five.padEnd(5, '0'), 2)) ?? [];
    return `b${letters.map((letter) => 'abcdefghijklmnopqrstuvwxyz234567'[letter]).join('')}`;
  };
  const chunks = Array.from({ length: Math.max(1, Math.ceil(file.length / MIB)) }, (_, k) =>
    file.subarray(k * MIB, (k + 1) * MIB),
  );
  const [first = file] = chunks;
  if (chunks.length === 1) return base32(cid(0x55, first));
  const links = chunks.flatMap((chunk) =>
    row(0x12, [...row(0x0a, [...cid(0x55, chunk)]), 0x12, 0, 0x18, ...number(chunk.length)]),
  );
  const sizes = chunks.flatMap((chunk) => [0x20, ...number(chunk.length)]);
  const data = [0x08, 2, 0x18, ...number(file.length), ...sizes];
  return base32(cid(0x70, Uint8Array.from([...links, ...row(0x0a, data)])));
}

/** The bytes of IPIP-499's examples: ChaCha20 under the SHA-256 of a seed. */
function exampleFile(length: number, seed: string): Uint8Array {
  const cipher = createCipheriv('chacha20', createHash('sha256').update(seed).digest(), Buffer.alloc(16));
  return Uint8Array.from(cipher.update(Buffer.alloc(length)));
}

async function exported({ root, blocks }: Dag): Promise<Buffer> {
  const kept = new Map(blocks.map(({ cid, bytes }) => [cid.toString(), bytes]));
  const entry = await exporter(root, {
    async *get(cid: CID) {
      const bytes = kept.get(cid.toString());
      if (!bytes) throw new Error(`no block ${cid}`);
      yield bytes;
    },
  });
  const parts: Uint8Array[] = [];
  if (entry.type === 'file' || entry.type === 'raw') for await (const part of entry.content()) parts.push(part);
  return Buffer.concat(parts);
}

describe('fileDag', () => {
  it('gives the CIDs that Kubo publishes for the profile unixfs-v1-2025', async () => {
    const cids: [Uint8Array, string][] = [
      [new Uint8Array(0), 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku'],
      [Buffer.from('hello world'), 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e'],
      [exampleFile(MIB, 'chunk-v1-seed'), 'bafkreiacndfy443ter6qr2tmbbdhadvxxheowwf75s6zehscklu6ezxmta'],
      [exampleFile(MIB + 1, 'chunk-v1-seed'), 'bafybeigmix7t42i6jacydtquhet7srwvgpizfg7gjbq7627d35mjomtu64'],
    ];
    for (const [file, cid] of cids) assert.equal((await fileDag(file)).root.toString(), cid);
  });

  for (const size of [0, 1, 127, 128, MIB - 1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 1, 7 * MIB + 4321]) {
    it(`gives the CID of an independent importer, and a file that an independent exporter reads: ${size} bytes`, async () => {
      const file = noise(size, size + 1);
      const dag = await fileDag(file);
      assert.equal(dag.root.toString(), independentCid(file));
      assert.equal(Buffer.compare(await exported(dag), file), 0);
      assert.ok(parseCid(dag.root.toString()).equals(dag.root));
    });
  }

  it('keeps equal chunks once, and its blocks apart from the bytes that it was given', async () => {
    const file = new Uint8Array(3 * CHUNK_BYTES);
    const dag = await fileDag(file);
    assert.deepEqual(
      dag.blocks.map(({ bytes }) => bytes.length === CHUNK_BYTES),
      [false, true],
    );
    file.fill(1);
    await memoryStore().put(dag);
  });
});

describe('blockDag', () => {
  it('makes one block of bytes', async () => {
    const { root, blocks } = await blockDag('raw', Buffer.from('hello world'));
    assert.equal(root.toString(), independentCid(Buffer.from('hello world')));
    assert.equal(blocks.length, 1);
    const list = await blockDag('dag-cbor', Uint8Array.from([0x81, 1]));
    assert.equal(list.root.code, 0x71);
  });

  it('refuses a block that is too large, is not of its codec, or leads elsewhere', async () => {
    await blockDag('raw', new Uint8Array(2 * MIB));
    await assertRejected('BLOCK_TOO_LARGE', blockDag('raw', new Uint8Array(2 * MIB + 1)));
    await assertRejected('BLOCK_INVALID', blockDag('dag-cbor', Uint8Array.from([0x81])));
    const { bytes } = CID.parse('bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e');
    await assertRejected('DAG_INCOMPLETE', blockDag('dag-cbor', Uint8Array.from([0xd8, 42, 0x58, 37, 0, ...bytes])));
  });
});
