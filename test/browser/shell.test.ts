// The frame around every page: wallets, networks, themes, keyboard and phone, on a real chain.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible } from './support/axe.ts';
import { type OpenPage, PHONE } from './support/open-page.ts';
import { openStack, type Stack } from './support/stack.ts';

const WAIT = 15_000;
/** What a page says on purpose when its node is gone. */
const UNREACHABLE = /ERR_CONNECTION_REFUSED|ERR_FAILED|net::ERR/;

describe('the frame of the page', () => {
  let stack: Stack;
  const opened: OpenPage[] = [];
  const open = async (...options: Parameters<Stack['openPage']>): Promise<OpenPage> => {
    const page = await stack.openPage(...options);
    opened.push(page);
    return page;
  };
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
  const connect = async (page: Page, wallet: string): Promise<void> => {
    await button(page, 'Connect a wallet').click();
    await page.getByRole('dialog').getByRole('button', { name: wallet }).click();
  };

  before(async () => {
    stack = await openStack();
  });
  after(async () => {
    for (const page of opened) await page.close();
    await stack?.stop();
  });

  const wallets = (chainId?: number) => {
    const { guestAccount } = stack.network;
    const alice = { ...stack.walletOf(guestAccount(0), guestAccount(1)), name: 'Alice Wallet', rdns: 'test.alice' };
    const bob = { ...stack.walletOf(guestAccount(2)), name: 'Bob Wallet', rdns: 'test.bob' };
    return [chainId === undefined ? alice : { ...alice, chainId }, bob] as const;
  };

  it('lists the wallets that announce themselves, takes a no for an answer, and stays connected over a reload', async () => {
    const { page, wallet, problems } = await open({ wallet: wallets() });
    await button(page, 'Connect a wallet').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('listitem').nth(1).waitFor({ timeout: WAIT });
    assert.deepEqual(await dialog.getByRole('listitem').allTextContents(), ['Alice Wallet', 'Bob Wallet']);
    await assertAccessible(page);
    wallet.decide = () => 'reject';
    await dialog.getByRole('button', { name: 'Alice Wallet' }).click();
    await dialog.getByText('You did not sign').waitFor({ timeout: WAIT });
    assert.equal(await dialog.getByRole('alert').count(), 0);
    wallet.decide = () => 'approve';
    await dialog.getByRole('button', { name: 'Alice Wallet' }).click();
    const account = button(page, `Account ${wallet.address}`);
    await account.waitFor({ timeout: WAIT });
    await page.reload();
    await account.waitFor({ timeout: WAIT });
    assert.deepEqual(problems(), []);
  });

  it('shows account, balance and network, follows the wallet to another account, and lets go of it', async () => {
    const { page, wallet, problems } = await open({ wallet: wallets() });
    await connect(page, 'Alice Wallet');
    await button(page, `Account ${wallet.address}`).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/^[\d,]+(\.\d+)? ETH$/).waitFor({ timeout: WAIT });
    await assertAccessible(page);
    await page.keyboard.press('Escape');
    const first = wallet.address;
    await wallet.useAccount(1);
    assert.notEqual(wallet.address, first);
    await button(page, `Account ${wallet.address}`).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await button(page, 'Connect a wallet').waitFor({ timeout: WAIT });
    assert.deepEqual(problems(), []);
  });

  it('helps a wallet on the wrong network over, also when it says no at first', async () => {
    const { page, wallet, problems } = await open({ wallet: wallets(1), path: '#/nowhere' });
    await connect(page, 'Alice Wallet');
    const banner = page.getByText(/Your wallet is on chain 1,/);
    await banner.waitFor({ timeout: WAIT });
    await assertAccessible(page);
    wallet.decide = () => 'reject';
    const change = button(page, /^Switch the wallet to/);
    await change.click();
    await page.getByText('You did not sign').waitFor({ timeout: WAIT });
    wallet.decide = () => 'approve';
    await change.click();
    await banner.waitFor({ state: 'detached', timeout: WAIT });
    assert.equal(wallet.chainId, stack.network.chain.chainId);
    assert.deepEqual(problems(), []);
  });

  it('is used by keyboard alone: first the way to the content, dialogs that end by Escape, focus that comes back', async () => {
    const { page, problems } = await open({ wallet: wallets() });
    await page.getByRole('navigation', { name: 'Pages' }).waitFor({ timeout: WAIT });
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? document.activeElement?.tagName);
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'To the content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
    await button(page, 'Connect a wallet').focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor({ timeout: WAIT });
    for (let tab = 0; tab < 8; tab++) {
      await page.keyboard.press('Tab');
      // At the ends it is passed on by elements that nobody sees.
      const inside = () => document.querySelector('[role=dialog]')?.contains(document.activeElement);
      await page.waitForFunction(inside, null, { timeout: 2000 });
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached', timeout: WAIT });
    assert.match((await focused()) ?? '', /Connect/);
    assert.deepEqual(problems(), []);
  });

  it('keeps the chosen colours over a reload, and follows the system until then', async () => {
    const { page, problems } = await open({ theme: 'dark' });
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    assert.equal(await theme(), 'dark');
    await page.getByRole('radio', { name: 'Light' }).check({ force: true });
    assert.equal(await theme(), 'light');
    await page.reload();
    await page.getByRole('radio', { name: 'Light' }).waitFor({ state: 'attached', timeout: WAIT });
    assert.equal(await theme(), 'light');
    assert.deepEqual(problems(), []);
  });

  it('has every page in a menu on a phone, without anything to scroll sideways', async () => {
    const { page, problems } = await open({ viewport: PHONE, path: '#/nowhere' });
    await page.getByText('There is no such page').waitFor({ timeout: WAIT });
    await assertAccessible(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `${overflow} pixels too wide`);
    await button(page, 'Menu').click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor({ timeout: WAIT });
    await assertAccessible(page);
    await dialog.getByRole('link', { name: 'Verify', exact: true }).click();
    await dialog.waitFor({ state: 'detached', timeout: WAIT });
    assert.match(page.url(), /#\/verify$/);
    await page.waitForFunction(() => document.title === 'Verify · Tacit');
    assert.deepEqual(problems(), []);
  });

  it('says that its node does not answer, and that it does again', async () => {
    const { page, context, problems } = await open({ path: '#/nowhere' });
    const { url } = stack.network.chain;
    await context.route(`${url}/**`, (route) => route.abort());
    const notice = page.getByText(/does not answer$/);
    await notice.waitFor({ timeout: WAIT });
    await assertAccessible(page);
    await context.unroute(`${url}/**`);
    await notice.waitFor({ state: 'detached', timeout: WAIT });
    assert.deepEqual(problems([UNREACHABLE]), []);
  });
});
