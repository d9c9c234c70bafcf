import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { evaluateNetwork, type FetchedOffer, type Network } from '@tacit/sdk';
import type { Page } from 'playwright-core';
import { ACCOUNTS, offerNetwork } from '../e2e/inference/support/market-network.ts';
import { assertAccessible } from './support/axe.ts';
import { assertNeverBlocked, forgetBlocked, longestTask } from './support/blocked.ts';
import { nearestDigit } from './support/digit-model.ts';
import { type MarketStack, openMarketStack } from './support/market-stack.ts';
import type { OpenPage } from './support/open-page.ts';
import {
  accept,
  button,
  connectWallet,
  downloadResult,
  draw,
  encrypt,
  encryptedValues,
  KEYS_NOT_THERE,
  openResult,
  openVault,
  type ResultFile,
  refuseOnce,
  sawRejection,
  send,
} from './support/prediction-story.ts';
import { describeLeaks, inspectStorage, type Needle, recordTraffic, type Traffic } from './support/secrets.ts';

const values = (count: number, by: number) =>
  Float64Array.from({ length: count }, (_, i) => ((i * by) % 13) / 8 - 0.75);

/** Four laboratory values, of which two classes follow: dense, square, dense. */
const LABORATORY: Network = {
  ...{ arithmetic: 'float', inputs: 4, range: 4 },
  layers: [
    { kind: 'dense', inputs: 4, outputs: 6, weights: values(24, 5), bias: values(6, 3) },
    { kind: 'square' },
    { kind: 'dense', inputs: 6, outputs: 2, weights: values(12, 7), bias: values(2, 2) },
  ],
};
const NAMES = ['creatinine', 'sodium', 'potassium', 'glucose'];
const FEATURES = [
  { mean: 80, deviation: 25 },
  { mean: 140, deviation: 3 },
  { mean: 4.2, deviation: 0.4 },
  { mean: 5.6, deviation: 1.5 },
];
/** A person's own, with digits that stand nowhere else by chance. */
const OWN = [91.734, 143.817, 4.6391, 7.9243];

const doubles = (numbers: readonly number[]): Uint8Array => new Uint8Array(Float64Array.from(numbers).buffer);

