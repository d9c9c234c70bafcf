import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BlobStore, encodeCar, fileDag, readFile } from '@tacit/sdk';
import { ALICE, type Api, ask, BOB, outcomeOf, put, signIn, startApi } from './test-support.ts';

const bytesOf = (length: number, seed = 1): Uint8Array => new Uint8Array(length).map((_, i) => (i * seed) % 251);

/** A request in its own words; gives what was answered before the connection ended. */
async function raw({ url }: Api, head: readonly string[], body: Uint8Array | string = ''): Promise<string> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write([...head, `Host: ${hostname}`, 'Connection: close', '', ''].join('\r\n'));
  socket.write(body);
  return await text(socket);
}

describe('a large upload', async () => {
  const api = await startApi();

  it('is in the store when it is answered, as a file or as a CAR of one', async () => {
    const token = await signIn(api);
    for (const form of ['raw', 'car'] as const) {
      const bytes = bytesOf(90_000, form === 'raw' ? 3 : 5);
      const dag = await fileDag(bytes);
      const type = form === 'raw' ? 'application/octet-stream' : 'application/vnd.ipld.car; version=1';
      const answer = await put(api, token, form === 'raw' ? bytes : encodeCar(dag), { 'content-type': type });
      assert.deepEqual([answer.status, answer.body.cid], [201, dag.root.toString()]);
      assert.deepEqual(await readFile(api.store, dag.root, { limit: 90_000 }), bytes);
    }
  });

  it('needs a session, a type, a length, and no more bytes than are taken', async () => {
    const token = await signIn(api);
    assert.equal(outcomeOf(await put(api, undefined, bytesOf(9))), '401 SESSION_REFUSED');
    assert.equal(
      outcomeOf(await put(api, token, bytesOf(9), { 'content-type': 'text/plain' })),
      '415 TYPE_UNSUPPORTED',
    );
    assert.equal(outcomeOf(await put(api, token, bytesOf(9), { 'content-encoding': 'gzip' })), '415 TYPE_UNSUPPORTED');
    assert.equal(outcomeOf(await put(api, token, bytesOf(200_001))), '413 BODY_TOO_LARGE');
    assert.equal(outcomeOf(await put(api, token, new Uint8Array())), '411 LENGTH_REQUIRED');
    const head = ['PUT /v1/blobs HTTP/1.1', `Authorization: Bearer ${token}`, 'Content-Type: application/octet-stream'];
    const chunked = await raw(api, [...head, 'Transfer-Encoding: chunked'], '1\r\nx\r\n0\r\n\r\n');
    assert.match(chunked, /^HTTP\/1.1 411 /);
  });

  it('is refused when it is garbage, or a CAR that leaves something out', async () => {
    const token = await signIn(api);
    const type = { 'content-type': 'application/vnd.ipld.car' };
    assert.equal(outcomeOf(await put(api, token, bytesOf(5000), type)), '400 CAR_INVALID');
    const car = encodeCar(await fileDag(bytesOf(5000)));
    assert.equal(outcomeOf(await put(api, token, car.slice(0, -1), type)), '400 CAR_INVALID');
    assert.equal(outcomeOf(await put(api, token, car.with(-1, 7), type)), '400 CAR_INVALID');
  });
});

