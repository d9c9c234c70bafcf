import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import * as dagCbor from '@ipld/dag-cbor';
import { type Block, blockDag, type Dag, encodeCar, errorCode, fileDag } from '@tacit/sdk';
import { varint } from 'multiformats';
import { CID } from 'multiformats/cid';
import { sha256, sha512 } from 'multiformats/hashes/sha2';
import { readBody } from '../read-body.ts';
import { transferMs } from './limits.ts';
import {
  authorise,
  MIB,
  outcomeOf,
  post,
  randomBytes,
  randomFile,
  startPin,
  temporaryFolder,
  usePin,
} from './test-support.ts';

/** A CAR by the specification, of anything: the SDK's writer has no way to write what it would not read. */
function carBy(roots: readonly CID[], blocks: readonly Block[]): Uint8Array {
  const section = (...parts: Uint8Array[]): Uint8Array[] => {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    return [varint.encodeTo(length, new Uint8Array(varint.encodingLength(length))), ...parts];
  };
  const header = section(dagCbor.encode({ roots: [...roots], version: 1 }));
  return Buffer.concat([...header, ...blocks.flatMap(({ cid, bytes }) => section(cid.bytes, bytes))]);
}

async function linking(links: readonly CID[]): Promise<Block> {
  const bytes = dagCbor.encode([...links]);
  return { cid: CID.createV1(dagCbor.code, await sha256.digest(bytes)), bytes };
}

const changed = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes.at(at) ?? 0) ^ 1);

describe('what a pin node refuses after it has read the body, writing nothing', async () => {
  const state = temporaryFolder();
  const { url } = await usePin({ state });
  const dag = await randomFile(1, 2 * MIB + 7);
  const car = encodeCar(dag);
  const stray = (await randomFile(2, 10)).blocks;
  const text = new TextEncoder().encode('{"a":1}');
  const json: Block = { cid: CID.createV1(0x0129, await sha256.digest(text)), bytes: text };
  const long: Block = { cid: CID.createV1(0x55, await sha512.digest(text)), bytes: text };
  const large = await blockDag('raw', new Uint8Array(2 * MIB)).catch(() => undefined);
  const tooLarge = randomBytes(3, 2 * MIB + 1);
  const oversized: Block = { cid: CID.createV1(0x55, await sha256.digest(Uint8Array.from(tooLarge))), bytes: tooLarge };

  const cases: [string, Dag['root'], Uint8Array, string][] = [
    ['a CAR with one bit changed', dag.root, changed(car, MIB), '400 CAR_INVALID'],
    ['a CAR whose last byte is missing', dag.root, car.slice(0, -1), '400 CAR_INVALID'],
    [
      'a CAR cut between two blocks',
      dag.root,
      encodeCar({ ...dag, blocks: dag.blocks.slice(0, -1) }),
      '400 DAG_INCOMPLETE',
    ],
    [
      'a root alone',
      dag.root,
      encodeCar({ ...dag, blocks: dag.blocks.filter(({ cid }) => cid.equals(dag.root)) }),
      '400 DAG_INCOMPLETE',
    ],
    ['two roots', dag.root, carBy([dag.root, dag.root], dag.blocks), '400 CAR_INVALID'],
    ['no root', dag.root, carBy([], dag.blocks), '400 CAR_INVALID'],
    ['a stray block', dag.root, encodeCar({ ...dag, blocks: [...dag.blocks, ...stray] }), '400 CAR_INVALID'],
    ['a block twice', dag.root, encodeCar({ ...dag, blocks: [...dag.blocks, ...dag.blocks] }), '400 CAR_INVALID'],
    ['another codec', dag.root, carBy([json.cid], [json]), '400 CAR_INVALID'],
    ['another hash function', dag.root, carBy([long.cid], [long]), '400 CAR_INVALID'],
    ['a block beyond 2 MiB', oversized.cid, carBy([oversized.cid], [oversized]), '413 BLOCK_TOO_LARGE'],
    ['no CAR at all', dag.root, randomBytes(4, 5000), '400 CAR_INVALID'],
  ];
  for (const [title, root, bytes, expected] of cases) {
    it(`refuses ${title}`, async () => {
      const attempt = post(url, { root, blocks: [] }, { car: bytes });
      assert.equal(await outcomeOf(attempt), expected);
      assert.equal(await outcomeOf(fetch(`${url}/pins/${root}`)), '404 BLOB_MISSING');
      const files = readdirSync(state, { recursive: true, encoding: 'utf8' });
      assert.deepEqual(
        files.filter((path) => path.endsWith('.data')),
        [],
      );
    });
  }

  it('refuses more blocks than a database should hear of', async () => {
    const leaves = await Promise.all(Array.from({ length: 4096 }, (_, k) => blockDag('raw', randomBytes(k, 8))));
    const links = leaves.map(({ root }) => root);
    const top = await linking(links);
    const many = { root: top.cid, blocks: [top, ...leaves.flatMap(({ blocks }) => blocks)] };
    assert.equal(await outcomeOf(post(url, many)), '413 CAR_TOO_LARGE');
  });

  it('takes the largest block that it may', async () => {
    assert.ok(large);
    assert.equal(await outcomeOf(post(url, large)), '201');
  });

  it('takes a DAG of 2^31 paths through 32 blocks in no time', async () => {
    const blocks: Block[] = [...(await fileDag(randomBytes(5, 10))).blocks];
    while (blocks.length < 32) {
      const below = blocks.slice(0, 1).map(({ cid }) => cid);
      blocks.unshift(await linking([...below, ...below]));
    }
    const [top] = blocks;
    assert.ok(top);
    assert.equal(await outcomeOf(post(url, { root: top.cid, blocks })), '201');
    const response = await fetch(`${url}/ipfs/${top.cid}?format=car`);
    assert.deepEqual(new Uint8Array(await response.arrayBuffer()), encodeCar({ root: top.cid, blocks }));
  });
});