describe('a prediction from a page', () => {
  let stack: MarketStack;
  let laboratory: FetchedOffer;
  let digits: FetchedOffer;
  let own: OpenPage;
  let page: Page;
  let traffic: Traffic;
  const needles: Needle[] = OWN.flatMap((value, i) => [
    { name: NAMES[i] as string, value: String(value) },
    { name: `${NAMES[i]} as a double`, value: doubles([value]) },
  ]);

  before(async () => {
    stack = await openMarketStack({ workers: 2 });
    laboratory = await offerNetwork(stack.network, {
      network: LABORATORY,
      input: { count: 4, minimum: -4, maximum: 4, scale: 1, names: NAMES, features: FEATURES },
      output: { count: 2, scale: 1, kind: 'classes', labels: ['healthy', 'at risk'] },
    });
    digits = await offerNetwork(stack.network, nearestDigit());
    own = await stack.openPage({
      path: '#/predict',
      prepare: async (context) => {
        traffic = recordTraffic(context);
      },
    });
    page = own.page;
    page.setDefaultTimeout(30_000);
  });

  after(async () => {
    await own?.close();
    await stack?.stop();
  });

  it('lists what is offered, in words, to anybody', async () => {
    await page.getByRole('heading', { name: 'Healthy or at risk?' }).waitFor();
    await page.getByRole('heading', { name: 'A digit from 0 to 9?' }).waitFor();
    assert.equal(await page.getByText('From creatinine, sodium, potassium and glucose.').count(), 1);
    await assertAccessible(page);
  });

  it('says what it costs, and which values are out of range, before anything leaves', async () => {
    await own.go(`#/predict/${laboratory.id}`);
    await page.getByLabel('creatinine').waitFor();
    await page.getByText('0.011 ETH', { exact: true }).waitFor();
    await page.getByRole('radio', { name: /Two workers, and both must agree/ }).check();
    await page.getByText('0.012 ETH', { exact: true }).waitFor();
    for (const [i, name] of NAMES.entries()) await page.getByLabel(name).fill(String(OWN[i]));
    await page.getByLabel('sodium').fill('160');
    await page.getByText('sodium: 160 counts as 152').waitFor();
    await page.getByLabel('sodium').fill('a lot');
    await page.getByText('Write a number with a point').waitFor();
    await page.getByLabel('sodium').fill(String(OWN[1]));
    const shown = await encryptedValues(page);
    const expected = OWN.map(
      (value, i) => (value - (FEATURES[i]?.mean as number)) / (FEATURES[i]?.deviation as number),
    );
    shown.forEach((value, i) => assert.ok(Math.abs(value - (expected[i] as number)) < 1e-6, `${value}`));
    assert.deepEqual(own.wallet.log, []);
    await assertAccessible(page);
  });

  it('asks the wallet for nothing but what it says, and takes a no for an answer', async () => {
    await connectWallet(page);
    own.wallet.decide = refuseOnce('eth_signTypedData_v4');
    await button(page, 'Open the vault').click();
    await sawRejection(page);
    await openVault(page);
    // What axe and the wallet's own window took is not the page's.
    await forgetBlocked(page);
    await encrypt(page);
    const blocked = await longestTask(page);
    own.wallet.decide = refuseOnce('eth_sendTransaction');
    await send(page);
    await sawRejection(page);
    await assertAccessible(page);
    await send(page);
    // At the end: a machine that was busy for a moment spoils this step alone.
    assert.ok(blocked < 100, `the page did not answer for ${Math.round(blocked)} ms`);
  });

  it('goes on after a reload, from where the chain has come to', async () => {
    await page
      .getByText(/Workers are being drawn|The workers compute|The workers show/)
      .first()
      .waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'On the chain' }).waitFor();
    // What was decided before it was sent lies in the vault: nothing is accepted without it.
    await openVault(page);
    own.wallet.decide = refuseOnce('eth_sendTransaction');
    await accept(page);
    await sawRejection(page);
    await assertAccessible(page);
    await accept(page);
  });

  it('opens the result once the job is closed: the same as in clear', async () => {
    await forgetBlocked(page);
    const shown = await openResult(page);
    const encoded = OWN.map((value, i) => (value - (FEATURES[i]?.mean as number)) / (FEATURES[i]?.deviation as number));
    const expected = evaluateNetwork(LABORATORY, encoded);
    assert.equal(shown, (expected[0] as number) > (expected[1] as number) ? 'healthy' : 'at risk');
    const { predictions } = JSON.parse(await downloadResult(page, 'JSON')) as ResultFile;
    assert.deepEqual(predictions[0]?.inputs, OWN);
    predictions[0]?.outputs.forEach((value, i) => {
      assert.ok(Math.abs(value - (expected[i] as number)) < 1e-2, `${value} instead of ${expected[i]}`);
      needles.push({ name: `output ${i}`, value: String(value) }, { name: `output ${i}`, value: doubles([value]) });
    });
    const csv = await downloadResult(page, 'CSV');
    assert.match(csv, /^sample,creatinine,sodium,potassium,glucose,class,healthy,at risk\n1,91\.734,/);
    await assertNeverBlocked(page);
    await assertAccessible(page);
  });

  /** While one waits for its wallet, the other may not pay the same once more. */
  async function sendInTwoTabs(job: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<'approve'>();
    own.wallet.decide = ({ method }) => (method === 'eth_sendTransaction' ? promise : 'approve');
    const before = own.wallet.log.length;
    await send(page);
    await page.getByText('Your wallet asks you to pay').waitFor();
    const other = await own.openTab(`#/jobs/${job}`);
    await openVault(other);
    await send(other);
    await other.getByText('Another tab is busy with this prediction').waitFor();
    await other.close();
    resolve('approve');
    await button(page, /^Send and pay/).waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'On the chain' }).waitFor();
    const asked = own.wallet.log.slice(before).filter(({ method }) => method === 'eth_sendTransaction');
    assert.equal(asked.length, 1);
    own.wallet.decide = () => 'approve';
  }

  it('recognises a drawn digit as the same model does in clear', async () => {
    await own.go(`#/predict/${digits.id}`);
    await draw(page, [
      [140, 50],
      [100, 70],
      [85, 140],
      [100, 215],
      [140, 235],
      [180, 215],
      [195, 140],
      [180, 70],
      [140, 50],
    ]);
    await page.getByText('All 64 values').click();
    const encoded = await encryptedValues(page);
    const scores = evaluateNetwork(digits.plan.network, encoded);
    await page.getByLabel('Compute it again in this page').check();
    const job = await encrypt(page);
    await sendInTwoTabs(job);
    await page.getByText('Computed again here: the same').waitFor({ timeout: 60_000 });
    await accept(page);
    const shown = await openResult(page);
    assert.equal(shown, String(scores.indexOf(Math.max(...scores))));
    assert.equal(shown, '0');
    const { predictions } = JSON.parse(await downloadResult(page, 'JSON')) as ResultFile;
    predictions[0]?.outputs.forEach((value, i) => {
      assert.ok(Math.abs(value - (scores[i] as number)) < 1e-2, `${value} instead of ${scores[i]}`);
    });
  });

  it('scales a picture to what the model takes, and says when a file is none', async () => {
    await own.go(`#/predict/${digits.id}`);
    await page.getByRole('tab', { name: 'A picture' }).click();
    const choose = (mimeType: string, buffer: Buffer) =>
      page.locator('input[type=file]').setInputFiles({ name: 'sheet', mimeType, buffer });
    await choose('image/png', Buffer.from('no picture'));
    await page.getByText('This file is no image that the browser can read').waitFor();
    const drawn = await page.evaluate(() => {
      const sheet = Object.assign(document.createElement('canvas'), { width: 500, height: 300 });
      const context = sheet.getContext('2d') as CanvasRenderingContext2D;
      context.fillStyle = 'white';
      context.fillRect(0, 0, 500, 300);
      context.fillStyle = 'black';
      context.fillRect(320, 40, 18, 200);
      return sheet.toDataURL('image/png').split(',')[1] as string;
    });
    await choose('image/png', Buffer.from(drawn, 'base64'));
    await page.getByText('All 64 values').click();
    const scores = evaluateNetwork(digits.plan.network, await encryptedValues(page));
    assert.equal(scores.indexOf(Math.max(...scores)), 1);
    await encrypt(page);
    await button(page, 'Discard it').click();
    await button(page, 'Discard the request').click();
    await page.getByRole('region', { name: 'My predictions' }).waitFor();
    assert.equal(await page.getByText('Encrypted, not sent').count(), 0);
  });

  it('takes rows of a file, and shows their results together', async () => {
    await own.go(`#/predict/${laboratory.id}`);
    await page.getByRole('tab', { name: 'Rows of a CSV' }).click();
    const rows = ['patient,glucose,sodium,potassium,creatinine', 'a,5.5,141,4.1,70', 'b,,140,4,80', 'c,11,129,5.9,240'];
    await page.getByLabel('Choose a CSV file').setInputFiles({
      name: 'ward.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`${rows.join('\n')}\n`),
    });
    await page.getByLabel('Rows to predict').fill('2');
    await page.getByText('Row 2 has a gap').waitFor();
    await page.getByLabel('Rows to predict').fill('1, 3');
    await page.getByText('1 of 2').waitFor({ state: 'attached' });
    await encrypt(page);
    await send(page);
    await accept(page);
    await openResult(page);
    assert.equal(await page.getByRole('region', { name: 'All results' }).locator('tbody tr').count(), 2);
    const { predictions } = JSON.parse(await downloadResult(page, 'JSON')) as ResultFile;
    assert.deepEqual(
      predictions.map(({ inputs }) => inputs[0]),
      [70, 240],
    );
  });

  it('lists what was asked, and which results open here', async () => {
    await own.go('#/jobs');
    await page.getByRole('region', { name: 'My predictions' }).waitFor();
    // What was seen last is shown until the chain has been asked again.
    await page.getByText('Done', { exact: true }).nth(2).waitFor();
    assert.equal(await page.getByText('Done', { exact: true }).count(), 3);
    await page.getByRole('cell', { name: 'yes' }).nth(2).waitFor();
    assert.equal(await page.getByRole('cell', { name: 'yes' }).count(), 3);
    await assertAccessible(page);
  });

  it('keeps no value, result or key in clear, and sends none', async () => {
    assert.deepEqual(describeLeaks(await inspectStorage(page), needles), []);
    assert.deepEqual(describeLeaks(await traffic.dump(), needles), []);
    assert.equal(own.wallet.address, stack.network.clients(ACCOUNTS.user).walletClient.account.address);
    assert.deepEqual(own.problems([KEYS_NOT_THERE]), []);
  });
});
