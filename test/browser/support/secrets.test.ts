import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { OpenPage } from './open-page.ts';
import { formsOf, formsOfRow } from './secret-forms.ts';
import { describeLeaks, findSecrets, inspectStorage, type Needle, recordTraffic } from './secrets.ts';
import { openTrial, type Trial, trialConfig } from './trial.ts';

const SALT = 0x1f2e3d4c5b6a79880123456789abcdef00112233445566778899aabbccddeeffn % 2n ** 253n;
const KEY = Uint8Array.from({ length: 32 }, (_, i) => (i * 37 + 11) % 256);
const LINE = '5.1,3.5,1.4,0.25';
const NEEDLES: readonly Needle[] = [
  { name: 'salt', value: SALT },
  { name: 'key', value: KEY },
  { name: 'line', value: LINE },
];

const wordOf = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const found = (bytes: Uint8Array | string): string[] =>
  findSecrets({ pieces: [{ where: 'x', bytes: Buffer.from(bytes as string) }] }, NEEDLES).map(({ name }) => name);

describe('looking for secrets', () => {
  it('finds a number however it is written', () => {
    const word = wordOf(SALT);
    const reversed = Buffer.from(word).reverse();
    const ways: (string | Uint8Array)[] = [
      ...[String(SALT), `0x${SALT.toString(16)}`, SALT.toString(16).toUpperCase(), word, reversed],
      ...[word, reversed].flatMap((bytes) => [bytes.toString('hex'), bytes.toString('base64'), bytes.join(',')]),
      JSON.stringify({ salt: [...word] }),
      JSON.stringify(Object.fromEntries(word.entries())),
    ];
    for (const way of ways) assert.deepEqual(found(way), ['salt'], String(way).slice(0, 40));
  });

  it('finds bytes and texts, in the middle of other base64 too', () => {
    const text = Buffer.from(LINE, 'utf8');
    assert.deepEqual(found(`a\n${LINE}\nb`), ['line']);
    assert.deepEqual(found(Buffer.from(LINE, 'utf16le')), ['line']);
    assert.deepEqual(found(encodeURIComponent(LINE)), ['line']);
    for (const before of [0, 1, 2, 3]) {
      for (const part of [KEY, text]) {
        const whole = Buffer.concat([Buffer.alloc(before, 7), part, Buffer.alloc(5, 9)]);
        const expected = [part === KEY ? 'key' : 'line'];
        assert.deepEqual(found(whole.toString('base64')), expected);
        assert.deepEqual(found(whole.toString('base64url')), expected);
      }
    }
  });

  it('finds a row of numbers in a file, and in memory as programs hold it', () => {
    const row = [5.1, 3.5, 1.4, 0.25];
    const needles = formsOfRow(row).map((value) => ({ name: 'row', value }));
    const hays = [
      Buffer.from(Float64Array.from(row).buffer),
      Buffer.from(JSON.stringify(row)),
      Buffer.from('5.1;3.5;1.4;0.25'),
    ];
    for (const bytes of hays) assert.equal(findSecrets({ pieces: [{ where: 'x', bytes }] }, needles).length > 0, true);
  });

  it('finds nothing where nothing is, and refuses what is too short to tell', () => {
    assert.deepEqual(found(Buffer.alloc(4096, 1)), []);
    assert.deepEqual(found(JSON.stringify({ root: String(SALT + 1n) })), []);
    for (const short of ['5.1', 7n, Uint8Array.of(1, 2, 3)]) assert.throws(() => formsOf(short));
  });
});

