import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type FetchedOffer, inference } from '@tacit/sdk';
import type { Page } from 'playwright-core';
import { parseEther } from 'viem';
import { localAccount } from '../../scripts/network/chain.ts';
import { startCompute } from '../../scripts/network/compute.ts';
import { joinAsLiar, type Liar } from '../e2e/inference/support/liar.ts';
import { ACCOUNTS, jobOf, offerNetwork, until, untilPhase } from '../e2e/inference/support/market-network.ts';
import { assertAccessible } from './support/axe.ts';
import { nearestDigit } from './support/digit-model.ts';
import { type MarketStack, openMarketStack } from './support/market-stack.ts';
import type { OpenPage } from './support/open-page.ts';
import {
  button,
  connectWallet,
  draw,
  encrypt,
  KEYS_NOT_THERE,
  openResult,
  openVault,
  refuseOnce,
  sawRejection,
  send,
} from './support/prediction-story.ts';

type Hex = `0x${string}`;
const ONE = [
  [140, 45],
  [140, 235],
] as const;

describe('a prediction that goes wrong, on a page', () => {
  let stack: MarketStack;
  let offer: FetchedOffer;
  let own: OpenPage;
  let page: Page;
  let liar: Liar;

  before(async () => {
    stack = await openMarketStack({ workers: 0 });
    offer = await offerNetwork(stack.network, nearestDigit());
    own = await stack.openPage({ path: `#/predict/${offer.id}` });
    page = own.page;
    page.setDefaultTimeout(30_000);
  });

  after(async () => {
    await own?.close();
    await stack?.stop();
  });

  const client = () => stack.network.clients(ACCOUNTS.user).publicClient;
  const market = () => stack.network.contracts.market;
  const claimable = () => inference.readClaimable(client(), market(), own.wallet.address);

  async function startWorkers(count: number): Promise<void> {
    const { chain, contracts, pinNode, folder, workers } = stack.network;
    for (let i = 0; i < count; i++) {
      const account = ACCOUNTS.firstWorker + i;
      await chain.client.setBalance({ address: localAccount(account).address, value: parseEther('10') });
      const place = { folder: join(folder, `late-${i}`), account };
      workers.push(await startCompute({ chain, contracts, pinNode: pinNode.url, ...place }));
    }
    await until(stack.network, 'every worker may be drawn', async () => {
      return (await inference.readDrawableCount(client(), market())) >= count + 1;
    });
  }

  it('says before anybody pays that nobody would serve it, and gives all of it back', async () => {
    await page.getByText('No worker is there at the moment').waitFor();
    await draw(page, ONE);
    await connectWallet(page);
    await openVault(page);
    const job = (await encrypt(page)) as Hex;
    await page.getByText('No worker is there at the moment').waitFor();
    await send(page);
    await page.getByRole('heading', { name: 'Workers are being drawn' }).waitFor();
    await stack.network.chain.moveTo(Number((await jobOf(stack.network, job)).deadline) + 1);
    own.wallet.decide = refuseOnce('eth_sendTransaction');
    await button(page, 'End this phase').click();
    await sawRejection(page);
    await button(page, 'End this phase').click();
    await page.getByRole('heading', { name: 'Ended without a result' }).waitFor();
    assert.equal((await jobOf(stack.network, job)).outcome, 'unserved');
    assert.ok((await claimable()) > 0n);
    await assertAccessible(page);
    await button(page, /^Claim 0\.011 ETH/).click();
    await page.getByRole('heading', { name: /yours to claim/ }).waitFor({ state: 'detached' });
    assert.equal(await claimable(), 0n);
  });

  it('computes the result of a worker that lies again, and says what it should be', async () => {
    liar = await joinAsLiar(stack.network);
    await own.go(`#/predict/${offer.id}`);
    await draw(page, ONE);
    await page.getByLabel('Compute it again in this page').check();
    const job = (await encrypt(page)) as Hex;
    await send(page);
    // Workers draw, usually; this one does nothing for anybody.
    await button(page, 'Draw the workers').click();
    await liar.commit(job);
    await liar.reveal(job);
    await page.getByRole('heading', { name: 'The workers’ result is wrong' }).waitFor();
    assert.equal(await button(page, 'Accept and close').count(), 0);
    await assertAccessible(page);
  });

  it('has more workers decide, and takes the bond of the one that lied', async () => {
    await startWorkers(2);
    const staked = await liar.stake();
    own.wallet.decide = refuseOnce('eth_sendTransaction');
    const contest = button(page, /^Contest with a deposit/);
    await contest.click();
    await sawRejection(page);
    await contest.click();
    await page.getByRole('heading', { name: 'More workers compute it again' }).waitFor();
    const job = /0x[0-9a-f]{64}$/.exec(page.url())?.[0] as Hex;
    await untilPhase(stack.network, job, 'closed');
    assert.equal(await liar.stake(), staked - offer.offer.terms.bond);
    assert.equal(await openResult(page), '1');
    assert.ok((await claimable()) > 0n);
    await page.getByRole('heading', { name: /yours to claim/ }).waitFor();
  });

  it('shows a stranger what everybody sees, and nothing else', async () => {
    const job = /0x[0-9a-f]{64}$/.exec(page.url())?.[0];
    const other = await stack.openPage({ path: `#/jobs/${job}`, wallet: [] });
    await other.page.getByRole('heading', { name: 'On the chain' }).waitFor();
    await other.page.getByText('To act on it, connect the wallet').waitFor();
    assert.equal(await other.page.getByTestId('class').count(), 0);
    await assertAccessible(other.page);
    assert.deepEqual(other.problems(), []);
    await other.close();
    assert.deepEqual(own.problems([KEYS_NOT_THERE]), []);
  });
});
