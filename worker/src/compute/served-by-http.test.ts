import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeRequest, inference, inferenceMarketAbi, nameBlob, type RequestDocument, readEvents } from '@tacit/sdk';
import { getAddress } from 'viem';
import { createSiweMessage } from 'viem/siwe';
import type { Player } from '../../../test/contracts/support/market-stage.ts';
import { ask, askFor, jobOf, reaches, scenarioFor, startWorkers } from './scenario/test-support.ts';
import { samplesFor } from './test-support.ts';

const LISTEN = {
  ...{ host: '127.0.0.1', port: 0, pages: ['https://page.example'] },
  ...{ quotaBytes: 2 ** 26, capacityBytes: 2 ** 27, maxBlobBytes: 2 ** 24, requestsPerMinute: 10_000 },
};

describe('a worker that listens', { concurrency: 1 }, () => {
  const scenario = scenarioFor();
  const at = { url: '' };
  // biome-ignore lint/suspicious/noExplicitAny: JSON of a server that is under test
  type Answer = { status: number; body: any };

  async function call(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${at.url}${path}`, init);
    return { status: response.status, body: await response.json() };
  }

  async function signIn(player: Player, domain: string): Promise<string> {
    const { nonce } = (await call('/v1/nonce')).body;
    const { address } = player;
    const { chainId } = scenario.stage;
    const message = createSiweMessage({ address, chainId, domain, nonce, uri: at.url, version: '1' });
    const { account } = player.walletClient;
    const signature = await scenario.stage.viem
      .getWalletClient(account.address)
      .then((wallet) => wallet.signMessage({ message }));
    const body = JSON.stringify({ message, signature });
    const headers = { 'content-type': 'application/json' };
    return (await call('/v1/session', { method: 'POST', body, headers })).body.token;
  }

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it('says who it is, and what it takes, and tells the chain where it listens', async () => {
    const [worker] = await startWorkers(scenario, 1, { listen: LISTEN });
    at.url = worker?.role.url ?? '';
    const { body } = await call('/v1/info');
    assert.deepEqual([body.address, body.market], [worker?.player.address, getAddress(scenario.stage.market)]);
    assert.ok(body.parameters.includes('dense-8192') && body.limits.samples === 4 && body.evaluation === 1);
    const { client, market } = scenario.stage;
    const { events } = await readEvents(client, { abi: inferenceMarketAbi, address: market }, { fromBlock: 0n });
    assert.deepEqual(
      events.flatMap((event) => (event.eventName === 'WorkerJoined' ? [event.args.url] : [])),
      [at.url],
    );
  });

  it('takes keys, ciphertexts and request, and finds them for the job by their names', async () => {
    const { user, stage, offer, network, store } = scenario;
    const token = await signIn(stage.user, 'page.example');
    const input = user.encryption.encrypt(offer.plan, user.keys.secretKey, samplesFor(network, 1));
    const document: RequestDocument = {
      ...{ chainId: stage.chainId, market: stage.market, offer: offer.id, user: stage.user.address, samples: 1 },
      keys: (await nameBlob(user.keys.evaluationKeys)).digest,
      input: (await nameBlob(input)).digest,
      nonce: `0x${'77'.repeat(32)}`,
    };
    const parts = [user.keys.evaluationKeys, input, encodeRequest(document)];
    const before = store.blocks;
    const digests: string[] = [];
    for (const part of parts) {
      const headers = { ...bearer(token), 'content-type': 'application/octet-stream' };
      const body = part as Uint8Array<ArrayBuffer>;
      const { status, body: answer } = await call('/v1/blobs', { method: 'PUT', body, headers });
      assert.equal(status, 201);
      digests.push(answer.digest);
    }
    assert.deepEqual(digests.slice(0, 2), [document.keys, document.input]);
    assert.ok(store.blocks > before);
    const requestCid = digests[2] as `0x${string}`;
    const job = await askFor(scenario, { id: offer.id, requestCid, samples: 1, trust: { workers: 1, agreeing: 1 } });
    await reaches(scenario, job, 'contestable');
    const { status, body } = await call(`/v1/jobs/${job}`, { headers: bearer(token) });
    assert.equal(status, 200);
    assert.deepEqual([body.job, body.phase, body.seat, body.work], [job, 'contestable', 'revealed', 'done']);
  });

  it('shows the job to its user alone', async () => {
    const { job } = await ask(scenario);
    const { stage } = scenario;
    const host = new URL(at.url).host;
    const other = await signIn(stage.creator, host);
    assert.equal((await call(`/v1/jobs/${job}`, { headers: bearer(other) })).status, 403);
    assert.equal((await call(`/v1/jobs/${job}`)).status, 401);
    const own = await signIn(stage.user, host);
    assert.equal((await call(`/v1/jobs/${job}`, { headers: bearer(own) })).status, 200);
    assert.equal((await call(`/v1/jobs/0x${'09'.repeat(32)}`, { headers: bearer(own) })).status, 404);
    assert.ok(inference.isUnderWay(await jobOf(scenario, job)));
  });
});