describe('the room for uploads', async () => {
  it('is bounded for each user, and for all, and is free again after a day', async () => {
    const api = await startApi();
    const [alice, bob] = [await signIn(api), await signIn(api, BOB)];
    assert.equal(outcomeOf(await put(api, alice, bytesOf(200_000))), '201');
    assert.equal(outcomeOf(await put(api, alice, bytesOf(200_000, 2))), '403 QUOTA_EXCEEDED');
    assert.equal(outcomeOf(await put(api, alice, bytesOf(90_000, 2))), '201');
    assert.equal(outcomeOf(await put(api, bob, bytesOf(120_000, 3))), '507 PIN_FULL');
    assert.equal(outcomeOf(await put(api, bob, bytesOf(100_000, 3))), '201');
    api.clock.ms += 86_400_000;
    assert.equal(outcomeOf(await put(api, await signIn(api), bytesOf(200_000, 2))), '201');
  });

  it('is given back by what breaks off, or says another length', async () => {
    const api = await startApi({ blobs: { quotaBytes: 200_000 } });
    const token = await signIn(api);
    const head = ['PUT /v1/blobs HTTP/1.1', `Authorization: Bearer ${token}`, 'Content-Type: application/octet-stream'];
    const { port, hostname } = new URL(api.url);
    for (let i = 0; i < 3; i++) {
      const socket = connect(Number(port), hostname);
      socket.write([...head, `Host: ${hostname}`, 'Content-Length: 150000', '', 'some'].join('\r\n'));
      await sleep(50);
      assert.equal(outcomeOf(await put(api, token, bytesOf(100_000))), '403 QUOTA_EXCEEDED');
      socket.destroy();
      await sleep(50);
    }
    assert.equal(outcomeOf(await put(api, token, bytesOf(200_000))), '201');
  });

  it('is not taken by more bodies at one time than memory has room for', async () => {
    const gate = Promise.withResolvers<void>();
    const slow: BlobStore = { name: 'slow', getBlock: async () => undefined, put: () => gate.promise };
    const many = { store: slow, quotaBytes: 10 ** 9, capacityBytes: 10 ** 9, storeMs: 60_000 };
    const api = await startApi({ blobs: many });
    const token = await signIn(api);
    const waiting = [1, 2, 3, 4].map((seed) => put(api, token, bytesOf(200_000, seed)));
    await sleep(300);
    assert.equal(outcomeOf(await put(api, token, bytesOf(1))), '429 PIN_BUSY');
    gate.resolve();
    assert.deepEqual((await Promise.all(waiting)).map(outcomeOf), ['201', '201', '201', '201']);
  });

  it('costs nothing where the store takes nothing', async () => {
    const broken: BlobStore = {
      name: 'broken',
      getBlock: async () => undefined,
      put: () => Promise.reject(new TypeError('https://user:password@store')),
    };
    const api = await startApi({ blobs: { store: broken, quotaBytes: 100_000 } });
    const token = await signIn(api);
    for (let i = 0; i < 2; i++) {
      const answer = await put(api, token, bytesOf(100_000));
      assert.equal(outcomeOf(answer), '503 COMPUTE_UNAVAILABLE');
      assert.ok(!JSON.stringify([answer, api.said.lines]).includes('password'));
    }
  });

  it('waits no longer for a store than it may', async () => {
    const hanging: BlobStore = {
      name: 'hanging',
      getBlock: async () => undefined,
      put: (_, { signal } = {}) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    };
    const api = await startApi({ blobs: { store: hanging, storeMs: 50 } });
    assert.equal(outcomeOf(await put(api, await signIn(api), bytesOf(10))), '503 COMPUTE_UNAVAILABLE');
  });
});

describe('what the interface is to everybody', async () => {
  const api = await startApi();

  it('may be read from any page, and says what it has', async () => {
    const response = await fetch(`${api.url}/v1/info`, { headers: { origin: 'https://page.example' } });
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.equal(response.headers.get('access-control-allow-credentials'), null);
    assert.equal(((await response.json()) as { name: string }).name, 'Tacit Compute');
    const preflight = await fetch(`${api.url}/v1/blobs`, { method: 'OPTIONS' });
    assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /PUT/);
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /Authorization/);
  });

  it('has no other paths or methods', async () => {
    for (const path of ['/', '/v1', '/v1/jobs/0x12', `/v1/jobs/0x${'0B'.repeat(32)}`, '/v2/info']) {
      assert.equal(outcomeOf(await ask(api, path)), '404 ROUTE_UNKNOWN', path);
    }
    for (const [path, method] of [
      ['/v1/info', 'POST'],
      ['/v1/blobs', 'GET'],
      ['/v1/session', 'GET'],
    ] as const) {
      assert.equal(outcomeOf(await ask(api, path, { method })), '405 METHOD_UNSUPPORTED');
    }
  });

  it('is asked no more often than is allowed', async () => {
    const busy = await startApi({ requestsPerMinute: 3 });
    const outcomes = [];
    for (let i = 0; i < 5; i++) outcomes.push(outcomeOf(await ask(busy, '/v1/info')));
    assert.deepEqual(outcomes, ['200', '200', '200', '429 COMPUTE_BUSY', '429 COMPUTE_BUSY']);
    busy.clock.ms += 60_000;
    assert.equal(outcomeOf(await ask(busy, '/v1/info')), '200');
  });

  it('says nothing more when it stops, and tells nobody what failed inside', async () => {
    const stopping = await startApi({ isStopping: () => true });
    assert.equal(outcomeOf(await ask(stopping, '/v1/info')), '503 COMPUTE_STOPPING');
    const broken = await startApi({ jobOf: () => Promise.reject(new TypeError('https://user:password@node')) });
    const headers = { authorization: `Bearer ${await signIn(broken, ALICE)}` };
    const answer = await ask(broken, `/v1/jobs/0x${'01'.repeat(32)}`, { headers });
    assert.equal(outcomeOf(answer), '500 UNEXPECTED');
    assert.ok(!JSON.stringify(answer).includes('password'));
  });
});
