import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SiweMessage } from 'viem/siwe';
import {
  ALICE,
  type Api,
  ask,
  BOB,
  JOB,
  messageFor,
  openSession,
  outcomeOf,
  PAGE,
  signIn,
  startApi,
} from './test-support.ts';

const REFUSED = '401 SIGN_IN_REFUSED';

async function attempt(api: Api, changes: Partial<SiweMessage>, signer = ALICE): Promise<string> {
  const message = await messageFor(api, changes);
  return outcomeOf(await openSession(api, { message, signature: await signer.signMessage({ message }) }));
}

const jobOf = async (api: Api, token: string | undefined, job: string = JOB): Promise<string> =>
  outcomeOf(
    await ask(api, `/v1/jobs/${job}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  );

describe('signing in to a worker', async () => {
  const api = await startApi();

  it('opens a session in which a user sees its own job', async () => {
    const token = await signIn(api);
    const { status, body } = await ask(api, `/v1/jobs/${JOB}`, { headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual([status, body], [200, { job: JOB, stage: 'evaluating' }]);
  });

  it('shows nobody the jobs of another, nor to anybody without a session', async () => {
    assert.equal(await jobOf(api, await signIn(api, BOB)), '403 JOB_OF_ANOTHER');
    assert.equal(await jobOf(api, undefined), '401 SESSION_REFUSED');
    assert.equal(await jobOf(api, await signIn(api), `0x${'0c'.repeat(32)}`), '404 JOB_UNKNOWN');
  });

  it('refuses a nonce the second time, also at once', async () => {
    const message = await messageFor(api);
    const body = { message, signature: await ALICE.signMessage({ message }) };
    const both = await Promise.all([openSession(api, body), openSession(api, body)]);
    assert.deepEqual(both.map(outcomeOf).sort(), ['201', REFUSED]);
    assert.equal(outcomeOf(await openSession(api, body)), REFUSED);
  });

  it('refuses a nonce that is none of its own, or that another process gave', async () => {
    const other = await startApi();
    const { nonce } = (await ask(other, '/v1/nonce')).body;
    for (const one of ['12345678', '0'.repeat(112), nonce]) assert.equal(await attempt(api, { nonce: one }), REFUSED);
    const { nonce: own } = (await ask(api, '/v1/nonce')).body;
    const flipped = `${own.slice(0, -1)}${own.endsWith('0') ? '1' : '0'}`;
    assert.equal(await attempt(api, { nonce: flipped }), REFUSED);
    // A session is no nonce, though it has the same make.
    assert.equal(await attempt(api, { nonce: await signIn(api) }), REFUSED);
  });

  it('refuses a message for another page, another worker, another chain or another time', async () => {
    const now = api.clock.ms;
    const minutes = (count: number): Date => new Date(now + count * 60_000);
    const wrong: Partial<SiweMessage>[] = [
      { domain: 'evil.example' },
      { domain: `${PAGE}.evil.example` },
      { domain: `${PAGE}:81` },
      { uri: 'https://other.example' },
      { uri: `${api.url}/` },
      { uri: `${api.url}.evil.example` },
      { chainId: 1 },
      { scheme: 'ftp' },
      { issuedAt: minutes(2) },
      { issuedAt: minutes(-12) },
      { expirationTime: minutes(-1) },
      { notBefore: minutes(5) },
    ];
    for (const changes of wrong) assert.equal(await attempt(api, changes), REFUSED, JSON.stringify(changes));
    assert.equal(await attempt(api, { expirationTime: minutes(5), notBefore: minutes(-5), scheme: 'https' }), '201');
  });

  it('refuses a signature of another, of another message, or that is none', async () => {
    assert.equal(await attempt(api, {}, BOB), REFUSED);
    const [message, other] = [await messageFor(api), await messageFor(api)];
    const signatures = [
      await ALICE.signMessage({ message: other }),
      '0x',
      'x',
      `0x${'00'.repeat(65)}`,
      `0x${'ff'.repeat(65)}`,
    ];
    for (const signature of signatures)
      assert.equal(outcomeOf(await openSession(api, { message, signature })), REFUSED);
    // None of that used the nonce up.
    assert.equal(
      outcomeOf(await openSession(api, { message, signature: await ALICE.signMessage({ message }) })),
      '201',
    );
  });

  it('reads a message in its one spelling alone', async () => {
    const right = await messageFor(api);
    const spellings = [
      `${right} `,
      `${right}\nResources:\n- https://x`.replace('Sign in', 'Sign\nin'),
      right.replace('Version: 1', 'Version: 1\nVersion: 1'),
      right.replace(ALICE.address, ALICE.address.toLowerCase()),
      `x${right}`,
      '',
      'x'.repeat(3000),
    ];
    for (const message of spellings) {
      const body = { message, signature: await ALICE.signMessage({ message }) };
      assert.equal(outcomeOf(await openSession(api, body)), REFUSED, message.slice(0, 60));
    }
  });

  it('refuses bodies that are not the JSON that it asks for', async () => {
    const post = (body: string, type = 'application/json') =>
      ask(api, '/v1/session', { method: 'POST', body, headers: { 'content-type': type } }).then(outcomeOf);
    for (const body of ['{', '[]', 'null', '7', '{}', '{"message":"a"}', '{"message":"a","signature":1}', '\xff']) {
      assert.equal(await post(body), '400 REQUEST_INVALID', body);
    }
    assert.equal(await post('{"message":"a","signature":"b","more":"c"}'), '400 REQUEST_INVALID');
    assert.equal(await post('{}', 'text/plain'), '415 TYPE_UNSUPPORTED');
    assert.equal(await post(JSON.stringify({ message: 'x'.repeat(9000), signature: '' })), '413 BODY_TOO_LARGE');
  });
});

