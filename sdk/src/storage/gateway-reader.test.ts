import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { CID } from 'multiformats/cid';
import { cidOf, MAX_BLOCK_BYTES } from './blocks.ts';
import { gatewayReader } from './gateway-reader.ts';
import { assertRefused, assertRejected, deadUrl, noise, serve } from './test-support.ts';

const bytes = noise(5000);
const cid = await cidOf('raw', bytes);
const RAW = { 'content-type': 'application/vnd.ipld.raw' };
const read = async (listener: RequestListener, wanted: CID = cid) =>
  gatewayReader((await serve(listener)).url, { timeoutMs: 400 }).getBlock(wanted);

describe('gatewayReader', () => {
  it('asks as the trustless gateway specification says, and gives the block', async () => {
    const { url, requests } = await serve((_, response) => response.writeHead(200, RAW).end(bytes));
    const block = await gatewayReader(`${url}/sub/`, { headers: { 'x-key': 'k' } }).getBlock(cid);
    assert.equal(Buffer.compare(block ?? Buffer.alloc(0), bytes), 0);
    const [request] = requests;
    assert.equal(request?.url, `/sub/ipfs/${cid}?format=raw`);
    assert.equal(request?.method, 'GET');
    assert.equal(request?.headers.accept, 'application/vnd.ipld.raw');
    assert.equal(request?.headers['x-key'], 'k');
  });

  it('gives an empty block, and one as large as there are', async () => {
    for (const size of [0, MAX_BLOCK_BYTES]) {
      const block = noise(size);
      const got = await read((_, response) => response.writeHead(200, RAW).end(block), await cidOf('raw', block));
      assert.equal(got?.length, size);
    }
  });

  it('takes 404 and 410 for an answer', async () => {
    for (const status of [404, 410]) {
      assert.equal(await read((_, response) => response.writeHead(status).end('not here')), undefined);
    }
  });

  it('believes no bytes but those of the CID', async () => {
    const lies = [
      Buffer.alloc(0),
      bytes.subarray(1),
      bytes.map((byte, at) => (at === 4999 ? byte ^ 1 : byte)),
      noise(5000, 9),
    ];
    for (const lie of lies) {
      await assertRejected(
        'STORE_LIED',
        read((_, response) => response.writeHead(200, RAW).end(lie)),
      );
    }
    await assertRejected(
      'STORE_LIED',
      read((_, response) => response.end('<html>It works!</html>')),
    );
  });

  it('refuses a body without end, announced or not, and one that unpacks without end', async () => {
    let sent = 0;
    const endless: RequestListener = (_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(new Uint8Array(65_536))) sent += 65_536;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    await assertRejected('BLOCK_TOO_LARGE', read(endless));
    assert.ok(sent < 20 * MAX_BLOCK_BYTES);
    const announced: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-length': String(10 * MAX_BLOCK_BYTES) }).flushHeaders();
    };
    await assertRejected('BLOCK_TOO_LARGE', read(announced));
    const bomb = gzipSync(Buffer.alloc(50 * 2 ** 20));
    assert.ok(bomb.length < 100_000);
    const packed: RequestListener = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    await assertRejected('BLOCK_TOO_LARGE', read(packed));
  });

  it('gives up a server that is silent, slow, or breaks off', async () => {
    const behaviours: RequestListener[] = [
      () => {},
      (_, response) => response.writeHead(200, RAW).flushHeaders(),
      (_, response) => {
        response.writeHead(200, RAW);
        const drip = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(drip));
      },
      (_, response) => {
        response.writeHead(200, { 'content-length': '5000' });
        response.write(bytes.subarray(0, 100), () => response.destroy());
      },
      (request) => request.socket.destroy(),
      (request) => request.socket.end('this is no HTTP\r\n\r\n'),
    ];
    for (const behaviour of behaviours) await assertRejected('STORE_UNREACHABLE', read(behaviour));
    await assertRejected('STORE_UNREACHABLE', gatewayReader(await deadUrl()).getBlock(cid));
  });

  it('tells what may pass from what will not', async () => {
    for (const status of [408, 429, 500, 502, 503, 504]) {
      await assertRejected(
        'STORE_UNREACHABLE',
        read((_, response) => response.writeHead(status).end(bytes)),
      );
    }
    for (const status of [201, 206, 400, 401, 403, 406, 451, 501]) {
      await assertRejected(
        'STORE_REFUSED',
        read((_, response) => response.writeHead(status).end(bytes)),
      );
    }
  });

  it('follows nobody elsewhere', async () => {
    const { url, requests } = await serve((_, response) => response.end(bytes));
    for (const status of [301, 302, 303, 307, 308]) {
      await assertRejected(
        'STORE_REFUSED',
        read((request, response) => response.writeHead(status, { location: `${url}${request.url}` }).end()),
      );
    }
    assert.equal(requests.length, 0);
  });

  it('sends a password of its address as one, and shows it to nobody', async () => {
    const { url, requests } = await serve((_, response) => response.writeHead(403).end());
    const secret = 'hunter%2Fzwei';
    const gateway = gatewayReader(`${url.replace('//', `//joe%40x:${secret}@`)}/path-key`);
    const refused = await assertRejected('STORE_REFUSED', gateway.getBlock(cid));
    assert.equal(requests[0]?.headers.authorization, `Basic ${Buffer.from('joe@x:hunter/zwei').toString('base64')}`);
    const dead = gatewayReader((await deadUrl()).replace('//', `//joe:${secret}@`));
    const unreachable = await assertRejected('STORE_UNREACHABLE', dead.getBlock(cid));
    for (const text of [
      gateway.name,
      dead.name,
      ...[refused, unreachable].map((each) => `${each.stack}${JSON.stringify(each)}`),
    ]) {
      assert.doesNotMatch(text, /hunter|zwei|joe|path-key/);
    }
  });

  it('refuses addresses that are none', () => {
    const urls = [
      '',
      'x',
      '/ipfs',
      'ftp://x',
      'file:///etc/passwd',
      'javascript:1',
      'http://',
      'http://x/?key=secret',
      'http://x/#a',
    ];
    for (const url of urls)
      assert.doesNotMatch(assertRefused('STORE_REFUSED', () => gatewayReader(url)).shortMessage, /secret/);
  });

  it('ends with its caller, before and within a request', async () => {
    const { url } = await serve(() => {});
    const gateway = gatewayReader(url);
    await assert.rejects(gateway.getBlock(cid, { signal: AbortSignal.abort(new Error('before')) }), {
      message: 'before',
    });
    const controller = new AbortController();
    const reading = gateway.getBlock(cid, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('within')), 30);
    await assert.rejects(reading, { message: 'within' });
  });
});