describe('connections to a pin node', async () => {
  const running = await usePin({ maxCarBytes: 2 * MIB });
  const { url } = running;
  const dag = await randomFile(60, MIB);
  const car = encodeCar(dag);
  const TYPE = 'content-type: application/vnd.ipld.car';

  const open = async (head: readonly string[], where = url): Promise<{ socket: Socket; text: () => string }> => {
    const socket = connect(Number(new URL(where).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => undefined);
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    return { socket, text: () => text };
  };
  const until = async (test: () => boolean): Promise<void> => {
    for (let k = 0; k < 400 && !test(); k++) await wait(10);
    assert.ok(test());
  };
  const headOf = async (length: number, ...more: string[]): Promise<string[]> => {
    const authorization = `authorization: ${await authorise(url, dag)}`;
    return ['POST /car HTTP/1.1', 'host: x', TYPE, authorization, `content-length: ${length}`, ...more];
  };

  it('invites a body only after the signature', async () => {
    const good = await open(await headOf(car.length, 'expect: 100-continue'));
    await until(() => good.text().includes('100 Continue'));
    good.socket.write(car);
    await until(() => good.text().includes('201 Created'));
    good.socket.destroy();
    const unsigned = ['POST /car HTTP/1.1', 'host: x', TYPE, `content-length: ${car.length}`];
    const small = await usePin({ quotaBytes: 4096 });
    const forSmall = `authorization: ${await authorise(small.url, dag)}`;
    const cases: [string, string[], string][] = [
      [url, unsigned, '401 Unauthorized'],
      [url, await headOf(car.length - 1), '400 Bad Request'],
      [small.url, [...unsigned, forSmall], '403 Forbidden'],
    ];
    for (const [where, head, status] of cases) {
      const refused = await open([...head, 'expect: 100-continue'], where);
      await until(() => refused.text().includes(status));
      assert.doesNotMatch(refused.text(), /100 Continue/);
      refused.socket.destroy();
    }
  });

  it('forgets an upload that is broken off, and gives its place and its quota back', async () => {
    const before = running.value('tacit_pin_uploads_total', 'REQUEST_INVALID');
    const { socket } = await open(await headOf(car.length));
    socket.write(car.slice(0, 1000));
    await wait(50);
    socket.destroy();
    await until(() => running.value('tacit_pin_uploads_total', 'REQUEST_INVALID') === before + 1);
    assert.equal(await outcomeOf(post(url, dag)), '200');
  });

  it('takes no more uploads at once than it has memory for', async () => {
    const two = await randomFile(61, 2 * MIB - 8192);
    const authorization = await authorise(url, two);
    const length = encodeCar(two).length;
    const head = [
      'POST /car HTTP/1.1',
      'host: x',
      TYPE,
      `authorization: ${authorization}`,
      `content-length: ${length}`,
    ];
    const held = await Promise.all(Array.from({ length: 4 }, () => open([...head, 'expect: 100-continue'])));
    await until(() => held.every(({ text }) => text().includes('100 Continue')));
    assert.equal(await outcomeOf(post(url, dag)), '429 PIN_BUSY');
    for (const { socket } of held) socket.destroy();
    await until(() => running.value('tacit_pin_uploads_total', 'REQUEST_INVALID') >= 5);
    assert.equal(await outcomeOf(post(url, dag)), '200');
  });

  it('answers a refused client that sends all before it reads', async () => {
    assert.equal(await outcomeOf(post(url, dag, { authorization: null })), '401 UPLOAD_NOT_SIGNED');
    const huge = { car: new Uint8Array(2 * MIB), upload: { size: 2 * MIB + 1 } };
    assert.equal(await outcomeOf(post(url, dag, huge)), '413 CAR_TOO_LARGE');
  });

  it('ends connections that send without end', async () => {
    const { socket, text } = await open(['POST /car HTTP/1.1', 'host: x', TYPE, `content-length: ${2 ** 40}`]);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    const chunk = new Uint8Array(MIB);
    let sent = 0;
    const more = (): void => {
      if (sent++ < 64 && !socket.destroyed) socket.write(chunk, () => more());
    };
    more();
    await closed;
    assert.match(text(), /^HTTP\/1.1 401/);
    assert.ok(sent < 64, `${sent} MiB`);
  });

  it('refuses two lengths, a length beside chunks, and headers without end', async () => {
    for (const head of [
      ['POST /car HTTP/1.1', 'host: x', 'content-length: 5', 'content-length: 6'],
      ['POST /car HTTP/1.1', 'host: x', 'content-length: 5', 'transfer-encoding: chunked'],
      ['GET /id HTTP/1.1', 'host: x', `x: ${'y'.repeat(9000)}`],
    ]) {
      const { socket, text } = await open(head);
      await until(() => /^HTTP\/1.1 4(00|31)/.test(text()));
      socket.destroy();
    }
  });

  it('finishes an upload under way when it is stopped', async () => {
    const pin = await startPin();
    const authorization = `authorization: ${await authorise(pin.url, dag)}`;
    const socket = connect(Number(new URL(pin.url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.write(
      `${['POST /car HTTP/1.1', 'host: x', TYPE, authorization, `content-length: ${car.length}`].join('\r\n')}\r\n\r\n`,
    );
    socket.write(car.slice(0, 1000));
    await wait(100);
    const stopped = pin.role.stop();
    socket.write(car.slice(1000));
    await stopped;
    assert.match(text, /^HTTP\/1.1 201/);
  });
});

describe('the reading of a body', () => {
  it('gives up one that comes too slowly', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const stream = new PassThrough();
    const reading = assert.rejects(readBody(stream as never, 100), { code: 'UPLOAD_TOO_SLOW' });
    stream.write(new Uint8Array(99));
    t.mock.timers.tick(transferMs(100) + 1);
    await reading;
  });

  it('does not wait for one whose connection has ended already', async () => {
    const stream = new PassThrough();
    stream.destroy();
    await new Promise((resolve) => stream.once('close', resolve));
    // A place that is held for the time that the body might have taken can be had for nothing, again and again.
    const late = wait(1000).then(() => 'it waits');
    const ended = readBody(stream as never, 2 ** 25).catch((error: unknown) => errorCode(error));
    assert.equal(await Promise.race([ended, late]), 'REQUEST_INVALID');
  });

  for (const length of [99, 101]) {
    it(`refuses ${length} bytes for 100`, async () => {
      const stream = new PassThrough();
      stream.end(new Uint8Array(length));
      await assert.rejects(readBody(stream as never, 100), { code: 'UPLOAD_INVALID' });
    });
  }
});
