import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { encodeNetwork, evaluateNetwork, type Network, openEncryption, planOf } from '@tacit/sdk';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { chromiumOptions } from '../../scripts/support/chromium.ts';
import { EXAMPLE_NETWORKS, exampleSample } from '../support/example-networks.ts';
import type { Answer, Order } from './encrypted-page/encryption-worker.ts';

interface EncryptedWindow {
  encrypted: {
    order(what: Order): Promise<Answer>;
    blocked(): { longestTask: number; longestGap: number };
  };
}

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

describe('encrypting in a page', () => {
  const servers: Server[] = [];
  const bytes = new Map<string, Uint8Array>();
  const problems: string[] = [];
  const outDir = join(import.meta.dirname, '../../build/browser-encrypted-test');
  let browser: Browser;

  const receive = async (request: IncomingMessage): Promise<Uint8Array> => {
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part as Uint8Array);
    return new Uint8Array(Buffer.concat(parts));
  };
  const serve = async (policy: string): Promise<string> => {
    const server = createServer(async (request, response) => {
      const path = normalize(request.url === '/' ? '/index.html' : (request.url ?? ''));
      response.setHeader('content-security-policy', policy);
      response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
      const name = /^\/bytes\/(\w+)$/.exec(path)?.[1];
      if (name !== undefined && request.method === 'PUT') {
        bytes.set(name, await receive(request));
        response.writeHead(204).end();
      } else if (name !== undefined) response.end(bytes.get(name));
      else {
        createReadStream(join(outDir, path))
          .on('error', () => response.writeHead(404).end())
          .pipe(response);
      }
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const open = async (policy: string): Promise<Page> => {
    const page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(await serve(policy), { waitUntil: 'load' });
    return page;
  };
  const order = (page: Page, what: Order) =>
    page.evaluate((wanted) => (window as unknown as EncryptedWindow).encrypted.order(wanted), what);

  /** The longest task of the page once it was kept busy: that blocking would be seen. */
  const blockFor = (page: Page, ms: number): Promise<number> =>
    page.evaluate(async (busy) => {
      // In a task of the page's own: what a test runs from outside is none.
      setTimeout(() => {
        const end = performance.now() + busy;
        while (performance.now() < end);
      });
      await new Promise((resolve) => setTimeout(resolve, busy + 100));
      return (window as unknown as EncryptedWindow).encrypted.blocked().longestTask;
    }, ms);

  /** As a worker does, here in Node. */
  const evaluate = async (network: Network): Promise<void> => {
    const plan = planOf(network);
    const encryption = await openEncryption(plan.parameters.name);
    const keys = encryption.loadKeys(bytes.get('keys') as Uint8Array);
    const prepared = encryption.prepare(plan);
    let values = bytes.get('request') as Uint8Array;
    assert.equal(bytes.get('keys')?.length, plan.keyBytes);
    assert.equal(values.length, 2 * plan.requestBytes);
    plan.steps.forEach((_, step) => {
      values = encryption.evaluate(prepared, keys, step, values);
    });
    bytes.set('response', values);
    encryption.dispose();
  };

  /** The whole of a user's part; what Node evaluated opens in the page. */
  const predict = async (t: TestContext, network: Network, tolerance: number): Promise<void> => {
    bytes.set('network', encodeNetwork(network));
    const samples = [exampleSample(network, 1), exampleSample(network, 2)];
    const page = await open(POLICY);
    const times: Record<string, number> = {};
    const act = async (what: Order): Promise<Answer> => {
      const answer = await order(page, what);
      assert.equal(answer.failure, undefined, what.kind);
      times[what.kind] = Math.round(answer.ms * 10) / 10;
      return answer;
    };
    await act({ kind: 'open', memoryBytes: 2 ** 30 });
    await act({ kind: 'keys' });
    await act({ kind: 'encrypt', samples });
    await evaluate(network);
    const { outputs } = await act({ kind: 'decrypt' });
    samples.forEach((sample, i) => {
      const expected = evaluateNetwork(network, sample);
      assert.equal(outputs?.[i]?.length, expected.length);
      expected.forEach((value, o) => {
        assert.ok(Math.abs(value - (outputs?.[i]?.[o] as number)) <= tolerance, `${value}, ${outputs?.[i]?.[o]}`);
      });
    });
    const blocked = await page.evaluate(() => (window as unknown as EncryptedWindow).encrypted.blocked());
    t.diagnostic(`ms: ${JSON.stringify({ ...times, ...blocked })}`);
    assert.ok(blocked.longestTask < 100, JSON.stringify(blocked));
    assert.ok((await blockFor(page, 150)) >= 100);
    await page.close();
    assert.deepEqual(problems, []);
  };

  before(async () => {
    await build({
      root: join(import.meta.dirname, 'encrypted-page'),
      logLevel: 'error',
      configFile: false,
      worker: { format: 'es' },
      build: { outDir, emptyOutDir: true, target: 'es2022' },
    });
    browser = await chromium.launch(chromiumOptions());
  });

  after(async () => {
    await browser?.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('makes keys, encrypts, and decrypts what Node evaluated, while the page answers', (t) =>
    predict(t, EXAMPLE_NETWORKS.dense(), 1e-2));

  it('does so with whole numbers, exactly', (t) => predict(t, EXAMPLE_NETWORKS.integer(), 0));

  it('says that SEAL is not to be had where the page forbids WebAssembly', async () => {
    bytes.set('network', encodeNetwork(EXAMPLE_NETWORKS.dense()));
    const page = await open(POLICY.replace(" 'wasm-unsafe-eval'", ''));
    assert.equal((await order(page, { kind: 'open' })).failure, 'SEAL_UNAVAILABLE');
    await page.close();
  });
});