describe('what a browser keeps and sends', () => {
  let trial: Trial;
  let person: OpenPage;
  let server: Server;
  let url: string;

  before(async () => {
    server = createServer((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-headers', '*');
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    trial = await openTrial(trialConfig(url));
  });
  after(async () => {
    await person?.close();
    await trial?.stop();
    server.closeAllConnections();
    server.close();
  });

  const PLACES: readonly [string, (text: string) => unknown][] = [
    ['localStorage', (text) => localStorage.setItem('a', text)],
    ['sessionStorage', (text) => sessionStorage.setItem('a', text)],
    ['history.state', (text) => history.replaceState({ deep: [text] }, '')],
    ['window.name', (text) => Object.assign(window, { name: text })],
    ['address', (text) => Object.assign(location, { hash: text })],
    ['cookie', (text) => Object.assign(document, { cookie: `a=${encodeURIComponent(text)}` })],
    ['cache', async (text) => (await caches.open('a')).put('/a', new Response(text))],
    [
      'files of the origin',
      async (text) => {
        const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('a', { create: true });
        const writable = await (await folder.getFileHandle('b', { create: true })).createWritable();
        await writable.write(text);
        await writable.close();
      },
    ],
    [
      'IndexedDB',
      (text) =>
        new Promise((resolve) => {
          const request = indexedDB.open('a', 1);
          request.onupgradeneeded = () => request.result.createObjectStore('b');
          request.onsuccess = () => {
            const put = request.result.transaction('b', 'readwrite').objectStore('b');
            const deep = { map: new Map([['k', new Set([new TextEncoder().encode(text)])]]) };
            put.put(deep, 1).onsuccess = () => {
              request.result.close();
              resolve(undefined);
            };
          };
        }),
    ],
  ];
  for (const [place, plant] of PLACES) {
    it(`finds what a page left in ${place}`, async () => {
      person = await trial.openPage();
      assert.deepEqual(describeLeaks(await inspectStorage(person.page), NEEDLES), []);
      await person.page.evaluate(plant, LINE);
      const dump = await inspectStorage(person.page);
      assert.ok(
        findSecrets(dump, NEEDLES).some(({ name, where }) => name === 'line' && where.startsWith(place)),
        place,
      );
      assert.deepEqual(dump.unseen, []);
      await person.close();
    });
  }

  it('finds a kept key that scripts can read, and leaves one alone that they cannot', async () => {
    person = await trial.openPage();
    const keep = (extractable: boolean) =>
      person.page.evaluate(
        async ([bytes, readable]) => {
          const key = await crypto.subtle.importKey('raw', Uint8Array.from(bytes), 'AES-GCM', readable, ['encrypt']);
          const request = indexedDB.open(`keys ${readable}`, 1);
          request.onupgradeneeded = () => request.result.createObjectStore('b');
          await new Promise((resolve) => (request.onsuccess = resolve));
          const put = request.result.transaction('b', 'readwrite').objectStore('b').put(key, 'k');
          await new Promise((resolve) => (put.onsuccess = resolve));
          request.result.close();
        },
        [[...KEY], extractable] as const,
      );
    await keep(false);
    assert.deepEqual(describeLeaks(await inspectStorage(person.page), NEEDLES), []);
    await keep(true);
    assert.equal(describeLeaks(await inspectStorage(person.page), NEEDLES).length, 2);
    await person.close();
  });

  it('finds what a page or a worker sent, in addresses, headers and large bodies', async () => {
    person = await trial.openPage();
    const traffic = recordTraffic(person.context);
    const send = async (what: {
      size?: number;
      end?: number[];
      search?: string;
      header?: string;
    }): Promise<string[]> => {
      await person.page.evaluate(
        async ([to, { size = 0, end = [], search = '', header = 'a' }]) => {
          const body = new Uint8Array(size + end.length);
          body.set(end, size);
          await fetch(`${to}/${search}`, size > 0 ? { method: 'POST', body, headers: { 'x-a': header } } : {});
        },
        [url, what] as const,
      );
      return describeLeaks(await traffic.dump(), NEEDLES);
    };
    assert.deepEqual(await send({ size: 20_000_000 }), []);
    assert.equal((await send({ size: 3_000_000, end: [...KEY] })).length, 1);
    assert.equal((await send({ search: `?row=${LINE}` })).length, 2);
    assert.equal((await send({ size: 1, header: Buffer.from(KEY).toString('base64') })).length, 3);
    await person.page.evaluate(
      ([to, text]) =>
        new Promise((resolve) => {
          const code = `onmessage = async ({ data }) => postMessage((await fetch(data[0], { method: 'POST', body: data[1] })).ok)`;
          const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
          worker.onmessage = resolve;
          worker.postMessage([to, text]);
        }),
      [url, LINE] as const,
    );
    assert.equal(describeLeaks(await traffic.dump(), NEEDLES).length, 4);
    await person.close();
  });

  it('says what it has not seen: a body that the browser does not show', async () => {
    person = await trial.openPage();
    const traffic = recordTraffic(person.context);
    await person.page.evaluate(
      async ([to, text]) => {
        await fetch(to, { method: 'POST', body: new Blob([text.repeat(5000)]) });
      },
      [url, LINE] as const,
    );
    assert.notDeepEqual(describeLeaks(await traffic.dump(), NEEDLES), []);
    await person.close();
  });
});
