import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { cutNetwork, encodeNetwork, evaluateNetwork, type FetchedOffer, type Network } from '@tacit/sdk';
import { createCreatorKey } from '@tacit/sdk/node';
import type { Page } from 'playwright-core';
import { bytesToHex } from 'viem';
import { makeWallet } from '../../scripts/network/compute.ts';
import { POLL_MS, type RunningWorker, startWorker } from '../../scripts/network/workers.ts';
import { ACCOUNTS, jobOf, offerNetwork, untilPhase } from '../e2e/inference/support/market-network.ts';
import { assertAccessible } from './support/axe.ts';
import { assertNeverBlocked, forgetBlocked } from './support/blocked.ts';
import { type MarketStack, openMarketStack } from './support/market-stack.ts';
import type { OpenPage } from './support/open-page.ts';
import {
  button,
  connectWallet,
  downloadResult,
  encrypt,
  KEYS_NOT_THERE,
  openResult,
  openVault,
  type ResultFile,
  refuseOnce,
  sawRejection,
  send,
} from './support/prediction-story.ts';
import { describeLeaks, inspectStorage, recordTraffic, type Traffic } from './support/secrets.ts';

type Hex = `0x${string}`;
const values = (count: number, by: number) =>
  Float64Array.from({ length: count }, (_, i) => ((i * by) % 13) / 8 - 0.75);
const WHOLE: Network = {
  ...{ arithmetic: 'float', inputs: 16, range: 1 },
  layers: [
    { kind: 'dense', inputs: 16, outputs: 8, weights: values(128, 5), bias: values(8, 3) },
    { kind: 'square' },
    { kind: 'dense', inputs: 8, outputs: 4, weights: values(32, 7), bias: values(4, 2) },
  ],
};
const { head, tail } = cutNetwork(WHOLE, 2);
const NAMES = Array.from({ length: 16 }, (_, i) => `marker ${String.fromCharCode(65 + i)}`);
const OWN = Array.from({ length: 16 }, (_, i) => Number((((i * 7) % 17) / 17 - 0.5 + 0.000123 * i).toFixed(7)));
const BLUR = { clip: 64, deviation: 0.2 };

describe('a split prediction from a page', () => {
  let stack: MarketStack;
  let offer: FetchedOffer;
  let creator: RunningWorker;
  let own: OpenPage;
  let page: Page;
  let job: Hex;
  let traffic: Traffic;

  before(async () => {
    stack = await openMarketStack({ workers: 1 });
    const { network } = stack;
    const folder = join(network.folder, 'creator');
    await mkdir(folder, { recursive: true });
    const wallet = await makeWallet(folder, ACCOUNTS.creator);
    const passphrase = randomBytes(16).toString('hex');
    const [key, passphraseFile, tailFile] = ['key.sealed', 'key-passphrase', 'tail.network'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    await writeFile(passphraseFile, `${passphrase}\n`, { mode: 0o600 });
    await writeFile(tailFile, encodeNetwork(tail));
    const { publicKey } = await createCreatorKey(key, { passphrase });
    offer = await offerNetwork(network, {
      network: head,
      input: { count: 16, minimum: -1, maximum: 1, scale: 1, names: NAMES },
      output: { count: 4, scale: 1, kind: 'classes', labels: ['benign', 'watch', 'biopsy', 'refer'] },
      split: { creatorKey: bytesToHex(publicKey), width: 8, blur: BLUR },
    });
    const { chain, contracts, pinNode } = network;
    creator = await startWorker('creator', folder, {
      chain: { url: chain.url, chainId: chain.chainId, market: contracts.market, finality: 0, pollMs: POLL_MS },
      wallet,
      storage: { pinNodes: [pinNode.url] },
      creator: { key, passphraseFile, offers: [{ offer: offer.id, tail: tailFile }] },
    });
    own = await stack.openPage({
      path: `#/predict/${offer.id}`,
      prepare: async (context) => {
        traffic = recordTraffic(context);
      },
    });
    page = own.page;
    page.setDefaultTimeout(30_000);
  });

  after(async () => {
    await own?.close();
    await creator?.stop();
    await stack?.stop();
  });

  it('shows what the creator could see before anything can be encrypted', async () => {
    for (const [i, name] of NAMES.entries()) await page.getByLabel(name, { exact: true }).fill(String(OWN[i]));
    await page.getByText('See above what the creator could make out').waitFor();
    assert.equal(await button(page, 'Encrypt in this page').count(), 0);
    await forgetBlocked(page);
    await button(page, 'Try the attack on my values').click();
    await page.getByText('Distance of the reconstruction').waitFor({ timeout: 90_000 });
    await assertNeverBlocked(page);
    await assertAccessible(page);
    // Of other values it says nothing.
    await page.getByLabel('marker A', { exact: true }).fill('0.25');
    await page.getByText('See above what the creator could make out').waitFor();
    await page.getByLabel('marker A', { exact: true }).fill(String(OWN[0]));
    await button(page, 'Try the attack on my values').click();
    await page.getByText('Distance of the reconstruction').waitFor({ timeout: 90_000 });
  });

  it('hands over what is blurred, once and the same however often it is tried', async () => {
    await connectWallet(page);
    await openVault(page);
    job = (await encrypt(page)) as Hex;
    await send(page);
    const handOver = button(page, 'Hand it over');
    await handOver.waitFor({ timeout: 60_000 });
    await assertAccessible(page);
    own.wallet.decide = refuseOnce('eth_sendTransaction');
    await handOver.click();
    await sawRejection(page);
    await page.reload();
    await openVault(page);
    await forgetBlocked(page);
    await handOver.click();
    const closed = await untilPhase(stack.network, job, 'closed');
    assert.equal(closed.outcome, 'served');
    await assertNeverBlocked(page);
  });

  it('opens the answer, which is what the whole model gives but for the blur', async () => {
    const shown = await openResult(page);
    const { predictions } = JSON.parse(await downloadResult(page, 'JSON')) as ResultFile;
    const outputs = predictions[0]?.outputs ?? [];
    const exact = evaluateNetwork(WHOLE, OWN);
    for (const [i, value] of outputs.entries()) {
      const most = 6 * BLUR.deviation * Math.sqrt(8);
      assert.ok(Math.abs(value - (exact[i] as number)) < most, `${value} instead of ${exact[i]}`);
    }
    assert.equal(shown, ['benign', 'watch', 'biopsy', 'refer'][outputs.indexOf(Math.max(...outputs))]);
    assert.equal((await jobOf(stack.network, job)).phase, 'closed');
    await assertAccessible(page);
  });

  it('neither keeps nor sends in clear what was asked or answered', async () => {
    const { predictions } = JSON.parse(await downloadResult(page, 'JSON')) as ResultFile;
    const secrets = [...OWN.slice(1, 6), ...(predictions[0]?.outputs ?? [])];
    const needles = secrets.flatMap((value, i) => [
      { name: `value ${i}`, value: String(value) },
      { name: `value ${i} as a double`, value: new Uint8Array(Float64Array.of(value).buffer) },
    ]);
    assert.deepEqual(describeLeaks(await inspectStorage(page), needles), []);
    assert.deepEqual(describeLeaks(await traffic.dump(), needles), []);
    assert.deepEqual(own.problems([KEYS_NOT_THERE]), []);
  });
});