describe('a session', async () => {
  const api = await startApi();

  it('ends after its time, and with the message that opened it', async () => {
    const long = await signIn(api);
    const message = await messageFor(api, { expirationTime: new Date(api.clock.ms + 60_000) });
    const { token: short } = (await openSession(api, { message, signature: await ALICE.signMessage({ message }) }))
      .body;
    assert.deepEqual([await jobOf(api, long), await jobOf(api, short)], ['200', '200']);
    api.clock.ms += 61_000;
    assert.deepEqual([await jobOf(api, long), await jobOf(api, short)], ['200', '401 SESSION_REFUSED']);
    api.clock.ms += 3_600_000;
    assert.equal(await jobOf(api, long), '401 SESSION_REFUSED');
  });

  it('is not what anybody makes up, or makes of another one', async () => {
    const [token, { nonce }] = [await signIn(api, BOB), (await ask(api, '/v1/nonce')).body];
    const swapped = token.replace(BOB.address.slice(2).toLowerCase(), ALICE.address.slice(2).toLowerCase());
    assert.notEqual(swapped, token);
    for (const one of [swapped, nonce, '', 'x', '0'.repeat(152), token.toUpperCase(), `${token}00`, token.slice(2)]) {
      assert.equal(await jobOf(api, one), '401 SESSION_REFUSED');
    }
    for (const header of [token, `Basic ${token}`, `Bearer  ${token}`]) {
      const answer = await ask(api, `/v1/jobs/${JOB}`, { headers: { authorization: header } });
      assert.equal(outcomeOf(answer), '401 SESSION_REFUSED');
    }
  });

  it('ends with the process', async () => {
    const other = await startApi();
    assert.equal(await jobOf(other, await signIn(api)), '401 SESSION_REFUSED');
  });

  it('is told to nobody: neither in logs nor in refusals', async () => {
    const token = await signIn(api);
    await jobOf(api, `${token}00`);
    const texts = api.said.lines.map((line) => JSON.stringify(line));
    assert.ok(!texts.some((text) => text.includes(token)));
  });
});

describe('nonces', async () => {
  const api = await startApi();

  it('are over after ten minutes', async () => {
    const { nonce } = (await ask(api, '/v1/nonce')).body;
    api.clock.ms += 601_000;
    assert.equal(await attempt(api, { nonce, issuedAt: new Date(api.clock.ms) }), REFUSED);
  });

  it('stay good however many others are asked for', async () => {
    const { nonce } = (await ask(api, '/v1/nonce')).body;
    for (let i = 0; i < 200; i++) await ask(api, '/v1/nonce');
    assert.equal(await attempt(api, { nonce }), '201');
  });
});
