import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { recoverMessageAddress, recoverTypedDataAddress } from 'viem';
import { type LocalChain, localAccount, startLocalChain } from '../../../scripts/network/chain.ts';
import type { OpenPage } from './open-page.ts';
import { openTrial, type Trial, trialConfig } from './trial.ts';
import type { WalletOptions } from './wallet.ts';

const CHAIN_ID = 500_000_000 + process.pid;
const ALICE = localAccount(1).account;
const BOB = localAccount(2).account;
const TYPED = {
  domain: { name: 'Tacit', chainId: CHAIN_ID },
  types: { Note: [{ name: 'text', type: 'string' }] },
  primaryType: 'Note',
  message: { text: 'seen' },
} as const;

/** What a page keeps of the wallets that announce themselves, and of what they say. */
interface Discovered {
  readonly names: string[];
  readonly events: [string, unknown][];
  readonly request: (rdns: string, request: { method: string; params?: unknown }) => Promise<unknown>;
}

/** Runs in the page: what a library for wallets does. */
function discover(): void {
  type Detail = {
    info: { name: string; rdns: string };
    provider: { request(r: unknown): Promise<unknown>; on(event: string, listener: (value: unknown) => void): void };
  };
  const providers = new Map<string, Detail['provider']>();
  const found: Discovered = {
    names: [],
    events: [],
    request: (rdns, request) => providers.get(rdns)?.request(request) ?? Promise.reject(new Error('no such wallet')),
  };
  window.addEventListener('eip6963:announceProvider', (event) => {
    const { info, provider } = (event as CustomEvent<Detail>).detail;
    if (providers.has(info.rdns)) return;
    providers.set(info.rdns, provider);
    found.names.push(info.name);
    for (const name of ['accountsChanged', 'chainChanged'])
      provider.on(name, (value) => found.events.push([name, value]));
  });
  window.dispatchEvent(new Event('eip6963:requestProvider'));
  Object.assign(window, { found });
}

const ask = (page: Page, method: string, params?: unknown, rdns = 'test.wallet') =>
  page.evaluate(
    async ([to, name, values]) => {
      const { found } = window as unknown as { found: Discovered };
      try {
        return { result: await found.request(to, { method: name, params: values }) };
      } catch (error) {
        const { code, data } = error as { code: number; data?: unknown };
        return { code, data };
      }
    },
    [rdns, method, params] as const,
  );

const eventsOf = (page: Page) => page.evaluate(() => (window as unknown as { found: Discovered }).found.events);
const hexOf = (number: number): string => `0x${number.toString(16)}`;

