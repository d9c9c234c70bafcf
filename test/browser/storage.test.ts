import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { blockDag, decodeCar, fileDag, parseAuthorization, uploadTypedData } from '@tacit/sdk';
import { type Browser, chromium, type Page } from 'playwright-core';
import { recoverTypedDataAddress } from 'viem';
import { build } from 'vite';
import { chromiumOptions } from '../../scripts/support/chromium.ts';

interface StorageWindow {
  storage: {
    store(kind: 'pin' | 'kubo', url: string, size: number): Promise<{ cid: string; same: boolean }>;
    read(urls: readonly string[], cid: string, timeoutMs: number): Promise<number | string>;
  };
}

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };

describe('storing from a page', () => {
  const servers: Server[] = [];
  const kept = new Map<string, Uint8Array>();
  const problems: string[] = [];
  let browser: Browser;
  let page: Page;

  const serve = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  /** Of another origin than the page, as a pin node is: the browser asks first. */
  const open = (listener: RequestListener) =>
    serve((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-headers', 'authorization, content-type');
      if (request.method === 'OPTIONS') response.writeHead(204).end();
      else listener(request, response);
    });
  const gateway: RequestListener = (request, response) => {
    const block = kept.get(/^\/ipfs\/(\w+)\?format=raw$/.exec(request.url ?? '')?.[1] ?? '');
    if (block) response.end(block);
    else response.writeHead(404).end();
  };
  const bodyOf = async (request: AsyncIterable<Uint8Array>): Promise<Buffer> => {
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part);
    return Buffer.concat(parts);
  };
  const keep = async (car: Uint8Array): Promise<string> => {
    const { root, blocks } = await decodeCar(car);
    for (const { cid, bytes } of blocks) kept.set(cid.toString(), bytes);
    return root.toString();
  };
  const store = (kind: 'pin' | 'kubo', url: string, size: number) =>
    page.evaluate(([k, u, s]) => (window as unknown as StorageWindow).storage.store(k, u, s), [
      kind,
      url,
      size,
    ] as const);
  const read = (urls: readonly string[], cid: string, timeoutMs = 5000) =>
    page.evaluate(([u, c, t]) => (window as unknown as StorageWindow).storage.read(u, c, t), [
      urls,
      cid,
      timeoutMs,
    ] as const);

  before(async () => {
    const outDir = join(import.meta.dirname, '../../build/browser-storage-test');
    await build({
      root: join(import.meta.dirname, 'storage-page'),
      logLevel: 'error',
      configFile: false,
      build: { outDir, emptyOutDir: true, target: 'es2022' },
    });
    const url = await serve((request, response) => {
      const path = normalize(request.url === '/' ? '/index.html' : (request.url ?? ''));
      response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
      createReadStream(join(outDir, path))
        .on('error', () => response.writeHead(404).end())
        .pipe(response);
    });
    browser = await chromium.launch(chromiumOptions());
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(url);
    await page.waitForFunction(() => 'storage' in window);
  });

  after(async () => {
    await browser?.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('uploads a file that the page signed for to a pin node, and reads it back, with the CIDs of Node', async () => {
    let origin = '';
    origin = await open(async (request, response) => {
      if (request.method === 'GET') return gateway(request, response);
      const body = await bodyOf(request);
      const { address, signature, ...upload } = parseAuthorization(request.headers.authorization);
      const typed = uploadTypedData({ ...upload, audience: origin });
      assert.equal((await recoverTypedDataAddress({ ...typed, signature })).toLowerCase(), address);
      return response.end(JSON.stringify({ cid: await keep(body) }));
    });
    for (const size of [0, 5000, 3 * 2 ** 20 + 1]) {
      const { cid, same } = await store('pin', origin, size);
      assert.equal(same, true);
      const file = Uint8Array.from({ length: size }, (_, at) => (at * 2654435761) >>> 13);
      assert.equal(cid, (await fileDag(file)).root.toString());
    }
    assert.deepEqual(problems, []);
  });

  it('uploads to a Kubo node as forms do, and reads it back', async () => {
    const url = await open(async (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://kubo');
      if (pathname === '/api/v0/block/get') return response.end(kept.get(searchParams.get('arg') ?? ''));
      const body = await bodyOf(request);
      const boundary = `\r\n--${/boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1]}--`;
      const cid = await keep(body.subarray(body.indexOf('\r\n\r\n') + 4, body.lastIndexOf(boundary)));
      return response.end(`${JSON.stringify({ Root: { Cid: { '/': cid }, PinErrorMsg: '' } })}\n`);
    });
    assert.equal((await store('kubo', url, 2 ** 20 + 1)).same, true);
  });

  it('refuses a gateway that lies, sends elsewhere or is silent, and goes on to one that is honest', async () => {
    const { root, blocks } = await blockDag('raw', Buffer.from('a block of some bytes'));
    const cid = root.toString();
    for (const block of blocks) kept.set(cid, block.bytes);
    const lying = await open((_, response) => response.end('other bytes'));
    const honest = await open(gateway);
    const elsewhere = await open((request, response) =>
      response.writeHead(302, { location: `${honest}${request.url}` }).end(),
    );
    const silent = await open(() => {});
    const closed = await serve(gateway);
    assert.equal(await read([lying], cid), 'STORE_LIED');
    assert.equal(await read([elsewhere], cid), 'STORE_REFUSED');
    assert.equal(await read([silent], cid, 300), 'STORE_UNREACHABLE');
    // Without leave for pages of other origins.
    assert.equal(await read([closed], cid), 'STORE_UNREACHABLE');
    assert.equal(await read([honest], (await blockDag('raw', Buffer.from('absent'))).root.toString()), 'absent');
    assert.equal(await read([lying, elsewhere, silent, closed, honest], cid, 300), 21);
    assert.deepEqual(problems, []);
  });
});
