import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { decodeCar } from './car.ts';
import { blockDag, fileDag } from './dag.ts';
import { type KuboOptions, kuboStore } from './kubo-store.ts';
import { readFile } from './read-file.ts';
import { answerJson, assertRejected, bodyOf, noise, serve } from './test-support.ts';

const dag = await blockDag('raw', noise(3000));
const cid = dag.root.toString();
const rootLine = (root: string, problem = '') =>
  `${JSON.stringify({ Root: { Cid: { '/': root }, PinErrorMsg: problem } })}\n`;

/** What a multipart body has in its one part. */
function filePart(body: Buffer, type = ''): Buffer {
  const boundary = /boundary=(.+)$/.exec(type)?.[1] ?? 'none';
  const start = body.indexOf('\r\n\r\n') + 4;
  const end = body.indexOf(`\r\n--${boundary}--`, start);
  assert.match(body.subarray(0, start).toString(), new RegExp(`^--${boundary}\r\n.*name="file"; filename=`, 'is'));
  return body.subarray(start, end);
}

/** Kubo's RPC as its reference describes it, over a store in memory. */
async function kubo(importing?: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const kept = new Map<string, Uint8Array>();
  const server = await serve(async (request, response) => {
    if (request.method !== 'POST') return response.writeHead(405).end();
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://kubo');
    if (pathname === '/api/v0/block/get') {
      const wanted = searchParams.get('arg') ?? '';
      const bytes = kept.get(wanted);
      if (bytes) return response.end(bytes);
      const Message = `block was not found locally (offline): ipld: could not find ${wanted}`;
      return answerJson(response, 500, { Message, Code: 0, Type: 'error' });
    }
    if (importing) return importing(request, response);
    assert.equal(pathname, '/api/v0/dag/import');
    assert.equal(searchParams.get('pin-roots'), 'true');
    const { root, blocks } = await decodeCar(filePart(await bodyOf(request), request.headers['content-type']));
    for (const block of blocks) kept.set(block.cid.toString(), block.bytes);
    return response.end(rootLine(root.toString()));
  });
  const store = (options: Partial<KuboOptions> = {}) =>
    kuboStore({ url: server.url, pauseMs: 1, timeoutMs: 400, ...options });
  return { ...server, kept, store };
}

describe('kuboStore', () => {
  it('imports a CAR, pins its root, and reads it back', async () => {
    const { store, requests } = await kubo();
    const node = store({ headers: { authorization: 'Bearer key' } });
    const file = noise(2 ** 21 + 3);
    const large = await fileDag(file);
    const progress: number[] = [];
    await node.put(large, { onProgress: (sent, total) => progress.push(sent / total) });
    assert.deepEqual(progress, [0, 1]);
    const back = await readFile(node, large.root, { limit: file.length });
    assert.ok(back && Buffer.compare(back, file) === 0);
    assert.ok(requests.every(({ headers }) => headers.authorization === 'Bearer key'));
  });

  it('knows what Kubo says of a block that it does not have, from all that it says of failures', async () => {
    const { store, requests } = await kubo();
    assert.equal(await store().getBlock(dag.root), undefined);
    assert.match(requests[0]?.url ?? '', /&offline=true$/);
    await store({ search: true }).getBlock(dag.root);
    assert.doesNotMatch(requests[1]?.url ?? '', /offline/);
    for (const [status, json] of [
      [500, { Message: 'disk broken' }],
      [500, 'not found'],
      [502, { Message: 'not found' }],
    ] as const) {
      const broken = await serve((_, response) => answerJson(response, status, json));
      await assertRejected('STORE_UNREACHABLE', kuboStore({ url: broken.url }).getBlock(dag.root));
    }
    const forbidden = await serve((_, response) => response.writeHead(403).end('403 - Forbidden'));
    await assertRejected('STORE_REFUSED', kuboStore({ url: forbidden.url }).getBlock(dag.root));
  });

  it('believes no bytes', async () => {
    const { store, kept } = await kubo();
    kept.set(cid, noise(3000, 7));
    await assertRejected('STORE_LIED', store().getBlock(dag.root));
  });

  it('reads its answer past lines of other kinds', async () => {
    const stats = `${JSON.stringify({ Stats: { BlockCount: 1 } })}\n`;
    const { store } = await kubo((_, response) => response.end(`${stats}\n${rootLine(cid)}${stats}`));
    await store().put(dag);
    const silent = await kubo((_, response) => response.end(`{"Root":{"Cid":{"/":"${cid}"}}}`));
    await silent.store().put(dag);
  });

  it('takes nothing for pinned that Kubo does not say is pinned', async () => {
    const other = (await blockDag('raw', noise(5))).root.toString();
    const answers = [
      ...[
        '',
        '{}',
        'null',
        'ok',
        '[]',
        '{"Root":null}',
        '{"Root":{}}',
        rootLine(cid, 'pin: context deadline exceeded'),
      ],
      ...[rootLine(other), rootLine(cid) + rootLine(other), rootLine(cid) + rootLine(cid), rootLine(cid).slice(0, -9)],
      ...[
        `{"Root":{"Cid":"${cid}"}}`,
        `{"Root":{"Cid":{"/":["${cid}"]}}}`,
        `{"Root":{"Cid":{"/":"${cid}"},"PinErrorMsg":{}}}`,
      ],
    ];
    for (const answer of answers) {
      const { store } = await kubo((_, response) => response.end(answer));
      await assertRejected('STORE_REFUSED', store().put(dag));
    }
  });

  it('tries again when it may pass, and ends with its caller', async () => {
    let times = 0;
    const { store } = await kubo(async (request, response) => {
      await bodyOf(request);
      times++;
      return times < 3 ? response.writeHead(500).end() : response.end(rootLine(cid));
    });
    await store().put(dag);
    assert.equal(times, 3);
    const stopped = AbortSignal.abort(new Error('enough'));
    await assert.rejects(store().put(dag, { signal: stopped }), { message: 'enough' });
    assert.equal(times, 3);
  });
});
