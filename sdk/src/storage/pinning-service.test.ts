import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { blockDag } from './dag.ts';
import { type PinningServiceOptions, pinningService } from './pinning-service.ts';
import { answerJson, assertRejected, bodyOf, noise, serve } from './test-support.ts';

const TOKEN = 'very-hidden-token';
const dag = await blockDag('raw', noise(30));
const cid = dag.root.toString();
const status = (state: unknown, change: object = {}) => ({
  requestid: 'UniqueIdOfPinRequest',
  status: state,
  created: '2026-11-20T00:00:00Z',
  pin: { cid, name: 'tacit' },
  delegates: ['/dnsaddr/pin.example'],
  ...change,
});

/** A service as its specification has it: `answers` come one after the other, the last one again and again. */
async function service(...answers: readonly (object | ((response: ServerResponse) => unknown))[]) {
  const bodies: string[] = [];
  const server = await serve(async (request, response) => {
    bodies.push((await bodyOf(request)).toString());
    const answer = answers[Math.min(bodies.length, answers.length) - 1];
    if (typeof answer === 'function') return answer(response);
    return answerJson(response, request.method === 'POST' ? 202 : 200, answer);
  });
  const keeper = (options: Partial<PinningServiceOptions> = {}) =>
    pinningService({ url: `${server.url}/psa`, token: TOKEN, pollMs: 1, pauseMs: 1, timeoutMs: 400, ...options });
  return { ...server, bodies, keeper };
}

describe('pinningService', () => {
  it('asks for a pin, and then whether it is done, as the specification says', async () => {
    const { keeper, requests, bodies } = await service(status('queued'), status('pinning'), status('pinned'));
    await keeper({ origins: ['/ip4/127.0.0.1/tcp/1/ws'] }).put(dag);
    assert.deepEqual(
      requests.map(({ method, url }) => `${method} ${url}`),
      ['POST /psa/pins', 'GET /psa/pins/UniqueIdOfPinRequest', 'GET /psa/pins/UniqueIdOfPinRequest'],
    );
    assert.deepEqual(JSON.parse(bodies[0] ?? ''), { cid, name: 'tacit', origins: ['/ip4/127.0.0.1/tcp/1/ws'] });
    assert.ok(requests.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`));
    assert.equal(requests[0]?.headers['content-type'], 'application/json');
  });

  it('is done at once with what is pinned already', async () => {
    const { keeper, requests } = await service(status('pinned'));
    await keeper().put(dag);
    assert.equal(requests.length, 1);
  });

  it('says when the service could not fetch it, and does not wait for ever', async () => {
    const failing = await service(status('queued'), status('failed'));
    await assertRejected('STORE_REFUSED', failing.keeper().put(dag));
    const idle = await service(status('pinning'));
    await assertRejected('STORE_UNREACHABLE', idle.keeper({ patienceMs: 40 }).put(dag));
    assert.ok(idle.requests.length > 2);
  });

  it('refuses answers that no pinning service gives', async () => {
    const other = (await blockDag('raw', noise(5))).root.toString();
    const wrong = [
      ...[{}, [], status('done'), status(undefined), status('PINNED'), status('queued', { pin: { cid: other } })],
      ...[status('queued', { pin: {} }), status('queued', { pin: null }), status('queued', { requestid: undefined })],
      ...['', '.', '..', 'x'.repeat(257), 5, ['a']].map((requestid) => status('queued', { requestid })),
      (response: ServerResponse) => response.writeHead(200).end('<html>'),
    ];
    for (const answer of wrong) await assertRejected('STORE_LIED', (await service(answer)).keeper().put(dag));
    const changing = await service(status('queued'), status('pinned', { pin: { cid: other } }));
    await assertRejected('STORE_LIED', changing.keeper().put(dag));
  });

  it('puts the id of a request into its path as one name', async () => {
    const { keeper, requests } = await service(status('queued', { requestid: '../admin?x=1#y' }), status('pinned'));
    await keeper().put(dag);
    assert.equal(requests[1]?.url, '/psa/pins/..%2Fadmin%3Fx%3D1%23y');
  });

  it('tries again when it may pass, not when it is refused, and never shows its token', async () => {
    const busy = (response: ServerResponse) => response.writeHead(503).end();
    const { keeper, requests } = await service(busy, status('queued'), busy, status('pinned'));
    await keeper().put(dag);
    assert.equal(requests.length, 4);
    const refusing = await service((response) =>
      answerJson(response, 401, { error: { reason: TOKEN, details: TOKEN } }),
    );
    const error = await assertRejected('STORE_REFUSED', refusing.keeper().put(dag));
    assert.equal(refusing.requests.length, 1);
    assert.doesNotMatch(`${error.stack}${JSON.stringify(error)}${refusing.keeper().name}`, /hidden/);
  });

  it('ends with its caller while it waits', async () => {
    const { keeper } = await service(status('queued'));
    const controller = new AbortController();
    const putting = keeper({ pollMs: 20_000 }).put(dag, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 40);
    await assert.rejects(putting, { message: 'enough' });
  });
});
