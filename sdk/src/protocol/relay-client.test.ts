import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { compactSignatureToSignature, createWalletClient, custom, recoverTypedDataAddress, signatureToHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { type SignClient, training } from '../chain/index.ts';
import { errorCode } from '../errors/index.ts';
import { relayTo } from './relay-client.ts';
import { parseUpdate, type UpdateDocument } from './update-json.ts';

const account = privateKeyToAccount(`0x${'7'.padStart(64, '0')}`);
const wallet = createWalletClient({ account, transport: custom({ request: async () => '0x7a69' }) }) as SignClient;
const update: UpdateDocument = {
  chainId: 31_337,
  contract: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  task: `0x${'07'.repeat(32)}`,
  round: 3n,
  trainer: account.address,
  sharesHash: `0x${'08'.repeat(32)}`,
  roots: [5n],
  proofs: [[1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n]],
  sealing: {
    ephemeral: { x: 1n, y: 2n },
    commitments: [],
    proof: { c: 1n, z: 2n },
    ctRoot: `0x${'09'.repeat(32)}`,
    cid: `0x${'0a'.repeat(32)}`,
  },
};

const asked: { url: string | undefined; body: string }[] = [];
let answer: { status: number; body: string; headers?: Record<string, string> } = { status: 202, body: '{}' };
const server = createServer(async (request, response) => {
  asked.push({ url: request.url, body: await text(request) });
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => void server.close());
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const codeOf = async (to = url): Promise<string | undefined> =>
  await relayTo({ url: to, wallet, timeoutMs: 2000 })(update).then(
    () => undefined,
    (error) => errorCode(error) ?? String(error),
  );

describe('a relay, as a trainer uses it', () => {
  it('is handed the update under its trainer\u2019s signature', async () => {
    answer = { status: 202, body: '{"state":"pending"}' };
    for (const to of [url, `${url}/`, `${url}/relay/`]) assert.equal(await codeOf(to), undefined);
    assert.deepEqual(
      asked.map((one) => one.url),
      ['/updates', '/updates', '/relay/updates'],
    );
    const { update: sent, signature } = JSON.parse(asked[0]?.body ?? '');
    assert.deepEqual(parseUpdate(sent), update);
    const { r, vs } = signature;
    const statement = { task: update.task, round: 3n, sharesHash: update.sharesHash };
    const signer = await recoverTypedDataAddress({
      ...training.updateTypedData({ chainId: 31_337, verifyingContract: update.contract }, statement),
      signature: signatureToHex(compactSignatureToSignature({ r, yParityAndS: vs })),
    });
    assert.equal(signer, account.address);
  });

  it('may be away or busy for a while, which is another thing than a refusal', async () => {
    for (const status of [429, 500, 503]) {
      answer = { status, body: 'busy' };
      assert.equal(await codeOf(), 'RELAY_UNREACHABLE', `${status}`);
    }
    assert.equal(await codeOf('http://127.0.0.1:1'), 'RELAY_UNREACHABLE');
    for (const body of [
      '{"error":{"code":"UPDATE_INVALID"}}',
      '{"error":{"code":"\u001b[2J"}}',
      'no',
      '{"error":5}',
      '',
    ]) {
      answer = { status: 400, body };
      assert.equal(await codeOf(), 'RELAY_REFUSED', body);
    }
  });

  it('is not listened to without end', async () => {
    let sent = 0;
    const endless = createServer((_, response) => {
      response.writeHead(400);
      const more = (): void => {
        if (response.destroyed || sent > 64) return void response.end();
        sent++;
        response.write('x'.repeat(2 ** 20), () => setImmediate(more));
      };
      more();
    });
    await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
    after(() => void endless.close());
    const at = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
    assert.equal(await codeOf(at), 'RELAY_REFUSED');
    assert.ok(sent < 32, `${sent} MiB`);
  });

  it('cannot send the update on to somebody else', async () => {
    answer = { status: 307, body: '', headers: { location: `${url}/elsewhere` } };
    const before = asked.length;
    assert.equal(await codeOf(), 'RELAY_UNREACHABLE');
    assert.equal(asked.length, before + 1);
  });
});
