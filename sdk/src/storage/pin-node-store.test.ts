import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { recoverTypedDataAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { decodeCar } from './car.ts';
import { blockDag, fileDag } from './dag.ts';
import { type PinNodeOptions, pinNodeStore } from './pin-node-store.ts';
import { readFile } from './read-file.ts';
import { answerJson, assertRejected, bodyOf, deadUrl, noise, serve } from './test-support.ts';
import { authoriseWith, parseAuthorization, uploadTypedData } from './upload.ts';

const account = privateKeyToAccount(`0x${'22'.repeat(32)}`);
const authorise = authoriseWith(account);
const dag = await blockDag('raw', noise(3000));
const cid = dag.root.toString();

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A pin node as far as an uploader sees it: verifies and keeps what it is given, and is a gateway. */
async function pinNode(answer?: Answer) {
  const kept = new Map<string, Uint8Array>();
  const server = await serve(async (request, response) => {
    const read = kept.get(/^\/ipfs\/(\w+)\?format=raw$/.exec(request.url ?? '')?.[1] ?? '');
    if (request.method === 'GET') return read ? response.end(read) : response.writeHead(404).end();
    if (answer) return answer(request, response);
    const body = await bodyOf(request);
    const { root, blocks } = await decodeCar(body);
    const signed = parseAuthorization(request.headers.authorization);
    const { address, signature, ...upload } = signed;
    const typed = uploadTypedData({ ...upload, audience: server.url });
    assert.equal((await recoverTypedDataAddress({ ...typed, signature })).toLowerCase(), address);
    assert.deepEqual([signed.cid, signed.size], [root.toString(), body.length]);
    assert.ok(signed.expires > Date.now() / 1000 && signed.expires < Date.now() / 1000 + 3600);
    for (const block of blocks) kept.set(block.cid.toString(), block.bytes);
    return answerJson(response, 200, { cid: root.toString() });
  });
  const store = (options: Partial<PinNodeOptions> = {}) =>
    pinNodeStore({ url: server.url, authorise, pauseMs: 1, timeoutMs: 400, ...options });
  return { ...server, store };
}

describe('pinNodeStore', () => {
  it('uploads a signed CAR, tells how far it is, and reads it back', async () => {
    const { store, requests } = await pinNode();
    const pinned = store();
    const file = noise(2 ** 21 + 3);
    const large = await fileDag(file);
    const progress: number[] = [];
    await pinned.put(large, { onProgress: (sent, total) => progress.push(sent / total) });
    await pinned.put(large);
    assert.deepEqual(progress, [0, 1]);
    const [request] = requests;
    assert.deepEqual([request?.method, request?.url], ['POST', '/car']);
    assert.equal(request?.headers['content-type'], 'application/vnd.ipld.car');
    const back = await readFile(pinned, large.root, { limit: file.length });
    assert.ok(back && Buffer.compare(back, file) === 0);
    assert.equal(await pinned.getBlock(dag.root), undefined);
  });

  it('signs for the name that the pin node has, if it is told', async () => {
    const asked: unknown[] = [];
    const { url, store } = await pinNode((_, response) => answerJson(response, 200, { cid }));
    const noting = async (upload: unknown) => {
      asked.push(upload);
      return 'Tacit x';
    };
    await store({ authorise: noting }).put(dag);
    await store({ authorise: noting, audience: 'https://pin.example' }).put(dag);
    const audiences = asked.map((upload) => (upload as { audience: string }).audience);
    assert.deepEqual(audiences, [url, 'https://pin.example']);
  });

  it('tries again when it may pass, with the same signature, and no more often than it may', async () => {
    let times = 0;
    const { store, requests } = await pinNode(async (request, response) => {
      times++;
      if (times === 1) return request.socket.destroy();
      await bodyOf(request);
      if (times === 2) return response.writeHead(503).end();
      return answerJson(response, 201, { cid });
    });
    await store().put(dag);
    const headers = requests.map((request) => request.headers.authorization);
    assert.equal(headers.length, 3);
    assert.equal(new Set(headers).size, 1);

    times = 0;
    await assertRejected('STORE_UNREACHABLE', store({ attempts: 2 }).put(dag));
    assert.equal(times, 2);
    await assertRejected('STORE_UNREACHABLE', store({ url: await deadUrl() }).put(dag));
  });

  it('does not repeat what was refused, and says why', async () => {
    const refusals: [number, unknown, Parameters<typeof assertRejected>[0]][] = [
      [401, { error: { code: 'UPLOAD_NOT_SIGNED', message: 'x' } }, 'UPLOAD_NOT_SIGNED'],
      [401, { error: { code: 'UPLOAD_EXPIRED', message: 'x' } }, 'UPLOAD_EXPIRED'],
      [429, { error: { code: 'QUOTA_EXCEEDED', message: 'x' } }, 'QUOTA_EXCEEDED'],
      [413, { error: { code: 'CAR_TOO_LARGE', message: 'x' } }, 'CAR_TOO_LARGE'],
      [403, { error: { code: 'UPLOADER_REFUSED', message: 'x' } }, 'STORE_REFUSED'],
      [507, { error: { code: 'PIN_FULL', message: 'x' } }, 'STORE_REFUSED'],
      [400, { error: { code: 'toString', message: 'x' } }, 'STORE_REFUSED'],
      [400, { error: { code: ['UPLOAD_EXPIRED'] } }, 'STORE_REFUSED'],
      [400, { error: 'UPLOAD_EXPIRED' }, 'STORE_REFUSED'],
      [403, null, 'STORE_REFUSED'],
    ];
    for (const [status, json, code] of refusals) {
      const { store, requests } = await pinNode((_, response) => answerJson(response, status, json));
      const error = await assertRejected(code, store().put(dag));
      assert.equal(error.details.status, status);
      assert.equal(requests.length, 1);
    }
  });

  it('believes no answer that does not name what it was given', async () => {
    const other = (await blockDag('raw', noise(5))).root.toString();
    for (const json of [{}, null, [], 'ok', { cid: other }, { cid: [cid] }, { root: cid }]) {
      const { store } = await pinNode((_, response) => answerJson(response, 200, json));
      await assertRejected('STORE_LIED', store().put(dag));
    }
    const { store } = await pinNode((_, response) => response.end('<html>'));
    await assertRejected('STORE_LIED', store().put(dag));
  });

  it('gives up a server that is silent, sends elsewhere, or answers without end', async () => {
    const silent = await pinNode(() => {});
    await assertRejected('STORE_UNREACHABLE', silent.store({ attempts: 1 }).put(dag));
    const elsewhere = await pinNode((_, response) => response.writeHead(307, { location: '/other' }).end());
    await assertRejected('STORE_REFUSED', elsewhere.store().put(dag));
    const endless = await pinNode((_, response) => response.end(noise(2 ** 20)));
    await assertRejected('BLOCK_TOO_LARGE', endless.store().put(dag));
  });

  it('ends with its caller, also between two attempts, and when a signature is refused', async () => {
    const { store, requests } = await pinNode((_, response) => response.writeHead(503).end());
    const controller = new AbortController();
    const putting = store({ pauseMs: 60_000 }).put(dag, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await assert.rejects(putting, { message: 'enough' });
    await assert.rejects(store().put(dag, { signal: controller.signal }), { message: 'enough' });
    const refusing = async () => Promise.reject(new Error('the wallet refused'));
    await assert.rejects(store({ authorise: refusing }).put(dag), { message: 'the wallet refused' });
    assert.equal(requests.length, 1);
  });
});