describe('the wallet of browser tests', () => {
  let chain: LocalChain;
  let trial: Trial;
  let person: OpenPage;

  before(async () => {
    chain = await startLocalChain({ accounts: 4, port: 0, chainId: CHAIN_ID });
    trial = await openTrial(trialConfig(chain.url));
  });
  after(async () => {
    await person?.close();
    await trial?.stop();
    await chain?.stop();
  });

  const open = async (wallet?: Partial<WalletOptions> | readonly WalletOptions[]): Promise<Page> => {
    await person?.close();
    const own = { accounts: [ALICE, BOB], chains: { [CHAIN_ID]: chain.url } };
    const wallets = Array.isArray(wallet) ? wallet : { ...own, ...wallet };
    person = await trial.openPage({
      wallet: wallets,
      prepare: (context) => context.addInitScript(discover).then(() => {}),
    });
    return person.page;
  };
  const connect = (page: Page) => ask(page, 'eth_requestAccounts');

  it('is found by its announcement, beside another one', async () => {
    const chains = { [CHAIN_ID]: chain.url };
    const page = await open([
      { accounts: [ALICE], chains, name: 'One', rdns: 'test.one' },
      { accounts: [BOB], chains, name: 'Two', rdns: 'test.two' },
    ]);
    assert.deepEqual(await page.evaluate(() => (window as unknown as { found: Discovered }).found.names), [
      'One',
      'Two',
    ]);
    assert.deepEqual(await ask(page, 'eth_requestAccounts', [], 'test.two'), { result: [BOB.address] });
    assert.deepEqual(await ask(page, 'eth_accounts', [], 'test.one'), { result: [] });
    assert.deepEqual(
      person.wallets.map(({ log }) => log.length),
      [0, 1],
    );
  });

  it('shows no account before its person agrees, and signs nothing', async () => {
    const page = await open();
    person.wallet.decide = () => 'reject';
    assert.deepEqual(await ask(page, 'eth_accounts'), { result: [] });
    assert.deepEqual(await connect(page), { code: 4001, data: undefined });
    assert.equal((await ask(page, 'personal_sign', ['0x00', ALICE.address])).code, 4100);
    person.wallet.decide = () => 'approve';
    assert.deepEqual(await connect(page), { result: [ALICE.address] });
    assert.deepEqual(
      person.wallet.log.map(({ decision }) => decision),
      ['reject', 'approve'],
    );
    assert.equal(person.wallet.log[0]?.origin, new URL(trial.url).origin);
  });

  it('waits as long as its person does', async () => {
    const page = await open();
    const decision = Promise.withResolvers<'approve' | 'reject'>();
    person.wallet.decide = () => decision.promise;
    const answer = connect(page);
    while (person.wallet.log.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(person.wallet.log[0]?.decision, undefined);
    decision.resolve('approve');
    assert.deepEqual(await answer, { result: [ALICE.address] });
  });

  it('signs texts and typed data as its account, or says that its person would not', async () => {
    const page = await open();
    await connect(page);
    const message = '0x68656c6c6f';
    const signed = (await ask(page, 'personal_sign', [message, ALICE.address])).result as `0x${string}`;
    assert.equal(await recoverMessageAddress({ message: { raw: message }, signature: signed }), ALICE.address);
    const domain = [
      { name: 'name', type: 'string' },
      { name: 'chainId', type: 'uint256' },
    ];
    const text = JSON.stringify({ ...TYPED, types: { ...TYPED.types, EIP712Domain: domain } });
    const signature = (await ask(page, 'eth_signTypedData_v4', [ALICE.address, text])).result as `0x${string}`;
    assert.equal(await recoverTypedDataAddress({ ...TYPED, signature }), ALICE.address);
    person.wallet.decide = ({ method }) => (method === 'personal_sign' ? 'reject' : 'approve');
    assert.equal((await ask(page, 'personal_sign', [message, ALICE.address])).code, 4001);
  });

  it('sends transactions one after the other, and passes on why one was refused', async () => {
    const page = await open();
    await connect(page);
    const send = (value: bigint, more = {}) =>
      ask(page, 'eth_sendTransaction', [
        { from: ALICE.address, to: BOB.address, value: `0x${value.toString(16)}`, ...more },
      ]);
    const balance = await chain.client.getBalance({ address: BOB.address });
    const answers = await Promise.all([send(1n), send(2n), send(3n)]);
    for (const { result } of answers) await chain.client.waitForTransactionReceipt({ hash: result as `0x${string}` });
    assert.equal(await chain.client.getBalance({ address: BOB.address }), balance + 6n);
    assert.equal((await send(10n ** 30n)).code !== undefined, true);
    assert.equal((await send(1n, { from: BOB.address })).code, 4100);
    assert.equal((await send(1n, { chainId: '0x1' })).code, -32602);
  });

  it('asks the chain for what is no business of its person', async () => {
    const page = await open();
    const block = await ask(page, 'eth_blockNumber');
    assert.equal(Number(block.result), Number(await chain.client.getBlockNumber({ cacheTime: 0 })));
    assert.equal(typeof (await ask(page, 'eth_noSuchThing')).code, 'number');
    assert.deepEqual(person.wallet.log, []);
  });

  it('goes to a chain that it knows, learns one that it does not, and says so', async () => {
    const page = await open({ chains: {}, chainId: 1 });
    assert.deepEqual(await ask(page, 'eth_chainId'), { result: '0x1' });
    assert.equal((await ask(page, 'eth_blockNumber')).code, -32603);
    const there = { chainId: hexOf(CHAIN_ID) };
    assert.equal((await ask(page, 'wallet_switchEthereumChain', [there])).code, 4902);
    person.wallet.decide = () => 'reject';
    assert.equal((await ask(page, 'wallet_addEthereumChain', [{ ...there, rpcUrls: [chain.url] }])).code, 4001);
    assert.equal((await ask(page, 'wallet_switchEthereumChain', [there])).code, 4902);
    person.wallet.decide = () => 'approve';
    assert.deepEqual(await ask(page, 'wallet_addEthereumChain', [{ ...there, rpcUrls: [chain.url] }]), {
      result: null,
    });
    assert.deepEqual(await ask(page, 'eth_chainId'), { result: hexOf(CHAIN_ID) });
    await person.wallet.useChain(1);
    assert.deepEqual(await ask(page, 'wallet_switchEthereumChain', [there]), { result: null });
    assert.deepEqual(
      (await eventsOf(page)).map(([, value]) => Number(value)),
      [CHAIN_ID, 1, CHAIN_ID],
    );
  });

  it('stays connected over a reload and in another tab, until its person ends it', async () => {
    const page = await open();
    await connect(page);
    await page.reload();
    const tab = await person.openTab();
    for (const each of [page, tab]) assert.deepEqual(await ask(each, 'eth_accounts'), { result: [ALICE.address] });
    await person.wallet.useAccount(1);
    for (const each of [page, tab]) assert.deepEqual(await ask(each, 'eth_accounts'), { result: [BOB.address] });
    await person.wallet.disconnect();
    for (const each of [page, tab]) {
      assert.deepEqual(await ask(each, 'eth_accounts'), { result: [] });
      assert.deepEqual(await eventsOf(each), [
        ['accountsChanged', [BOB.address]],
        ['accountsChanged', []],
      ]);
    }
    assert.deepEqual(person.wallet.approved(), ['eth_requestAccounts']);
  });
});
