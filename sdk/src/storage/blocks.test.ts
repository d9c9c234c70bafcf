import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as dagCbor from '@ipld/dag-cbor';
import * as dagPb from '@ipld/dag-pb';
import fc from 'fast-check';
import { base36 } from 'multiformats/bases/base36';
import { base58btc } from 'multiformats/bases/base58';
import { CID } from 'multiformats/cid';
import { identity } from 'multiformats/hashes/identity';
import { sha256, sha512 } from 'multiformats/hashes/sha2';
import { CODECS, cidOf, codecOf, isBlock, linksOf, parseCid, readCid } from './blocks.ts';
import { anyBytes, assertRefused, SEEDED } from './test-support.ts';

const HELLO = 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e';
const bytesOf = (text: string) => new TextEncoder().encode(text);
const digest = await sha256.digest(bytesOf('a'));
const blockOf = async (codec: keyof typeof CODECS, bytes: Uint8Array) => ({ cid: await cidOf(codec, bytes), bytes });
const leaf = await cidOf('raw', bytesOf('leaf'));

describe('parseCid', () => {
  it('reads the CIDs of the three codecs as they are usually written', async () => {
    assert.equal((await cidOf('raw', bytesOf('hello world'))).toString(), HELLO);
    for (const codec of Object.keys(CODECS) as (keyof typeof CODECS)[]) {
      const cid = await cidOf(codec, bytesOf('x'));
      assert.ok(parseCid(cid.toString()).equals(cid));
      assert.equal(codecOf(cid), codec);
    }
  });

  it('refuses every other spelling, version, codec and hash', async () => {
    const cid = CID.parse(HELLO);
    const v0 = CID.createV0(digest as Parameters<typeof CID.createV0>[0]);
    const json = CID.createV1(0x0129, digest);
    const long = CID.createV1(CODECS.raw, await sha512.digest(bytesOf('a')));
    const inline = CID.createV1(CODECS.raw, identity.digest(bytesOf('a')));
    const other = [
      ...['', ' ', `${HELLO} `, ` ${HELLO}`, HELLO.toUpperCase(), HELLO.slice(0, -1), `${HELLO}a`, `/ipfs/${HELLO}`],
      ...['../../id', `${HELLO}/x`, `${HELLO}?a`, 'bafkrei', 'b', 'Q', '\0', 'b'.repeat(10_000)],
      ...[v0, json, long, inline].map(String),
      ...[`${HELLO}=`, `${HELLO}======`, cid.toString(base58btc), cid.toString(base36)],
    ];
    for (const text of other) assertRefused('CID_INVALID', () => parseCid(text));
    for (const wrong of [undefined, null, 5, {}, [], [HELLO], cid]) {
      assertRefused('CID_INVALID', () => parseCid(wrong as unknown as string));
    }
    // The last letter has bits to spare, which must be zero.
    for (const letter of 'fgh') assertRefused('CID_INVALID', () => parseCid(HELLO.slice(0, -1) + letter));
  });

  it('refuses or reads whatever it is given, and never anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        assertRefused('CID_INVALID', () => parseCid(text));
      }),
      SEEDED,
    );
  });
});

describe('readCid', () => {
  it('reads what encoding gives, at any place', () => {
    const { bytes } = CID.parse(HELLO);
    assert.equal(readCid(Uint8Array.from([7, 7, ...bytes, 7]), 2).toString(), HELLO);
  });

  it('refuses a CID that is cut short, and every other head', () => {
    const { bytes } = CID.parse(HELLO);
    for (let length = 0; length < bytes.length; length++) {
      assertRefused('CID_INVALID', () => readCid(bytes.subarray(0, length), 0));
    }
    for (let at = 0; at < 4; at++) {
      for (let value = 0; value < 256; value++) {
        const changed = Uint8Array.from(bytes);
        changed[at] = value;
        const known = at === 1 ? Object.values<number>(CODECS).includes(value) : value === bytes[at];
        if (!known) assertRefused('CID_INVALID', () => readCid(changed, 0));
      }
    }
  });
});

describe('isBlock', () => {
  it('tells the bytes of a CID from all others', async () => {
    const block = await blockOf('raw', bytesOf('abc'));
    assert.ok(await isBlock(block));
    assert.ok(!(await isBlock({ ...block, bytes: bytesOf('abd') })));
    assert.ok(!(await isBlock({ ...block, bytes: new Uint8Array(0) })));
  });
});

