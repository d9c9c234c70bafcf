import assert from 'node:assert/strict';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { chromiumOptions } from '../../scripts/support/chromium.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { assertNeverBlocked, forgetBlocked, installBlockedMeter } from './support/blocked.ts';

interface VaultPage {
  open(secret: number): Promise<string>;
  openByPassphrase(secret: number, passphrase: string): Promise<string>;
  create(name: string, text: string): Promise<boolean | string>;
  read(name: string): Promise<string>;
  names(): Promise<string[]>;
  remove(name: string): Promise<unknown>;
  fill(name: string, size: number): Promise<boolean | string>;
  record(digest: string): Promise<string>;
  readInWorker(name: string): Promise<{ text?: string; failure?: string }>;
  keepLarge(size: number): Promise<{ keepMs: number; readMs: number; same: boolean }>;
  exportKeys(): Promise<string[]>;
  dump(): Promise<{ names: string[]; values: string[] }>;
  removeDatabase(name: string): Promise<string>;
  kind(secret: number): Promise<string | undefined>;
  lock(): void;
  persist(): Promise<boolean | string>;
  room(): Promise<{ used: number; most: number } | string>;
}

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
const SECRET = 'a very secret row: 4.25, 17, malignant';
const WALLET = 1;

describe('what a page keeps', () => {
  const servers: Server[] = [];
  const problems: string[] = [];
  const profiles: BrowserContext[] = [];
  const outDir = join(import.meta.dirname, '../../build/browser-vault-test');
  let browser: Browser;

  const serve = async (headers: Readonly<Record<string, string>> = {}): Promise<string> => {
    const server = createServer((request, response) => {
      const path = normalize(request.url === '/' ? '/index.html' : (request.url ?? ''));
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
      createReadStream(join(outDir, path))
        .on('error', () => response.writeHead(404).end())
        .pipe(response);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const visit = async (context: BrowserContext, url: string): Promise<Page> => {
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(url);
    await page.waitForFunction(() => 'page' in window);
    return page;
  };
  const call = <Name extends keyof VaultPage>(page: Page, name: Name, ...args: Parameters<VaultPage[Name]>) =>
    page.evaluate(
      ([method, given]) =>
        (window as unknown as { page: Record<string, (...all: unknown[]) => unknown> }).page[method]?.(...given),
      [name, args as unknown[]] as const,
    ) as Promise<Awaited<ReturnType<VaultPage[Name]>>>;

  before(async () => {
    await build({
      root: join(import.meta.dirname, 'vault-page'),
      logLevel: 'error',
      configFile: false,
      worker: { format: 'es' },
      build: { outDir, emptyOutDir: true, target: 'es2022' },
    });
    browser = await chromium.launch(chromiumOptions());
  });

  after(async () => {
    await browser?.close();
    for (const profile of profiles) await profile.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('is there after a reload, and after the browser was closed, and lies nowhere in clear', async () => {
    const [url, folder] = [await serve(), temporaryFolder()];
    const start = async () => {
      const started = await chromium.launchPersistentContext(folder, chromiumOptions());
      profiles.push(started);
      return started;
    };
    let context = await start();
    const page = await visit(context, url);
    assert.equal(await call(page, 'open', WALLET), 'opened');
    assert.equal(await call(page, 'create', 'one', SECRET), true);
    await page.reload();
    await page.waitForFunction(() => 'page' in window);
    assert.equal(await call(page, 'kind', WALLET), 'wallet');
    assert.equal(await call(page, 'open', WALLET), 'opened');
    assert.equal(await call(page, 'read', 'one'), SECRET);
    assert.equal(await call(page, 'create', 'one', 'another'), false);
    await context.close();

    context = await start();
    const again = await visit(context, url);
    assert.equal(await call(again, 'open', WALLET), 'opened');
    assert.equal(await call(again, 'read', 'one'), SECRET);
    assert.deepEqual(await call(again, 'names'), ['one']);
    const { names, values } = await call(again, 'dump');
    assert.equal(names.length, 3);
    assert.deepEqual(
      values.filter((value) => /secret|malignant|4\.25/.test(value)),
      [],
    );
    assert.deepEqual(
      values.filter((value) => value.startsWith('[object')),
      ['[object CryptoKey]'],
    );
    await context.close();
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    const stored = files.filter(({ parentPath }) => parentPath.includes('IndexedDB'));
    assert.ok(stored.length > 0);
    const holds = (text: string) =>
      stored.filter(({ parentPath, name }) => readFileSync(join(parentPath, name)).includes(text));
    assert.deepEqual(holds('malignant'), []);
    // That it would be found: names are kept in clear.
    assert.ok(holds('notes').length > 0 || holds(Buffer.from('notes', 'utf16le').toString('latin1')).length > 0);
  });

  it('has keys that a script can use and cannot read out, and that a worker can be given', async () => {
    const page = await visit(await browser.newContext(), await serve());
    await call(page, 'open', WALLET);
    await call(page, 'create', 'one', SECRET);
    assert.deepEqual(await call(page, 'exportKeys'), Array(4).fill('InvalidAccessError'));
    assert.deepEqual(await call(page, 'readInWorker', 'one'), { text: SECRET });
    await call(page, 'lock');
    assert.equal(await call(page, 'read', 'one'), 'VAULT_LOCKED');
  });

  it('is one vault and one first document for two pages at once', async () => {
    const [context, url] = [await browser.newContext(), await serve()];
    const pages = await Promise.all([visit(context, url), visit(context, url)]);
    assert.deepEqual(await Promise.all(pages.map((page) => call(page, 'open', WALLET))), ['opened', 'opened']);
    for (let i = 0; i < 10; i++) {
      const made = await Promise.all(pages.map((page, at) => call(page, 'create', `n${i}`, `page ${at}`)));
      assert.deepEqual([...made].sort(), [false, true]);
      const texts = await Promise.all(pages.map((page) => call(page, 'read', `n${i}`)));
      assert.deepEqual(texts, Array(2).fill(`page ${made.indexOf(true)}`));
    }
    const digests = ['02', '03'].map((digit) => `0x${digit.repeat(32)}`);
    const released = await Promise.all(pages.map((page, at) => call(page, 'record', digests[at] as string)));
    assert.deepEqual([...released].sort(), ['RELEASE_CONFLICT', 'new']);
  });

  it('opens for no other wallet, and in no other profile of the browser', async () => {
    const [url, context] = [await serve(), await browser.newContext()];
    const page = await visit(context, url);
    await call(page, 'open', WALLET);
    await call(page, 'create', 'one', SECRET);
    assert.equal(await call(page, 'open', 2), 'opened');
    assert.equal(await call(page, 'read', 'one'), 'absent');
    const elsewhere = await visit(await browser.newContext(), url);
    assert.equal(await call(elsewhere, 'kind', WALLET), undefined);
    await call(elsewhere, 'open', WALLET);
    assert.equal(await call(elsewhere, 'read', 'one'), 'absent');
  });

  it('opens under a passphrase in a worker, while the page answers', async (t: TestContext) => {
    const context = await browser.newContext();
    await installBlockedMeter(context);
    const page = await visit(context, await serve());
    await forgetBlocked(page);
    assert.equal(await call(page, 'openByPassphrase', WALLET, 'correct horse'), 'opened');
    await call(page, 'create', 'one', SECRET);
    assert.equal(await call(page, 'openByPassphrase', WALLET, 'wrong horse'), 'VAULT_SECRET_WRONG');
    assert.equal(await call(page, 'kind', WALLET), 'passphrase');
    assert.equal(await call(page, 'open', WALLET), 'VAULT_SECRET_MISSING');
    assert.equal(await call(page, 'openByPassphrase', WALLET, 'correct horse'), 'opened');
    assert.equal(await call(page, 'read', 'one'), SECRET);
    t.diagnostic(`longest task of the page ${(await assertNeverBlocked(page)).toFixed(0)} ms`);
  });

  it('says so when there is no room, and has what was there before', async () => {
    const [context, url] = [await browser.newContext(), await serve()];
    const page = await visit(context, url);
    const cdp = await context.newCDPSession(page);
    // Before anything is kept: the browser remembers for a while how much room there was.
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: url, quotaSize: 2 ** 20 });
    await call(page, 'open', WALLET);
    await call(page, 'create', 'one', SECRET);
    assert.equal(await call(page, 'fill', 'large', 8 * 2 ** 20), 'STORAGE_FULL');
    assert.deepEqual(await call(page, 'names'), ['one']);
    assert.equal(await call(page, 'read', 'one'), SECRET);
    await call(page, 'remove', 'one');
    assert.deepEqual(await call(page, 'names'), []);
    const room = await call(page, 'room');
    assert.ok(typeof room === 'object' && room.used > 0 && room.most > room.used);
    assert.equal(typeof (await call(page, 'persist')), 'boolean');
  });

  it('goes on after the browser, or another page, has removed everything', async () => {
    const [context, url] = [await browser.newContext(), await serve()];
    const [page, other] = [await visit(context, url), await visit(context, url)];
    await call(page, 'open', WALLET);
    await call(page, 'create', 'one', SECRET);
    assert.equal(await call(other, 'removeDatabase', 'tacit'), 'removed');
    assert.equal(await call(page, 'read', 'one'), 'absent');
    assert.equal(await call(page, 'kind', WALLET), undefined);
    assert.equal(await call(page, 'open', WALLET), 'opened');
    await call(page, 'create', 'two', SECRET);
    const cdp = await context.newCDPSession(page);
    await cdp.send('Storage.clearDataForOrigin', { origin: url, storageTypes: 'indexeddb' });
    assert.equal(await call(page, 'kind', WALLET), undefined);
    assert.equal(await call(page, 'open', WALLET), 'opened');
    assert.equal(await call(page, 'read', 'two'), 'absent');
  });

  it('says so where a browser keeps nothing', async () => {
    const url = await serve({ 'content-security-policy': 'sandbox allow-scripts', 'access-control-allow-origin': '*' });
    const page = await visit(await browser.newContext(), url);
    assert.equal(await call(page, 'open', WALLET), 'STORAGE_UNAVAILABLE');
    assert.equal(await call(page, 'kind', WALLET), 'STORAGE_UNAVAILABLE');
  });

  it('holds ten megabytes of keys, sealed', async (t: TestContext) => {
    const page = await visit(await browser.newContext(), await serve());
    await call(page, 'open', WALLET);
    const { keepMs, readMs, same } = await call(page, 'keepLarge', 10 * 2 ** 20);
    assert.equal(same, true);
    t.diagnostic(`kept in ${keepMs.toFixed(0)} ms, read in ${readMs.toFixed(0)} ms`);
    assert.deepEqual(problems, []);
  });
});
