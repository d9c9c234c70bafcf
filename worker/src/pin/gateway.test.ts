import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as dagCbor from '@ipld/dag-cbor';
import { type Block, blockDag, decodeCar, encodeCar } from '@tacit/sdk';
import { base32upper } from 'multiformats/bases/base32';
import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import { MIB, outcomeOf, post, randomBytes, randomFile, temporaryFolder, usePin } from './test-support.ts';

const RAW = 'application/vnd.ipld.raw';
const CAR = 'application/vnd.ipld.car';

/** The path as it is, which `fetch` would tidy up. */
function get(url: string, path: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, method: 'GET' }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        const { code } = (JSON.parse(text) as { error: { code: string } }).error;
        resolve(`${response.statusCode} ${code}`);
      });
    });
    request.on('error', reject).end();
  });
}

describe('the gateway of a pin node', async () => {
  const state = temporaryFolder();
  const { url, lines, value } = await usePin({ state });
  const dag = await randomFile(1, 2 * MIB + 9);
  await post(url, dag);
  const [leaf] = dag.blocks.filter(({ cid }) => cid.code === 0x55);
  assert.ok(leaf);
  const root = `${url}/ipfs/${dag.root}`;

  it('gives a block with the headers that the specification has', async () => {
    const response = await fetch(`${url}/ipfs/${leaf.cid}?format=raw`);
    assert.equal(response.status, 200);
    assert.deepEqual(new Uint8Array(await response.arrayBuffer()), Uint8Array.from(leaf.bytes));
    const expected = {
      'content-type': RAW,
      'content-length': `${leaf.bytes.length}`,
      'content-disposition': `attachment; filename="${leaf.cid}.bin"`,
      etag: `"${leaf.cid}.raw"`,
      'cache-control': 'public, max-age=29030400, immutable',
      'x-content-type-options': 'nosniff',
      'x-ipfs-path': `/ipfs/${leaf.cid}`,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    };
    for (const [name, text] of Object.entries(expected)) assert.equal(response.headers.get(name), text, name);
  });

  it('gives a DAG as a CAR with its type, and every block once', async () => {
    const response = await fetch(root, { headers: { accept: `text/html;q=0.5, ${CAR}; version=1` } });
    assert.equal(response.headers.get('content-type'), `${CAR}; version=1; order=dfs; dups=n`);
    assert.equal(response.headers.get('content-disposition'), `attachment; filename="${dag.root}.car"`);
    assert.deepEqual(
      new Uint8Array(await response.arrayBuffer()),
      encodeCar({
        ...dag,
        blocks: [...dag.blocks].sort((a, b) => Number(b.cid.equals(dag.root)) - Number(a.cid.equals(dag.root))),
      }),
    );
  });

  it('gives the root alone when asked for that', async () => {
    const response = await fetch(`${root}?format=car&dag-scope=block`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const blocks = dag.blocks.filter(({ cid }) => cid.equals(dag.root));
    assert.deepEqual(bytes, encodeCar({ root: dag.root, blocks }));
  });

  it('takes the format of the query before that of Accept', async () => {
    const response = await fetch(`${root}?format=raw`, { headers: { accept: CAR } });
    assert.equal(response.headers.get('content-type'), RAW);
    await response.arrayBuffer();
  });

  it('answers HEAD with the same headers, and without a body', async () => {
    for (const format of ['raw', 'car']) {
      const head = await fetch(`${root}?format=${format}`, { method: 'HEAD' });
      const got = await fetch(`${root}?format=${format}`);
      assert.equal(head.status, 200);
      for (const name of ['content-type', 'content-length', 'etag', 'content-disposition', 'cache-control']) {
        assert.equal(head.headers.get(name), got.headers.get(name), name);
      }
      assert.equal((await head.arrayBuffer()).byteLength, 0);
      await got.arrayBuffer();
    }
    assert.equal(
      (await fetch(`${url}/ipfs/${(await randomFile(9, 9)).root}?format=raw`, { method: 'HEAD' })).status,
      404,
    );
  });

  it('says that what a reader has is still right', async () => {
    for (const tag of [`"${dag.root}.raw"`, `"other", W/"${dag.root}.raw"`, '*']) {
      const response = await fetch(`${root}?format=raw`, { headers: { 'if-none-match': tag } });
      assert.equal(response.status, 304);
    }
    const other = await fetch(`${root}?format=raw`, { headers: { 'if-none-match': `"${leaf.cid}.raw"` } });
    assert.equal(other.status, 200);
    await other.arrayBuffer();
  });

  it('says at once that something is not here', async () => {
    const { root: unknown } = await randomFile(98, 2 * MIB);
    const start = performance.now();
    for (const format of ['raw', 'car']) {
      assert.equal(await outcomeOf(fetch(`${url}/ipfs/${unknown}?format=${format}`)), '404 BLOB_MISSING');
    }
    assert.equal(await outcomeOf(fetch(`${url}/pins/${unknown}`)), '404 BLOB_MISSING');
    assert.equal(await outcomeOf(fetch(`${url}/pins/${leaf.cid}`)), '404 BLOB_MISSING', 'a block of a pin is no pin');
    assert.ok(performance.now() - start < 5000);
  });

  const v0 = CID.createV0((await sha256.digest(Uint8Array.of(1))) as never).toString();
  const refused: [string, string, string][] = [
    ['no format', `/ipfs/${dag.root}`, '400 REQUEST_INVALID'],
    ['a format that it does not have', `/ipfs/${dag.root}?format=dag-json`, '400 REQUEST_INVALID'],
    ['a CAR of version 2', `/ipfs/${dag.root}?format=car&car-version=2`, '400 REQUEST_INVALID'],
    ['a scope that it does not know', `/ipfs/${dag.root}?format=car&dag-scope=entity`, '400 REQUEST_INVALID'],
    ['a part of a file', `/ipfs/${dag.root}?format=car&entity-bytes=0:5`, '400 REQUEST_INVALID'],
    ['a CID of version 0', `/ipfs/${v0}?format=raw`, '400 CID_INVALID'],
    ['a CID in capitals', `/ipfs/${`${dag.root}`.toUpperCase()}?format=raw`, '400 CID_INVALID'],
    ['a CID with a letter too many', `/ipfs/${dag.root}a?format=raw`, '400 CID_INVALID'],
    ['a CID of another hash', '/ipfs/bafkqaaa?format=raw', '400 CID_INVALID'],
    ['no CID', '/ipfs/?format=raw', '400 CID_INVALID'],
    ['nothing', '/ipfs?format=raw', '404 ROUTE_UNKNOWN'],
    ['a kilobyte of letters', `/ipfs/${'b'.repeat(1000)}?format=raw`, '400 CID_INVALID'],
    ['a path below a CID', `/ipfs/${dag.root}/file?format=raw`, '404 ROUTE_UNKNOWN'],
    ['a path upwards', '/ipfs/../../etc/passwd?format=raw', '404 ROUTE_UNKNOWN'],
    ['a path upwards that is escaped', '/ipfs/..%2f..%2fetc%2fpasswd?format=raw', '400 CID_INVALID'],
    ['a CID that is escaped', `/ipfs/%62${`${dag.root}`.slice(1)}?format=raw`, '400 CID_INVALID'],
    ['a zero byte', `/ipfs/${dag.root}%00?format=raw`, '400 CID_INVALID'],
    ['a backslash', `/ipfs/..\\${dag.root}?format=raw`, '400 CID_INVALID'],
    ['two slashes', `//ipfs/${dag.root}?format=raw`, '404 ROUTE_UNKNOWN'],
    ['another server', `http://x/ipfs/${dag.root}?format=raw`, '404 ROUTE_UNKNOWN'],
    ['a file of its own', '/data/LOCK', '404 ROUTE_UNKNOWN'],
    ['the name of a property', '/__proto__', '404 ROUTE_UNKNOWN'],
    ['a pin without a CID', '/pins/x', '400 CID_INVALID'],
    ['an upload', '/car', '405 METHOD_UNSUPPORTED'],
  ];
  for (const [title, path, expected] of refused) {
    it(`refuses a reader who asks for ${title}`, async () => {
      assert.equal(await get(url, path), expected);
    });
  }

  it('takes nothing but GET, HEAD and OPTIONS', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      assert.equal(await outcomeOf(fetch(`${root}?format=raw`, { method })), '405 METHOD_UNSUPPORTED');
    }
    assert.equal(await outcomeOf(fetch(`${url}/car`, { method: 'DELETE' })), '405 METHOD_UNSUPPORTED');
  });

  it('gives no CAR of a block that leads elsewhere by another codec than it came with', async () => {
    const bytes = dagCbor.encode([(await randomFile(97, 5)).root]);
    const lure = await blockDag('raw', bytes);
    assert.equal(await outcomeOf(post(url, lure)), '201');
    const other = CID.createV1(dagCbor.code, lure.root.multihash);
    assert.equal(await outcomeOf(fetch(`${url}/ipfs/${other}?format=car`)), '404 BLOB_MISSING');
    const malformed = await blockDag('raw', randomBytes(3, 50));
    await post(url, malformed);
    const unreadable = CID.createV1(dagCbor.code, malformed.root.multihash);
    assert.equal(await outcomeOf(fetch(`${url}/ipfs/${unreadable}?format=car`)), '404 BLOB_MISSING');
  });

  it('goes on when readers leave in the middle', async () => {
    for (let k = 0; k < 20; k++) {
      const controller = new AbortController();
      const response = await fetch(`${root}?format=car`, { signal: controller.signal });
      const reader = response.body?.getReader();
      await reader?.read();
      controller.abort();
      await reader?.closed.catch(() => undefined);
    }
    const car = new Uint8Array(await (await fetch(`${root}?format=car`)).arrayBuffer());
    assert.equal((await decodeCar(car)).blocks.length, dag.blocks.length);
    assert.deepEqual(
      lines.filter(({ level }) => level === 'error'),
      [],
    );
    assert.ok(value('tacit_pin_blocks_served_total') > 0);
  });

  it('never gives bytes that the disk has changed, and mends them by the next upload', async () => {
    const damaged: Block[] = [...(await randomFile(5, 1000)).blocks];
    const [block] = damaged;
    assert.ok(block);
    const again = { root: block.cid, blocks: damaged };
    await post(url, again);
    const folder = join(state, 'blocks');
    const before = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const name = before.find((path) => path.includes(blockFile(block.cid)));
    assert.ok(name);
    for (const harm of [() => writeFileSync(join(folder, name), 'other'), () => rmSync(join(folder, name))]) {
      harm();
      assert.match(
        await outcomeOf(fetch(`${url}/ipfs/${block.cid}?format=raw`)),
        /^(404 BLOB_MISSING|500 UNEXPECTED)$/,
      );
      // A CAR's headers have left when its blocks are read: its connection breaks.
      const car = await fetch(`${url}/ipfs/${block.cid}?format=car`);
      if (car.ok) await assert.rejects(car.arrayBuffer());
      assert.equal(await outcomeOf(post(url, again)), '200');
      const mended: Response = await fetch(`${url}/ipfs/${block.cid}?format=raw`);
      assert.deepEqual(new Uint8Array(await mended.arrayBuffer()), Uint8Array.from(block.bytes));
    }
    assert.ok(lines.some(({ event, fields }) => event === 'request-failed' && fields.code === 'PIN_STATE_INVALID'));
  });
});

const blockFile = (cid: CID): string => base32upper.encode(cid.multihash.bytes);