describe('linksOf', () => {
  const pb = (links: CID[]) =>
    dagPb.encode({ Data: Uint8Array.of(1), Links: links.map((Hash) => ({ Hash, Name: '', Tsize: 1 })) });

  it('finds all links of dag-pb and dag-cbor, and none in raw', async () => {
    assert.deepEqual(linksOf(await blockOf('raw', pb([leaf]))), []);
    assert.deepEqual(linksOf(await blockOf('dag-pb', pb([leaf, leaf]))).map(String), [`${leaf}`, `${leaf}`]);
    const nested = dagCbor.encode({
      a: [{ b: [[leaf]] }],
      c: leaf,
      d: Uint8Array.of(1),
      e: null,
      f: 'x',
      __proto__x: 1,
    });
    assert.equal(linksOf(await blockOf('dag-cbor', nested)).length, 2);
  });

  it('refuses bytes that are not of their codec', async () => {
    const canonical = dagCbor.encode({ v: 1 });
    const cbor: [string, Uint8Array][] = [
      ['nothing', new Uint8Array(0)],
      ['a second value', Uint8Array.of(...canonical, 0)],
      ['a truncated value', canonical.slice(0, -1)],
      ['a length of many gigabytes', Uint8Array.from([0x5b, 0, 0, 0, 1, 0, 0, 0, 0])],
      ['a list of many thousand million elements', Uint8Array.from([0x9a, 255, 255, 255, 255])],
      ['an endless list', Uint8Array.from([0x9f, 1, 255])],
      ['a number that is longer than it must be', Uint8Array.from([0x18, 1])],
      ['a key that comes twice', Uint8Array.from([0xa2, 0x61, 0x76, 1, 0x61, 0x76, 2])],
      ['a key that is a number', Uint8Array.from([0xa1, 1, 1])],
      ['not a number', Uint8Array.from([0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0])],
      ['another tag', Uint8Array.from([0xc1, 1])],
      ['a link that is no bytes', Uint8Array.from([0xd8, 42, 1])],
      ['a link that is no CID', Uint8Array.from([0xd8, 42, 0x42, 0, 1])],
      ['a million nested lists', new Uint8Array(2 ** 20).fill(0x81)],
      ['a million nested maps', Uint8Array.from({ length: 3 * 2 ** 18 }, (_, k) => [0xa1, 0x61, 0x61][k % 3] ?? 0)],
    ];
    for (const [about, bytes] of cbor) {
      const block = await blockOf('dag-cbor', bytes);
      assert.throws(() => linksOf(block), { code: 'BLOCK_INVALID' }, about);
    }
    const good = pb([leaf]);
    const broken = [good.slice(0, -1), Uint8Array.of(...good, 9), bytesOf('text'), Uint8Array.from([0x12, 2, 0x0a, 0])];
    for (const bytes of broken) {
      const block = await blockOf('dag-pb', bytes);
      assertRefused('BLOCK_INVALID', () => linksOf(block));
    }
  });

  it('refuses links that nobody here could follow', async () => {
    const inline = CID.createV1(CODECS.raw, identity.digest(bytesOf('secret')));
    const v0 = CID.createV0(digest as Parameters<typeof CID.createV0>[0]);
    for (const link of [inline, v0, CID.createV1(0x0129, digest)]) {
      const [asPb, asCbor] = [await blockOf('dag-pb', pb([link])), await blockOf('dag-cbor', dagCbor.encode([link]))];
      assertRefused('BLOCK_INVALID', () => linksOf(asPb));
      assertRefused('BLOCK_INVALID', () => linksOf(asCbor));
    }
  });

  it('takes no map for a link, whatever its keys', async () => {
    const map = dagCbor.encode({ x: true, asCID: 1, bytes: true, code: CODECS.raw, multihash: 1, version: 1 });
    // The encoder takes it for a link, too: so its key is written in afterwards.
    const disguised = map.map((byte, at) => (map[at - 1] === 0x61 && byte === 0x78 ? '/'.charCodeAt(0) : byte));
    const found = dagCbor.decode<Record<string, unknown>>(disguised);
    assert.ok(found['/'] === found.bytes);
    assert.deepEqual(linksOf(await blockOf('dag-cbor', disguised)), []);
  });

  it('reads or refuses any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes(60), fc.constantFrom('dag-pb', 'dag-cbor'), async (bytes, codec) => {
        const block = await blockOf(codec as 'dag-pb', bytes);
        try {
          linksOf(block);
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'BLOCK_INVALID');
        }
      }),
      { ...SEEDED, numRuns: 500 },
    );
  });
});
