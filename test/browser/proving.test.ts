import assert from 'node:assert/strict';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkProofResponse, circuitNamed, readProofResponse } from '@tacit/sdk';
import { localArtifacts } from '@tacit/sdk/node';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { chromiumOptions } from '../../scripts/support/chromium.ts';

const CIRCUIT = 'logistic-4x3-b8';
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json' };

interface TacitWindow {
  tacit: {
    prove(name: string): Promise<{ response: unknown; valid: boolean; received: number }>;
    failure(name: string): Promise<string>;
  };
}

function serve(root: string, artifacts: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const base = path.startsWith(`/artifacts/${CIRCUIT}/`)
      ? join(artifacts, path.slice(`/artifacts/${CIRCUIT}/`.length))
      : join(root, path === '/' ? 'index.html' : path);
    if (!existsSync(base) || !statSync(base).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', TYPES[extname(base)] ?? 'application/octet-stream');
    createReadStream(base).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

describe('proving in a page', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  before(async () => {
    const outDir = join(import.meta.dirname, '../../build/browser-test');
    await build({
      root: join(import.meta.dirname, 'page'),
      logLevel: 'error',
      configFile: false,
      build: { outDir, emptyOutDir: true, target: 'es2022' },
    });
    const source = localArtifacts();
    await source.load(CIRCUIT);
    server = await serve(outDir, source.directoryOf(circuitNamed(CIRCUIT).format));
    browser = await chromium.launch(chromiumOptions());
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => 'tacit' in window);
  });

  after(async () => {
    await browser?.close();
    server?.close();
  });

  it('makes a proof that the page and Node accept', async () => {
    const { response, valid, received } = await page.evaluate(
      (name) => (window as unknown as TacitWindow).tacit.prove(name),
      CIRCUIT,
    );
    assert.equal(valid, true);
    assert.ok(received > 1_000_000);
    const artifacts = await localArtifacts().load(CIRCUIT);
    const verdict = checkProofResponse(artifacts, readProofResponse(response, artifacts.circuit.statementSignals));
    assert.equal(verdict.valid, true);
    assert.deepEqual(problems, []);
  });

  it('says when artifacts are not there, or the circuit is none', async () => {
    const failure = (name: string) =>
      page.evaluate((wanted) => (window as unknown as TacitWindow).tacit.failure(wanted), name);
    assert.equal(await failure('linear-2x2-b2'), 'ARTIFACT_MISSING');
    assert.equal(await failure('../secrets'), 'SHAPE_INVALID');
  });
});
