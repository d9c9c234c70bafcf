import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  addressOf,
  authoriseWith,
  blobCid,
  parseDeployment,
  pinNodeStore,
  putBlob,
  type ReadClient,
  training,
} from '@tacit/sdk';
import { addTask } from '../../../scripts/network/another-task.ts';
import { NOTHING } from '../../../scripts/network/task.ts';
import { openStack, type Stack } from './stack.ts';
import { TRIAL_ROOT } from './trial.ts';

describe('the stack of browser stories', () => {
  let stack: Stack;

  before(async () => {
    stack = await openStack({ root: TRIAL_ROOT });
  });
  after(() => stack?.stop());

  it('lets a page of another origin read the chain, the pin node and circuits', async () => {
    const { network, config } = stack;
    const store = pinNodeStore({ url: network.pinNode.url, authorise: authoriseWith(stack.account(0)) });
    const cid = blobCid(await putBlob(store, new TextEncoder().encode('for everybody')));
    const person = await stack.openPage();
    const [own] = config.networks;
    assert.ok(own);
    const read = await person.page.evaluate(
      async ([rpcUrl, pinNode, name]) => {
        const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] });
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(rpcUrl, { method: 'POST', headers, body });
        const block = await fetch(`${pinNode}/ipfs/${name}?format=raw`, {
          headers: { accept: 'application/vnd.ipld.raw' },
        });
        const manifest = await fetch('./circuits/logistic-4x3-b8/manifest.json');
        return {
          chainId: Number(((await answer.json()) as { result: string }).result),
          text: await block.text(),
          circuit: ((await manifest.json()) as { circuit: string }).circuit,
        };
      },
      [own.rpcUrl, own.pinNodes[0] as string, cid.toString()] as const,
    );
    assert.deepEqual(read, { chainId: own.chainId, text: 'for everybody', circuit: 'logistic-4x3-b8' });
    assert.deepEqual(person.problems(), []);
    await person.close();
  });

  it('gives each person a wallet of their own with something to spend', async () => {
    const { network } = stack;
    const [one, two] = await Promise.all(
      [0, 1].map((guest) => stack.openPage({ wallet: stack.walletOf(network.guestAccount(guest)), connected: true })),
    );
    assert.ok(one && two);
    assert.notEqual(one.wallet.address, two.wallet.address);
    assert.ok((await network.chain.client.getBalance({ address: one.wallet.address })) > 10n ** 18n);
    await Promise.all([one.close(), two.close()]);
  });

  it('has one more task when a story wants one, open to everybody, that its committee has accepted', async () => {
    const { network, config } = stack;
    const { steps, multiplier } = network.task.terms.work;
    const plan = { threshold: 2, steps, multiplier, rounds: 1, trainers: 4, minTrainers: 3, admissionRoot: NOTHING };
    // The newest block may be old, and the next one's time would then lie behind the start.
    await network.chain.mine(1);
    const startsAt = (await network.chain.now()) + 600;
    const { id } = await addTask(network, { ...plan, times: { startsAt, training: 60 } });
    const [own] = config.networks;
    const contract = addressOf(parseDeployment({ chainId: own?.chainId, addresses: own?.contracts }), 'Training');
    const task = await training.readTask(network.chain.client as unknown as ReadClient, contract, id);
    assert.deepEqual([task.status, Number(task.admissionRoot), task.times.training], ['running', 0, 60]);
  });
});
