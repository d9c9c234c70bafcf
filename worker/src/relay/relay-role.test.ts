import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  formatSignedUpdate,
  hashHex,
  hashShares,
  publishedBy,
  type SignedUpdateDocument,
  training,
  trainingAbi,
} from '@tacit/sdk';
import { createPublicClient, custom, getAbiItem, toFunctionSelector } from 'viem';
import type { Trainer } from '../../../test/contracts/support/training.ts';
import type { Wallet } from '../../../test/contracts/support/training-stage.ts';
import { openScenario, recorder, roundOf, type Scenario, startRound, until } from '../keyholder/test-support.ts';
import type { RelayConfig } from './config.ts';
import { type RelayRole, startRelayRole } from './relay-role.ts';
import { get, post, postText, relayConfig, sign, signedUpdate } from './test-support.ts';

const TRAINERS = 5;
const scenario: Scenario = await openScenario({ seed: 77, trainers: TRAINERS, work: { steps: 2, maxTrainers: 6 } });
await startRound(scenario);
const { stage, task, trainers, folder } = scenario;
const signed: SignedUpdateDocument[] = [];
for (const trainer of trainers) signed.push(await signedUpdate(scenario, trainer));
const [first, second, third, fourth, fifth] = signed as [
  SignedUpdateDocument,
  SignedUpdateDocument,
  SignedUpdateDocument,
  SignedUpdateDocument,
  SignedUpdateDocument,
];
const [trainer0, trainer1] = trainers as [Trainer, Trainer];

const running = new Set<RelayRole>();
after(async () => {
  await Promise.all([...running].map((role) => role.stop()));
});
let count = 0;
async function start(changes: Partial<RelayConfig> = {}) {
  const said = recorder();
  const state = changes.state ?? join(folder, `relay-${count++}`);
  const role = await startRelayRole(relayConfig(scenario, { ...changes, state }), said.context);
  running.add(role);
  const stop = async () => {
    running.delete(role);
    await role.stop();
  };
  return { role, said, state, url: role.url, stop };
}
const stateOf = async (url: string, { update }: SignedUpdateDocument): Promise<string> =>
  (await get(url, `/updates/${update.sharesHash}`)).body.state;
const becomes = (url: string, one: SignedUpdateDocument, state: string) =>
  until(scenario, `an update is ${state}`, async () => (await stateOf(url, one)) === state);
const submittedCount = async () => training.indicesOf((await roundOf(scenario, 1)).submitted).length;
const sentBy = (wallet: Wallet) => stage.client.getTransactionCount({ address: wallet.account.address });
const code = async (answer: Promise<{ body: { error?: { code: string } }; status: number }>) => {
  const { status, body } = await answer;
  return `${status} ${body.error?.code}`;
};
type Update = SignedUpdateDocument['update'];
const changed = async (change: (update: Update) => Update, trainer = trainer0): Promise<SignedUpdateDocument> =>
  await sign(change(first.update), trainer.wallet);

