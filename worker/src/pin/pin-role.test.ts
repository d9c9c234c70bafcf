import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { authoriseWith, blockDag, decodeCar, encodeCar, gatewayReader, pinNodeStore, readFile } from '@tacit/sdk';
import { diskBytes } from './limits.ts';
import {
  ALICE,
  authorise,
  BOB,
  forge,
  MIB,
  outcomeOf,
  post,
  randomBytes,
  randomFile,
  startPin,
  temporaryFolder,
  usePin,
} from './test-support.ts';

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;
const blocksIn = (state: string): string[] =>
  readdirSync(state, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.data'));

describe('a pin node', async () => {
  const { url, value, lines, role } = await usePin();

  it('keeps a file of several blocks, and gives it back block by block and as a CAR', async () => {
    const dag = await randomFile(1, 3 * MIB + 5);
    const size = encodeCar(dag).length;
    const response = await post(url, dag);
    assert.equal(response.status, 201);
    assert.deepEqual(await response.json(), { cid: `${dag.root}`, blocks: 5, size, pinned: 'new' });

    assert.deepEqual(await readFile(gatewayReader(url), dag.root, { limit: 4 * MIB }), randomBytes(1, 3 * MIB + 5));
    const car = await fetch(`${url}/ipfs/${dag.root}?format=car`);
    const back = await decodeCar(new Uint8Array(await car.arrayBuffer()));
    assert.equal(`${back.root}`, `${dag.root}`);
    assert.equal(back.blocks.length, 5);
    assert.deepEqual(await (await fetch(`${url}/pins/${dag.root}`)).json(), {
      cid: `${dag.root}`,
      pinned: true,
      bytes: dag.blocks.reduce((sum, { bytes }) => sum + diskBytes(bytes.length), 0),
    });
  });

  it('serves the store that the SDK has for it', async () => {
    const store = pinNodeStore({ url, authorise: authoriseWith(BOB) });
    const dag = await blockDag('dag-cbor', Uint8Array.of(0xa1, 0x61, 0x61, 0x01));
    await store.put(dag);
    await store.put(dag);
    assert.deepEqual(await store.getBlock(dag.root), dag.blocks[0]?.bytes);
    assert.equal(await store.getBlock((await randomFile(99, 5)).root), undefined);
  });

  it('takes the same upload again from anybody, and at once from several', async () => {
    const dag = await randomFile(2, MIB + 1);
    const before = value('tacit_pin_stored_bytes');
    const uploads = Array.from({ length: 6 }, (_, k) => post(url, dag, { signer: k % 2 ? ALICE : BOB }));
    const statuses = (await Promise.all(uploads)).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [200, 200, 200, 200, 200, 201]);
    assert.equal(role.health().facts.bytes, before + MIB + 2 * 4096, 'counted once');
  });

  it('counts and logs uploads and blocks, without bodies', async () => {
    const dag = await randomFile(3, 1000);
    const [before, bytesBefore] = [value('tacit_pin_uploads_total', 'new'), value('tacit_pin_stored_bytes')];
    await post(url, dag);
    assert.equal(value('tacit_pin_uploads_total', 'new'), before + 1);
    assert.equal(value('tacit_pin_stored_bytes'), bytesBefore + 4096);
    const served = value('tacit_pin_bytes_served_total');
    await (await fetch(`${url}/ipfs/${dag.root}?format=raw`)).arrayBuffer();
    assert.equal(value('tacit_pin_bytes_served_total'), served + 1000);
    const { event, fields } = lines.at(-1) ?? {};
    assert.equal(event, 'upload-pinned');
    const { ms, ...rest } = fields ?? {};
    assert.equal(typeof ms, 'number');
    const size = encodeCar(dag).length;
    const address = ALICE.address.toLowerCase();
    assert.deepEqual(rest, { address, cid: `${dag.root}`, size, blocks: 1, outcome: 'new' });
  });

  it('says who and how it is', async () => {
    assert.equal(role.health().ok, true);
    assert.deepEqual(await (await fetch(`${url}/id`)).json(), {
      name: 'Tacit Pin Node',
      version: '1',
      audience: url,
      limits: { maxCarBytes: 32 * MIB, quotaBytes: 64 * MIB, uploaders: 'any' },
    });
  });

  it('answers the preflight of every page, and lets it read', async () => {
    const preflight = await fetch(`${url}/car`, { method: 'OPTIONS', headers: { origin: 'https://page.example' } });
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /Authorization/);
    const refused = await fetch(`${url}/pins/nothing`);
    for (const { headers } of [preflight, refused]) {
      assert.equal(headers.get('access-control-allow-origin'), '*');
      assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin');
    }
  });
});

