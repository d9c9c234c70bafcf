import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { errorCode } from '@tacit/sdk';
import { fetchedArtifacts } from '@tacit/sdk/browser';
import type { Browser } from 'playwright-core';
import { ROUTES } from '../../frontend/src/app/routes.ts';
import { type BuiltPage, buildPage } from '../../scripts/page/build-page.ts';
import { buildCircuits, type PublishedCircuit } from '../../scripts/page/circuits.ts';
import { localNetwork, type SiteConfig, siteConfig } from '../../scripts/page/config.ts';
import { exportSite } from '../../scripts/page/export-site.ts';
import { contentPolicy } from '../../scripts/page/policy.ts';
import { type ServedPage, servePage } from '../../scripts/page/serve-page.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { openPage } from './support/open-page.ts';
import { launchBrowser } from './support/stack.ts';

const CIRCUIT = 'logistic-4x3-b8';
const FIRST_LOAD_BYTES = 250_000;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** As it is written: fetch would tidy a path up before it leaves. */
const ask = (url: string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
      });
    });
    sent.on('error', reject).end();
  });

/** A node that knows no contract: the page is read, not used. */
async function startEmptyNode(): Promise<{ server: Server; url: string }> {
  const server = createServer((incoming, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', '*');
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      if (incoming.method === 'OPTIONS') return void response.writeHead(204).end();
      const asked = JSON.parse(Buffer.concat(parts).toString() || '{}') as { id: number; method: string };
      const answerTo = ({ id, method }: { id: number; method: string }) => ({
        jsonrpc: '2.0',
        id,
        result: { eth_chainId: '0x7a69', eth_blockNumber: '0x1', eth_getLogs: [] }[method] ?? '0x',
      });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(Array.isArray(asked) ? asked.map(answerTo) : answerTo(asked)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('the page as it is served', () => {
  const folder = temporaryFolder();
  let node: Awaited<ReturnType<typeof startEmptyNode>>;
  let page: BuiltPage;
  let circuits: PublishedCircuit[];
  let config: SiteConfig;
  let site: ServedPage;
  let browser: Browser;

  before(async () => {
    node = await startEmptyNode();
    const chain = { url: node.url, chainId: 31_337 };
    config = siteConfig([localNetwork({ chain, contracts: {}, pinNodes: [node.url] })]);
    page = await buildPage({ quiet: true });
    circuits = await buildCircuits([CIRCUIT]);
    site = await servePage({ page, config, circuits, port: 0 });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
    node?.server.closeAllConnections();
    node?.server.close();
  });

  const assetOf = (suffix: string): string => {
    const index = readFileSync(join(page.site, 'index.html'), 'utf8');
    const found = new RegExp(`(?:src|href)="\\./(assets/[^"]+\\${suffix})"`).exec(index)?.[1];
    assert.ok(found, `index.html loads no ${suffix}`);
    return `/${found}`;
  };

  it('sends its policy and the other headers with everything, refusals included', async () => {
    for (const path of [
      '/',
      '/index.html',
      '/config.json',
      assetOf('.js'),
      '/nothing',
      `/circuits/${CIRCUIT}/manifest.json`,
    ]) {
      const { headers } = await ask(site.url, path);
      assert.equal(headers['content-security-policy'], contentPolicy(config, 'header'), path);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
      assert.match(String(headers['permissions-policy']), /camera=\(\)/);
    }
  });

  it('has the policy in its own head too, and its configuration beside it', async () => {
    const index = (await ask(site.url, '/')).body.toString();
    assert.ok(index.includes(`content="${contentPolicy(config, 'meta')}"`));
    assert.ok(!index.includes('__CSP__'));
    assert.deepEqual(JSON.parse((await ask(site.url, '/config.json')).body.toString()), config);
  });

  it('gives each file as what it is, compressed as a browser can take it', async () => {
    const script = assetOf('.js');
    const plain = await ask(site.url, script);
    assert.equal(plain.headers['content-type'], 'text/javascript; charset=utf-8');
    assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(plain.headers['content-encoding'], undefined);
    const ways: [string, string | undefined, (bytes: Buffer) => Buffer][] = [
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
      ['zstd', undefined, (bytes) => bytes],
    ];
    for (const [accepted, expected, open] of ways) {
      const { headers, body } = await ask(site.url, script, { 'accept-encoding': accepted });
      assert.equal(headers['content-encoding'], expected, accepted);
      assert.equal(Number(headers['content-length']), body.length);
      assert.ok(open(body).equals(plain.body));
    }
    assert.equal((await ask(site.url, assetOf('.css'))).headers['content-type'], 'text/css; charset=utf-8');
    assert.equal((await ask(site.url, '/')).headers['cache-control'], 'no-cache');
    const head = await ask(site.url, script, {}, 'HEAD');
    assert.deepEqual(
      [head.status, head.body.length, Number(head.headers['content-length'])],
      [200, 0, plain.body.length],
    );
  });

  it('has circuits as a prover fetches them, and does not send twice what a browser has', async () => {
    const artifacts = await fetchedArtifacts({ baseUrl: `${site.url}/circuits/` }).load(CIRCUIT);
    assert.ok((artifacts.provingKey as Uint8Array).length > 1_000_000);
    const path = `/circuits/${CIRCUIT}/circuit_js/circuit.wasm`;
    const { headers } = await ask(site.url, path);
    assert.equal(headers['content-type'], 'application/wasm');
    const again = await ask(site.url, path, { 'if-none-match': String(headers.etag) });
    assert.deepEqual([again.status, again.body.length], [304, 0]);
    assert.equal((await ask(site.url, path, { 'if-none-match': 'W/"other"' })).status, 200);
  });

  it('gives nothing else, however it is asked for', async () => {
    const paths = [
      ...['/nothing', '/assets/', '/circuits', `/circuits/${CIRCUIT}`, `/circuits/${CIRCUIT}/circuit.r1cs`, '/tasks'],
      ...[
        '/../package.json',
        '/../../../../../../etc/passwd',
        '/..%2f..%2fpackage.json',
        '/%2e%2e/package.json',
        '//etc/passwd',
      ],
      ...[
        `/circuits/${CIRCUIT}/../../../package.json`,
        '/assets/..\\..\\package.json',
        '/index.html%00.js',
        '/index.html/',
        '/INDEX.HTML',
      ],
      ...['/constructor', '/__proto__', '/circuits/__proto__/manifest.json', 'http://127.0.0.1/../package.json'],
    ];
    for (const path of paths) {
      const { status, body } = await ask(site.url, path);
      assert.equal(status, 404, path);
      assert.ok(body.length < 200);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      assert.equal((await ask(site.url, '/', {}, method)).status, 405, method);
    }
  });

  it('takes any other port when its own is taken', async () => {
    const port = Number(new URL(site.url).port);
    const second = await servePage({ page, config, circuits: [], port });
    assert.notEqual(second.url, site.url);
    assert.equal((await ask(second.url, '/')).status, 200);
    await second.stop();
  });

  it(`loads its first page with ${FIRST_LOAD_BYTES / 1000} kB at most`, async (t) => {
    const person = await openPage(browser, { url: site.url, allowed: [node.url] }, { path: 'nothing-yet' });
    const loaded = new Set<string>();
    person.context.on('request', (sent) => {
      if (new URL(sent.url()).origin === site.url) loaded.add(new URL(sent.url()).pathname);
    });
    const fresh = await person.context.newPage();
    await fresh.goto(`${site.url}/`, { waitUntil: 'networkidle' });
    await person.close();
    let bytes = 0;
    const sizes: string[] = [];
    for (const path of loaded) {
      const { body } = await ask(site.url, path, { 'accept-encoding': 'gzip' });
      bytes += body.length;
      sizes.push(`${path} ${body.length}`);
    }
    t.diagnostic(`${bytes} bytes: ${sizes.join(', ')}`);
    assert.ok(sizes.some((line) => /\.js \d/.test(line)));
    assert.ok(bytes > 0 && bytes <= FIRST_LOAD_BYTES, `${bytes} bytes: ${sizes.join(', ')}`);
  });

  it('breaks no rule of its policy on any page that needs no number, and asks no stranger', async () => {
    const person = await openPage(browser, { url: site.url, allowed: [node.url] });
    for (const { path } of ROUTES.filter((route) => !route.path.includes('$'))) {
      // A load of its own: what is drawn is this page's, and not what the one before left.
      const tab = await person.openTab(`#${path}`);
      await tab.locator('h1').first().waitFor();
      await tab.waitForLoadState('networkidle');
      await tab.close();
    }
    assert.deepEqual(person.problems(), []);
    await person.close();
  });

  it('says that it is broken, in words, when its configuration is', async () => {
    const configs = [
      '{',
      '{}',
      JSON.stringify({ ...config, networks: [] }),
      JSON.stringify({ ...config, format: 'x' }),
    ];
    for (const text of configs) {
      const person = await openPage(
        browser,
        { url: site.url, allowed: [node.url] },
        {
          prepare: (context) => context.route('**/config.json', (route) => route.fulfill({ body: text })),
        },
      );
      await person.page.locator('h1').waitFor();
      assert.equal(await person.page.locator('nav').count(), 0, text);
      assert.deepEqual(person.problems(), [], text);
      await person.close();
    }
  });

  describe('exported', () => {
    const out = join(folder, 'site');
    let gateway: Server;
    let url: string;
    const ROOT_CID = '/ipfs/bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi';
    const TYPES: Record<string, string> = {
      ...{ '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' },
      ...{ '.svg': 'image/svg+xml', '.wasm': 'application/wasm', '.woff2': 'font/woff2' },
    };

    before(async () => {
      exportSite({ page, config, circuits, out });
      // As a gateway does: files of one folder under a long path, and no header of ours.
      gateway = createServer((incoming, response) => {
        const path = (incoming.url ?? '').split('?')[0] ?? '';
        const inside = normalize(path.slice(ROOT_CID.length + 1) || 'index.html');
        try {
          if (!path.startsWith(`${ROOT_CID}/`)) throw new Error('elsewhere');
          const body = readFileSync(join(out, inside));
          response.setHeader('content-type', TYPES[extname(inside)] ?? 'application/octet-stream');
          response.end(body);
        } catch {
          response.writeHead(404).end();
        }
      });
      await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}${ROOT_CID}`;
    });
    after(() => {
      gateway?.closeAllConnections();
      gateway?.close();
    });

    it('works under any path, without a header of its own', async () => {
      const person = await openPage(browser, { url, allowed: [node.url] });
      await person.page.locator('h1').waitFor();
      await person.page.reload({ waitUntil: 'networkidle' });
      assert.ok((await person.page.locator('nav').count()) >= 1);
      assert.deepEqual(person.problems(), []);
      const size = await person.page.evaluate(async (name) => {
        const response = await fetch(`./circuits/${name}/proving-key.zkey`);
        return (await response.arrayBuffer()).byteLength;
      }, CIRCUIT);
      assert.ok(size > 1_000_000);
      await person.close();
    });

    it('is held by the policy in its head: strangers and scripts in the page are refused', async () => {
      const person = await openPage(browser, { url, allowed: [node.url] });
      const reached = await person.page.evaluate(() =>
        fetch('http://127.0.0.1:7/').then(
          () => true,
          () => false,
        ),
      );
      assert.equal(reached, false);
      await person.page.evaluate(() => {
        document.head.append(Object.assign(document.createElement('script'), { text: 'window.name = "ran"' }));
      });
      assert.equal(await person.page.evaluate(() => window.name), '');
      const problems = person.problems();
      for (const rule of ['connect-src', 'script-src-elem']) {
        assert.ok(
          problems.some((problem) => problem.startsWith(`policy: ${rule}`)),
          JSON.stringify(problems),
        );
      }
      await person.close();
    });

    it('brings its headers along for hosts that read them', () => {
      const headers = readFileSync(join(out, '_headers'), 'utf8');
      assert.ok(headers.startsWith('/*\n  content-security-policy: '));
      assert.match(headers, /frame-ancestors 'none'/);
      assert.match(headers, /\/assets\/\*\n {2}cache-control: public, max-age=31536000, immutable\n$/);
    });

    it('takes the place of an earlier one, and of nothing else', () => {
      const again = exportSite({ page, config, circuits: [], out });
      assert.ok(again.files > 3 && again.bytes > 1000);
      const taken = join(folder, 'thesis');
      mkdirSync(taken);
      writeFileSync(join(taken, 'chapter'), 'x');
      assert.throws(
        () => exportSite({ page, config, circuits, out: taken }),
        (error) => errorCode(error) === 'SITE_FOLDER_TAKEN',
      );
      assert.equal(readFileSync(join(taken, 'chapter'), 'utf8'), 'x');
    });
  });
});