describe('a relay', { concurrency: 1 }, () => {
  it('says who it is, and refuses what is no update', async () => {
    const { url, stop } = await start();
    const { body } = await get(url, '/id');
    assert.deepEqual([body.name, body.contract], ['Tacit Relay', task.contracts.training.address]);
    const text = JSON.stringify(formatSignedUpdate(first));
    const document = JSON.parse(text);
    const bodies: [string, string, string?][] = [
      ['415 TYPE_UNSUPPORTED', text, 'text/plain'],
      ['400 REQUEST_INVALID', text.slice(0, -1)],
      ['400 REQUEST_INVALID', ''],
      ['413 BODY_TOO_LARGE', `"${'x'.repeat(600_000)}"`],
      ...[null, [], 7, [document], { ...document, more: 1 }, { update: document.update }].map(
        (json): [string, string] => ['400 UPDATE_INVALID', JSON.stringify(json)],
      ),
      ...[
        { r: document.signature.r },
        { ...document.signature, v: 27 },
        { ...document.signature, r: '0x12' },
        { ...document.signature, r: document.signature.r.toUpperCase() },
      ].map((signature): [string, string] => ['400 UPDATE_INVALID', JSON.stringify({ ...document, signature })]),
    ];
    for (const [expected, bytes, type] of bodies)
      assert.equal(await code(postText(url, bytes, type)), expected, bytes.slice(0, 80));
    assert.equal(await code(get(url, '/updates/0x12')), '404 ROUTE_UNKNOWN');
    assert.equal(await code(get(url, `/updates/${first.update.sharesHash}`)), '404 UPDATE_UNKNOWN');
    assert.equal((await fetch(`${url}/updates`, { method: 'DELETE' })).status, 405);
    await stop();
  });

  it('takes nothing that the contract would refuse, and keeps nothing of it', async () => {
    for (const artifactsOf of [async () => task.artifacts, async () => Promise.reject(new Error('no circuit'))]) {
      const { url, state, stop } = await start({ artifactsOf });
      const flip = (word: bigint) => word ^ 1n;
      const [proof, other] = first.update.proofs as [Update['proofs'][number], Update['proofs'][number]];
      const swapped = await changed((update) => ({ ...update, proofs: [other, proof] }));
      const otherRoot = await changed((update) => ({ ...update, roots: update.roots.map(flip) }));
      const cases: [string, SignedUpdateDocument][] = [
        ['400 UPDATE_FOREIGN', await changed((update) => ({ ...update, chainId: 1 }))],
        ['400 UPDATE_FOREIGN', await changed((update) => ({ ...update, contract: trainer0.address }))],
        ['403 UPDATE_NOT_SIGNED', { ...first, signature: second.signature }],
        ['403 UPDATE_NOT_SIGNED', { ...first, signature: { r: first.signature.vs, vs: first.signature.r } }],
        ['403 UPDATE_NOT_SIGNED', await changed((update) => ({ ...update, trainer: trainer1.address }))],
        ['403 UPDATE_NOT_SIGNED', { ...first, update: { ...first.update, round: 2n } }],
        ['409 ROUND_NOT_OPEN', await changed((update) => ({ ...update, round: 2n }))],
        ['404 TASK_NOT_SERVED', await changed((update) => ({ ...update, task: `0x${'12'.repeat(32)}` }))],
        ['400 PROOFS_REFUSED', await changed((update) => ({ ...update, sharesHash: second.update.sharesHash }))],
        [
          '400 PROOFS_REFUSED',
          await changed((update) => ({ ...update, roots: update.roots.slice(1), proofs: [proof] })),
        ],
        ['400 PROOFS_REFUSED', swapped],
        ['400 PROOFS_REFUSED', otherRoot],
        [
          '403 NOT_INVITED',
          await sign(
            {
              ...first.update,
              trainer: scenario.stranger.account.address,
              sharesHash: hashFor(scenario.stranger),
            },
            scenario.stranger,
          ),
        ],
      ];
      for (const [expected, one] of cases) assert.equal(await code(post(url, one)), expected);
      assert.deepEqual(readdirSync(join(state, 'updates')), []);
      await stop();
    }
  });

  it('finds wrong proofs by itself, where it has the circuit, without a word to its node', async () => {
    const tried: string[] = [];
    const selector = toFunctionSelector(getAbiItem({ abi: trainingAbi, name: 'submitUpdates' }));
    const request = async (args: { params?: [{ data?: string }] }): Promise<unknown> => {
      if (args.params?.[0]?.data?.startsWith(selector)) tried.push(selector);
      return await stage.client.request(args as never);
    };
    const publicClient = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
    const clients = { publicClient, walletClient: scenario.stranger };
    const wrong = await changed((update) => ({ ...update, roots: update.roots.map((root) => root ^ 1n) }));
    const knowing = await start({ clients });
    assert.equal(await code(post(knowing.url, wrong)), '400 PROOFS_REFUSED');
    assert.equal(tried.length, 0);
    assert.equal((await post(knowing.url, first)).status, 202);
    assert.equal(tried.length, 1);
    await knowing.stop();
    const trusting = await start({ clients, artifactsOf: async () => Promise.reject(new Error('no circuit')) });
    assert.equal(await code(post(trusting.url, wrong)), '400 PROOFS_REFUSED');
    assert.equal(tried.length, 2);
    await trusting.stop();
  });

  it('keeps an update on disk before it says that it has it, once for each trainer', async () => {
    const { url, state, stop } = await start();
    const { status, body } = await post(url, first);
    assert.deepEqual([status, body.state, body.trainer], [202, 'pending', first.update.trainer]);
    assert.deepEqual(readdirSync(join(state, 'updates')), [`${first.update.sharesHash}.json`]);
    assert.equal((await post(url, first)).status, 202);
    assert.equal(readdirSync(join(state, 'updates')).length, 1);
    const another = await signedUpdate(scenario, trainer0);
    assert.equal(await code(post(url, another)), '409 ANOTHER_PENDING');
    await stop();
    const full = await start({ maxPending: 0 });
    assert.equal(await code(post(full.url, first)), '503 RELAY_FULL');
    await full.stop();
  });

  it('says that it cannot now when its node is away, and takes the update once it is back', async () => {
    let away = true;
    const request = async (args: never): Promise<unknown> => {
      if (away) throw new TypeError('fetch failed');
      return await stage.client.request(args);
    };
    const publicClient = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
    const { url, stop } = await start({ clients: { publicClient, walletClient: scenario.stranger } });
    assert.equal(await code(post(url, first)), '503 CHAIN_UNAVAILABLE');
    away = false;
    assert.equal((await post(url, first)).status, 202);
    await stop();
  });

  it('asks who asks too often to wait', async () => {
    const { url, stop } = await start({ requestsPerMinute: 3 });
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await get(url, '/id')).status);
    assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
    await stop();
  });

  it('waits for more until a batch is full, survives a restart, and sends all in one transaction', async () => {
    const before = await sentBy(scenario.stranger);
    const early = await start({ maxBatch: 2 });
    assert.equal((await post(early.url, first)).status, 202);
    const submittedBefore = await submittedCount();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.deepEqual([await submittedCount(), await stateOf(early.url, first)], [submittedBefore, 'pending']);
    await early.stop();
    const late = await start({ maxBatch: 2, state: early.state });
    assert.equal(await stateOf(late.url, first), 'pending');
    assert.equal((await post(late.url, second)).status, 202);
    await becomes(late.url, second, 'included');
    assert.equal(await stateOf(late.url, first), 'included');
    assert.equal(await sentBy(scenario.stranger), before + 1);
    assert.equal(late.said.events('batch-sent'), 1);
    const { body } = await get(late.url, `/updates/${first.update.sharesHash}`);
    assert.equal((await stage.client.getTransactionReceipt({ hash: body.transaction })).status, 'success');
    await late.stop();
  });

  it('does not send again what it was sending when it died', async () => {
    const before = await sentBy(scenario.stranger);
    const { url, state, stop } = await start();
    assert.equal(await code(post(url, first)), '409 ALREADY_SUBMITTED');
    await post(url, third);
    await stop();
    const file = join(state, 'updates', `${third.update.sharesHash}.json`);
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    // As it was on disk when the process died, before and after the transaction left.
    writeFileSync(file, JSON.stringify({ ...kept, state: 'sending' }));
    const included = { ...kept, ...formatSignedUpdate(second), state: 'sending' };
    writeFileSync(join(state, 'updates', `${second.update.sharesHash}.json`), JSON.stringify(included));
    writeFileSync(join(state, 'updates', `0x${'ab'.repeat(32)}.json`), JSON.stringify(kept));
    const again = await start({ state });
    await becomes(again.url, second, 'included');
    await becomes(again.url, third, 'pending');
    assert.equal(await sentBy(scenario.stranger), before);
    assert.equal(again.said.events('kept-update-damaged'), 1);
    await again.stop();
  });

  it('sends nothing while its last transaction may still be mined, whatever happened to the process', async () => {
    const testClient = await stage.viem.getTestClient();
    const { address } = scenario.stranger.account;
    const sent = () => stage.client.getTransactionCount({ address, blockTag: 'pending' });
    const before = await sent();
    await testClient.setAutomine(false);
    const { url, state } = await start({ maxBatch: 1 });
    assert.equal((await post(url, fifth)).status, 202);
    await until(scenario, 'it is sent', async () => (await sent()) === before + 1);
    // What a process finds that starts after this one was killed.
    const copy = join(folder, 'killed');
    cpSync(state, copy, { recursive: true });
    const again = await start({ maxBatch: 1, state: copy });
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual([await stateOf(again.url, fifth), await sent()], ['sending', before + 1]);
    // Hardhat's estimates see the waiting transaction, and would refuse the second; other nodes' do not.
    assert.equal(again.said.events('update-refused'), 0);
    await testClient.setAutomine(true);
    await stage.mine(1);
    for (const one of [url, again.url]) await becomes(one, fifth, 'included');
    assert.equal(await sent(), before + 1);
    await again.stop();
  });

  it('finds the one update of a batch that the chain refuses, and sends the others', async () => {
    const { url, state, said, stop } = await start({ maxBatch: 1000 });
    await post(url, third);
    await stop();
    // What passed the door may be worth nothing later: here, by other roots on disk.
    const kept = JSON.parse(readFileSync(join(state, 'updates', `${third.update.sharesHash}.json`), 'utf8'));
    const roots = fourth.update.roots.map((root) => root ^ 1n);
    const spoilt = formatSignedUpdate({ ...fourth, update: { ...fourth.update, roots } });
    writeFileSync(join(state, 'updates', `${fourth.update.sharesHash}.json`), JSON.stringify({ ...kept, ...spoilt }));
    const again = await start({ state, maxBatch: 2 });
    await becomes(again.url, fourth, 'refused');
    await becomes(again.url, third, 'included');
    const { body } = await get(again.url, `/updates/${fourth.update.sharesHash}`);
    assert.equal(body.code, 'PROOFS_REFUSED');
    assert.equal(again.said.events('batch-refused') + said.events('batch-refused'), 1);
    // The trainer may bring the right one after that.
    assert.equal((await post(again.url, fourth)).status, 202);
    await again.stop();
  });

  it('tells an update that it missed, or that its trainer replaced, from one that is in', async () => {
    const { url, state, stop } = await start();
    const own = await signedUpdate(scenario, trainers[3] as Trainer);
    assert.equal((await post(url, fourth)).status, 202);
    const clients = { publicClient: stage.client, walletClient: (trainers[3] as Trainer).wallet };
    await training.submitUpdate(clients, task.contracts.training.address, own.update);
    await becomes(url, fourth, 'superseded');
    await stop();
    const kept = JSON.parse(readFileSync(join(state, 'updates', `${fourth.update.sharesHash}.json`), 'utf8'));
    const late = await sign({ ...first.update, trainer: scenario.stranger.account.address }, scenario.stranger);
    const file = join(state, 'updates', `${first.update.sharesHash}.json`);
    writeFileSync(file, JSON.stringify({ ...kept, ...formatSignedUpdate(late), state: 'pending' }));
    const { trainingEnds } = await roundOf(scenario, 1);
    await stage.moveTo(BigInt(trainingEnds) + 1n);
    const again = await start({ state });
    await becomes(again.url, late, 'missed');
    assert.equal(await code(post(again.url, await signedUpdate(scenario, trainer1))), '409 ROUND_NOT_OPEN');
    await again.stop();
  });
});

/** The hash of the first update as it would be if this account were its trainer. */
function hashFor(wallet: Wallet) {
  const key = task.artifacts.verificationKey.hash;
  const published = publishedBy(first.update, key);
  assert.ok(published);
  const trainer = wallet.account.address;
  return hashHex(hashShares({ ...published, deal: { ...published.deal, trainer } }));
}
