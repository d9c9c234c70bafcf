import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { errorCode } from '@tacit/sdk';
import { startHealthServer } from './health-server.ts';
import { createMetrics } from './metrics.ts';
import { redactor } from './redact.ts';
import type { Health, Role } from './role.ts';

const role = (name: Role['name'], health: () => Health): Role => ({ name, health, stop: async () => {} });

describe('the health server', async () => {
  let [healthy, ready] = [true, true];
  const roles = [
    role('pin', () => ({ ok: true, facts: { url: 'http://a:b@x/', bytes: 2n ** 60n } })),
    role('relay', () => {
      if (!healthy) throw new Error('a secret in a message');
      return { ok: healthy, facts: {} };
    }),
  ];
  const options = { host: '127.0.0.1', port: 0, metrics: createMetrics(), redact: redactor() };
  const server = await startHealthServer({ ...options, roles: () => roles, ready: () => ready });
  after(() => server.close());
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(`${server.url}${path}`, { method });
    return { status: response.status, text: await response.text(), type: response.headers.get('content-type') };
  };

  it('says 200 while all roles are well, with their facts', async () => {
    const { status, text } = await ask('/health?x=1');
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(text), {
      ok: true,
      ready: true,
      roles: {
        pin: { ok: true, facts: { url: 'http://x', bytes: String(2n ** 60n) } },
        relay: { ok: true, facts: {} },
      },
    });
  });

  it('says 503 when one is not, or cannot even say, or when not all have started', async () => {
    healthy = false;
    const { status, text } = await ask('/health');
    assert.equal(status, 503);
    assert.deepEqual(JSON.parse(text).roles.relay, { ok: false, facts: { failure: 'Error' } });
    assert.ok(!text.includes('message'));
    assert.match((await ask('/metrics')).text, /^tacit_role_healthy\{role="relay"\} 0$/m);
    healthy = true;
    ready = false;
    assert.equal((await ask('/health')).status, 503);
    assert.equal((await ask('/live')).status, 200);
    ready = true;
  });

  it('answers /metrics as text, HEAD without body, and nothing else', async () => {
    const { status, text, type } = await ask('/metrics');
    assert.deepEqual([status, type], [200, 'text/plain; version=0.0.4; charset=utf-8']);
    assert.match(text, /^tacit_role_healthy\{role="pin"\} 1$/m);
    assert.deepEqual((await ask('/health', 'HEAD')).text, '');
    assert.equal((await ask('/health', 'POST')).status, 405);
    for (const path of ['/', '/health/', '/../health/x', '/metrics2'])
      assert.equal((await ask(path)).status, 404, path);
  });

  it('says in one sentence that its address is taken', async () => {
    const { port } = new URL(server.url);
    const second = startHealthServer({ ...options, port: Number(port), roles: () => [], ready: () => true });
    await assert.rejects(second, (error) => errorCode(error) === 'ADDRESS_UNAVAILABLE');
  });
});