describe('what a pin node refuses before it reads a body', async () => {
  const state = temporaryFolder();
  const { url } = await usePin({ state, uploaders: [ALICE.address], maxCarBytes: MIB });
  const dag = await randomFile(10, 1000);
  const size = encodeCar(dag).length;
  const other = await randomFile(11, 1000);

  const refusals: [string, () => Promise<Response>, string][] = [
    ['an upload without a signature', () => post(url, dag, { authorization: null }), '401 UPLOAD_NOT_SIGNED'],
    ['a header of another scheme', () => post(url, dag, { authorization: 'Bearer abc' }), '400 UPLOAD_INVALID'],
    [
      'a header of megabytes',
      () => post(url, dag, { authorization: `Tacit ${'a'.repeat(6000)}` }),
      '400 UPLOAD_INVALID',
    ],
    [
      'a signature by another key than the address says',
      async () => post(url, dag, { authorization: await forge(url, dag) }),
      '401 UPLOAD_NOT_SIGNED',
    ],
    [
      'a signature for another node',
      () => post(url, dag, { upload: { audience: 'https://pin.example' } }),
      '401 UPLOAD_NOT_SIGNED',
    ],
    ['one that is over', () => post(url, dag, { upload: { expires: inSeconds(-1) } }), '401 UPLOAD_EXPIRED'],
    ['one for days', () => post(url, dag, { upload: { expires: inSeconds(3700) } }), '400 UPLOAD_INVALID'],
    ['one for ever', () => post(url, dag, { upload: { expires: 2 ** 53 - 1 } }), '400 UPLOAD_INVALID'],
    ['an address that may not upload', () => post(url, dag, { signer: BOB }), '403 UPLOADER_REFUSED'],
    ['a size beyond the largest CAR', () => post(url, dag, { upload: { size: MIB + 1 } }), '413 CAR_TOO_LARGE'],
    ['another size than is announced', () => post(url, dag, { upload: { size: size - 1 } }), '400 UPLOAD_INVALID'],
    [
      'another type than CAR',
      () => post(url, dag, { headers: { 'content-type': 'application/octet-stream' } }),
      '415 TYPE_UNSUPPORTED',
    ],
    [
      'another version of CAR',
      () => post(url, dag, { headers: { 'content-type': 'application/vnd.ipld.car; version=2' } }),
      '415 TYPE_UNSUPPORTED',
    ],
    ['a compressed body', () => post(url, dag, { headers: { 'content-encoding': 'gzip' } }), '415 TYPE_UNSUPPORTED'],
  ];
  for (const [title, attempt, expected] of refusals) {
    it(`refuses ${title}`, async () => {
      assert.equal(await outcomeOf(attempt()), expected);
      assert.equal(await outcomeOf(fetch(`${url}/pins/${dag.root}`)), '404 BLOB_MISSING');
      assert.deepEqual(blocksIn(state), []);
    });
  }

  it('refuses a body whose length is not announced', async () => {
    const authorization = await authorise(url, dag);
    const body = new Blob([encodeCar(dag)]).stream();
    const headers = { authorization, 'content-type': 'application/vnd.ipld.car' };
    const attempt = fetch(`${url}/car`, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
    assert.equal(await outcomeOf(attempt), '411 LENGTH_REQUIRED');
  });

  it('refuses other bytes, and the CAR of another root, under a signature for these', async () => {
    const authorization = await authorise(url, dag);
    assert.equal(encodeCar(other).length, size);
    assert.equal(await outcomeOf(post(url, dag, { authorization, car: encodeCar(other) })), '400 UPLOAD_INVALID');
    assert.equal(await outcomeOf(post(url, dag, { authorization, car: new Uint8Array(size) })), '400 CAR_INVALID');
    assert.deepEqual(blocksIn(state), []);
    assert.equal(await outcomeOf(post(url, dag, { authorization })), '201');
    assert.equal(await outcomeOf(post(url, dag, { authorization })), '200');
  });
});

describe('quotas of a pin node', async () => {
  const config = { quotaBytes: 3 * MIB, capacityBytes: 4 * MIB };

  it('holds each address to its bytes, and all to the capacity', async () => {
    const { url, value } = await usePin(config);
    const put = async (seed: number, length: number, signer = ALICE): Promise<string> =>
      outcomeOf(post(url, await randomFile(seed, length), { signer }));
    assert.equal(await put(20, MIB), '201');
    assert.equal(await put(21, 2 * MIB), '403 QUOTA_EXCEEDED', 'the file has a third block for its two chunks');
    assert.equal(await put(22, MIB), '201');
    assert.equal(await put(23, MIB, BOB), '201');
    assert.equal(await put(24, MIB + 1, BOB), '507 PIN_FULL');
    assert.equal(await put(20, MIB, BOB), '200', 'what is here costs nobody twice');
    assert.equal(value('tacit_pin_quota_refusals_total'), 2);
    assert.equal(await put(25, MIB - 4096), '201', 'a refused upload holds nothing');
  });

  it('counts what is on its way: many at once do not get more than one by one', async () => {
    const { url } = await usePin(config);
    const files = await Promise.all(Array.from({ length: 8 }, (_, k) => randomFile(30 + k, MIB)));
    const outcomes = await Promise.all(files.map((dag) => outcomeOf(post(url, dag))));
    const kept = outcomes.filter((outcome) => outcome === '201').length;
    assert.ok(kept >= 1 && kept <= 3, outcomes.join());
    assert.ok(
      outcomes.every((outcome) => ['201', '403 QUOTA_EXCEEDED'].includes(outcome)),
      outcomes.join(),
    );
  });

  it('gives back what was reserved for a CAR that was none', async () => {
    const { url } = await usePin({ quotaBytes: MIB + 4096, capacityBytes: MIB + 4096 });
    const dag = await randomFile(60, MIB);
    const car = encodeCar(dag);
    for (let k = 0; k < 3; k++) {
      assert.equal(await outcomeOf(post(url, dag, { car: car.with(-1, (car.at(-1) ?? 0) ^ 1) })), '400 CAR_INVALID');
    }
    assert.equal(await outcomeOf(post(url, dag)), '201');
  });

  it('counts small blocks as what they take on a disk', async () => {
    const { url } = await usePin({ quotaBytes: 4096 * 2, capacityBytes: MIB });
    const outcomes: string[] = [];
    for (let k = 0; k < 3; k++) outcomes.push(await outcomeOf(post(url, await randomFile(40 + k, 1))));
    assert.deepEqual(outcomes, ['201', '201', '403 QUOTA_EXCEEDED']);
  });

  it('knows after a restart what it keeps, and whose it is', async () => {
    const state = temporaryFolder();
    const first = await startPin({ ...config, state });
    const dag = await randomFile(50, MIB);
    await post(first.url, dag);
    await post(first.url, await randomFile(51, MIB - 4096));
    await first.role.stop();
    await assert.rejects(fetch(`${first.url}/id`));

    const { url, value, role } = await usePin({ ...config, state });
    assert.equal(value('tacit_pin_stored_bytes'), 2 * MIB - 4096);
    assert.equal(role.health().facts.bytes, 2 * MIB - 4096);
    assert.deepEqual(await readFile(gatewayReader(url), dag.root, { limit: MIB }), randomBytes(50, MIB));
    assert.equal(await outcomeOf(post(url, await randomFile(52, MIB + 1))), '403 QUOTA_EXCEEDED');
    assert.equal(await outcomeOf(post(url, dag, { signer: BOB })), '200');
  });
});

describe('the configuration of a pin node', () => {
  for (const [title, config] of [
    ['a capacity that is no number of bytes', { capacityBytes: Number.NaN }],
    ['a quota of nothing', { quotaBytes: 0 }],
    ['an audience with a path', { audience: 'https://pin.example/' }],
    ['no audience where others reach it', { host: '0.0.0.0' }],
  ] as const) {
    it(`does not have ${title}`, async () => {
      await assert.rejects(startPin(config), { code: 'PIN_CONFIGURATION_INVALID' });
    });
  }
});
