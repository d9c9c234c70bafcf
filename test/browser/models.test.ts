// Models from a finalised round and from files: published, looked at, asked, paid for and withdrawn, on a real network.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  encodeModel,
  encodeNetwork,
  evaluateNetwork,
  fetchModel,
  inference,
  models,
  pinNodeStore,
  reachOf,
  toHex,
} from '@tacit/sdk';
import { readCreatorKey } from '@tacit/sdk/node';
import type { Locator, Page } from 'playwright-core';
import { type Hex, parseEther, zeroHash } from 'viem';
import { assertAccessible } from './support/axe.ts';
import { assertNeverBlocked, forgetBlocked } from './support/blocked.ts';
import {
  askSplit,
  claimableOf,
  type HandedOverJob,
  readOfferAsUser,
  SAMPLE,
  TAIL,
  trainOnce,
  WHOLE_FILE,
} from './support/model-story.ts';
import type { OpenPage } from './support/open-page.ts';
import { describeLeaks, inspectStorage, recordTraffic, type Traffic } from './support/secrets.ts';
import { openStack, type Stack } from './support/stack.ts';
import type { Decide, TestWallet } from './support/wallet.ts';

const WAIT = 60_000;
const PASSPHRASE = 'seven quiet herons at dusk';
const CLIP = 8;
/** What a page says on purpose when its store is gone. */
const UNREACHABLE = /ERR_FAILED|net::ERR/;

/** No to the transaction of that number, and yes to everything else. */
function refuseTransaction(number: number): Decide {
  let count = 0;
  return ({ method }) => (method === 'eth_sendTransaction' && ++count === number ? 'reject' : 'approve');
}

const transactions = (wallet: TestWallet): number =>
  wallet.approved().filter((method) => method === 'eth_sendTransaction').length;

describe('models', { concurrency: 1 }, () => {
  let stack: Stack;
  let folder: string;
  let publisher: OpenPage;
  let creator: OpenPage;
  let traffic: Traffic;
  let [trained, split] = ['0x', '0x'] as [Hex, Hex];
  let creatorSecret: Uint8Array;
  let handedOver: HandedOverJob;

  const file = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
  const shows = (page: Page, text: string | RegExp): Promise<void> =>
    page.getByText(text).first().waitFor({ timeout: WAIT });
  const connect = async ({ page }: OpenPage): Promise<void> => {
    await button(page, 'Connect a wallet').first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Test wallet' }).click();
  };
  const openVault = ({ page }: OpenPage): Promise<void> => button(page, 'Open the vault').click();
  const idIn = (page: Page): Hex => page.url().split('/').at(-1) as Hex;
  const reader = () => stack.network.chain.clientsOf(0).publicClient;
  const download = async (page: Page, name: string): Promise<string> => {
    const [saved] = await Promise.all([page.waitForEvent('download'), button(page, name).click()]);
    const path = join(folder, saved.suggestedFilename());
    await saved.saveAs(path);
    chmodSync(path, 0o600);
    return path;
  };
  const open = async (account: number, path: string): Promise<OpenPage> => {
    const opened = await stack.openPage({ wallet: stack.walletOf(account), path });
    opened.page.setDefaultTimeout(WAIT);
    return opened;
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tacit-models-'));
    stack = await openStack({ trainers: 2, workers: 1, rounds: 1 });
    await trainOnce(stack.network);
    await stack.mineEvery(1);
    publisher = await open(0, '#/models');
    creator = await open(stack.network.guestAccount(0), '#/publish');
    traffic = recordTraffic(creator.context);
  });
  after(async () => {
    await publisher?.close();
    await creator?.close();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are none at first, and without a wallet a page says what one is for', async () => {
    const { page, go } = publisher;
    await shows(page, 'No model is published on this network yet');
    await assertAccessible(page);
    await go('#/earnings');
    await shows(page, 'Your models are those of your account');
    await assertAccessible(page);
    await go('#/publish');
    await shows(page, 'To publish a model you need a wallet');
    assert.deepEqual(publisher.wallet.log, []);
  });

  it('come from a finalised round, over two refused signatures and a reload, with nothing done twice', async () => {
    const { page, wallet } = publisher;
    const uploads: string[] = [];
    publisher.context.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/car')) uploads.push(request.url());
    });
    await connect(publisher);
    await openVault(publisher);
    await button(page, 'Fetch this model').click();
    await shows(page, /compared with the root that round 1 proved/);
    await page.getByLabel('Names of the classes').fill('setosa, versicolor');
    await shows(page, 'Give 3 different names, with commas between, or none.');
    await page.getByLabel('Names of the classes').fill('setosa, versicolor, virginica');
    await page.getByLabel('Values are given in real units').check();
    await page.getByLabel('Mean of Number 1').fill('5.8');
    await shows(page, '0.0015 ETH');
    await assertAccessible(page);
    await forgetBlocked(page);
    await page.getByLabel('Your price for a prediction').fill('0.002');
    await shows(page, '0.0025 ETH');
    await assertNeverBlocked(page);
    wallet.decide = refuseTransaction(1);
    await button(page, 'Publish and offer').click();
    await shows(page, 'You did not sign');
    assert.equal(await page.getByRole('alert').count(), 0);
    await assertAccessible(page);
    wallet.decide = refuseTransaction(2);
    await button(page, 'Go on from here').click();
    await page.getByText('You did not sign').waitFor({ state: 'detached' });
    await shows(page, 'You did not sign');
    wallet.decide = () => 'approve';
    await page.reload();
    await openVault(publisher);
    await shows(page, 'The model is in the registry; the offer is not made yet.');
    await button(page, 'Go on').click();
    await shows(page, 'Your model is published, and can be asked');
    await assertAccessible(page);
    assert.equal(transactions(wallet), 2);
    // Licence, network, description and weights.
    assert.equal(uploads.length, 4);
    await page.getByRole('link', { name: 'See the model' }).click();
    await page.getByRole('link', { name: 'Ask this model' }).waitFor();
    trained = idIn(page);
    assert.deepEqual(publisher.problems(), []);
  });

  it('are in the registry as the chain proved them, and their offers are whole for everybody', async () => {
    const { contracts, task, chain, artifacts, pinNode } = stack.network;
    const model = await models.readModel(reader(), contracts.models, trained);
    assert.equal(model.origin, 'trained');
    assert.equal(model.task, task.id);
    assert.equal(model.price, parseEther('0.002'));
    const place = { chainId: chain.chainId, contract: contracts.training, task: task.id, round: 1n };
    const store = pinNodeStore({ url: pinNode.url });
    const { weights, root } = await fetchModel(reader(), { ...place, artifacts, store });
    assert.equal(model.root, root);
    const { offers } = await inference.listOffers(reader(), contracts.market, { fromBlock: 0n, model: trained });
    assert.equal(offers.length, 1);
    const { document } = await readOfferAsUser(stack.network, offers[0]?.id as Hex);
    assert.deepEqual(document.output.labels, ['setosa', 'versicolor', 'virginica']);
    assert.equal(document.input.features?.[0]?.mean, 5.8);
    const saved = await download(publisher.page, 'Download and check');
    assert.deepEqual(readFileSync(saved), Buffer.from(encodeModel(artifacts.circuit.name, weights)));
    await shows(publisher.page, 'to the last bit');
  });

  it('show where they come from, under which licence, and to whom they cost what', async () => {
    const { page, go } = publisher;
    await shows(page, 'Proven by round 1');
    await page.getByRole('link', { name: 'round 1', exact: true }).waitFor();
    assert.match(await page.getByLabel('The licence’s text').inputValue(), /CC-BY-4\.0/);
    await assertAccessible(page);
    await go('#/models');
    await page.getByRole('link', { name: 'Tells apart setosa, versicolor and virginica' }).waitFor();
    await page.getByLabel('Search').fill('virginica');
    await shows(page, /^1 model$/);
    await page.getByLabel('Where it comes from').selectOption('uploaded');
    await shows(page, 'No model is like that');
    await button(page, 'Show all').click();
    await page.getByLabel('Costs at most').fill('0.001');
    await shows(page, '0 of 1 models');
    await button(page, 'Show all').click();
    await assertAccessible(page);
    await go(`#/models/0x${'12'.repeat(32)}`);
    await shows(page, 'No model has this number');
  });

  it('say so when the pin node is lost, and go on when it is back', async () => {
    const tab = await publisher.openTab('#/models');
    await tab.context().route('**/ipfs/**', (route) => route.abort());
    await tab.goto(`${stack.site.url}/#/models/${trained}`);
    await tab.reload();
    await tab.getByRole('alert').first().waitFor({ timeout: WAIT });
    await shows(tab, 'The storage does not answer');
    await tab.context().unroute('**/ipfs/**');
    await tab.getByRole('button', { name: 'Try again' }).first().click();
    await tab.getByLabel('The licence’s text').waitFor({ timeout: WAIT });
    await tab.getByRole('heading', { name: 'Tells apart' }).waitFor({ timeout: WAIT });
    await tab.close();
    assert.deepEqual(publisher.problems([UNREACHABLE]), []);
  });

  it('are no files of other kinds', async () => {
    const { page } = creator;
    await connect(creator);
    await openVault(creator);
    await shows(page, 'No task of yours has a finalised round');
    await page.getByRole('tab', { name: 'From a file' }).click();
    const drop = page.getByLabel('Choose the model’s file, or drop it here');
    await drop.setInputFiles(file('film.bin', new Uint8Array(5000)));
    await shows(page, 'This is no model that Tacit can read');
    const spoilt = Uint8Array.from(WHOLE_FILE);
    await drop.setInputFiles(file('spoilt.network', spoilt.subarray(0, spoilt.length - 8)));
    await shows(page, 'This network’s file is damaged');
    await assertAccessible(page);
    const saved = file('trained.json', encodeModel('logistic-4x3-b8', new Array<number>(15).fill(3)));
    await drop.setInputFiles(saved);
    await shows(page, 'fully connected, 4 to 3 values');
    await shows(page, 'Uploaded, unproven');
    await button(page, 'Choose another').click();
    await page.getByRole('tab', { name: 'From a file' }).click();
    await drop.setInputFiles(file('whole.network', WHOLE_FILE));
    await shows(page, 'fully connected, 16 to 8 values');
    await shows(page, '0.0015 ETH');
  });

  it('are split only with a creator key that has a backup, and a file with the last layers', async () => {
    const { page } = creator;
    await page.getByRole('combobox', { name: 'Mode', exact: true }).selectOption('split');
    await page.getByLabel('Workers compute').selectOption('2');
    await page.getByLabel('Values are clipped to plus or minus').fill(String(CLIP));
    await page.getByLabel('Noise that users add').fill('0.000001');
    await button(page, 'Make a key').click();
    await shows(page, 'No backup yet');
    await shows(page, 'This cannot be computed on encrypted values as it is');
    await page.getByLabel('Noise that users add').fill('0.2');
    await shows(page, '8 values for each');
    await shows(page, 'A backup of the creator key, checked.');
    assert.equal(await button(page, 'Publish and offer').isDisabled(), true);
    await page.getByLabel('A passphrase for the backup').fill(PASSPHRASE);
    await page.getByLabel('The same again').fill(PASSPHRASE);
    await assertAccessible(page);
    const backup = await download(page, 'Download the backup');
    const check = page.getByLabel('Choose the backup that you downloaded');
    await page.getByLabel('Its passphrase').fill('another one');
    await check.setInputFiles(backup);
    await shows(page, 'This backup does not open');
    await page.getByLabel('Its passphrase').fill(PASSPHRASE);
    await check.setInputFiles(backup);
    await shows(page, 'There is a backup, and it opens');
    const tail = await download(page, 'Download the last layers');
    assert.deepEqual(readFileSync(tail), Buffer.from(encodeNetwork(TAIL)));
    creatorSecret = (await readCreatorKey(backup, { passphrase: PASSPHRASE })).secretKey;
    await button(page, 'Publish and offer').click();
    await shows(page, 'Your model is published, and can be asked');
    await page.getByRole('link', { name: 'See the model' }).click();
    await shows(page, '8 values in between');
    await shows(page, 'serves them to nobody');
    await assertAccessible(page);
    split = idIn(page);
    const model = await models.readModel(reader(), stack.network.contracts.models, split);
    assert.deepEqual([model.origin, model.weightsCid, model.splitPoints], ['uploaded', zeroHash, 2]);
  });

  it('are answered for in the page, after a refused signature, and paid', async () => {
    const { page, wallet, go } = creator;
    const { network } = stack;
    const { contracts } = network;
    const { offers } = await inference.listOffers(reader(), contracts.market, { fromBlock: 0n, model: split });
    const offer = await readOfferAsUser(network, offers[0]?.id as Hex);
    handedOver = await askSplit(network, offer);
    await go('#/earnings');
    await shows(page, 'Waiting for your answer');
    await assertAccessible(page);
    wallet.decide = refuseTransaction(1);
    await button(page, 'Answer').click();
    await shows(page, 'You did not sign');
    wallet.decide = () => 'approve';
    await button(page, 'Answer').click();
    await page.getByText('Waiting for your answer').waitFor({ state: 'detached' });
    const { outputs } = await handedOver.open();
    const ready = { ...TAIL, range: Math.max(TAIL.range, reachOf({ clip: CLIP, deviation: 0.2 })) };
    assert.deepEqual(outputs, [evaluateNetwork(ready, [...handedOver.seen])]);
    await shows(page, '1 in 1 job');
    assert.equal(await claimableOf(network, wallet.address), parseEther('0.001'));
    await button(page, 'Pay out').click();
    await page.getByText('Can be paid out now').locator('..').getByText('0 ETH', { exact: true }).waitFor();
    assert.equal(await claimableOf(network, wallet.address), 0n);
    await assertAccessible(page);
  });

  it('change their price, and are withdrawn, by their publisher', async () => {
    const { page, wallet, go } = creator;
    const { contracts } = stack.network;
    const dialog = page.getByRole('dialog');
    await button(page, 'Set price').click();
    await dialog.getByLabel('Price of a prediction').fill('nothing');
    assert.equal(await dialog.getByRole('button', { name: 'Set this price' }).isDisabled(), true);
    await dialog.getByLabel('Price of a prediction').fill('0.003');
    await assertAccessible(page);
    wallet.decide = refuseTransaction(1);
    await dialog.getByRole('button', { name: 'Set this price' }).click();
    await dialog.getByText('You did not sign').waitFor();
    wallet.decide = () => 'approve';
    await dialog.getByRole('button', { name: 'Set this price' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal((await models.readModel(reader(), contracts.models, split)).price, parseEther('0.003'));
    await button(page, 'Withdraw').last().click();
    await dialog.getByRole('button', { name: 'Withdraw it' }).click();
    await dialog.waitFor({ state: 'detached' });
    const listed = await inference.listOffers(reader(), contracts.market, { fromBlock: 0n, model: split });
    assert.deepEqual(listed.offers, []);
    await button(page, 'Withdraw').click();
    await dialog.getByRole('button', { name: 'Withdraw it' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await models.isOffered(reader(), contracts.models, split), false);
    await go(`#/models/${split}`);
    await shows(page, 'Its publisher withdrew it');
    assert.deepEqual(creator.problems(), []);
  });

  it('leave no creator key, passphrase or last layer in storage or traffic in clear', async () => {
    const tail = encodeNetwork(TAIL);
    const needles = [
      { name: 'the creator key', value: creatorSecret },
      { name: 'the passphrase', value: PASSPHRASE },
      { name: 'the last layers', value: tail.subarray(tail.length - 64) },
      { name: 'what was handed over', value: new Uint8Array(Float64Array.from(handedOver.seen).buffer) },
      { name: 'what was asked', value: SAMPLE.join(',') },
    ];
    assert.deepEqual(describeLeaks(await inspectStorage(creator.page), needles), []);
    assert.deepEqual(describeLeaks(await traffic.dump(), needles), []);
    // The public half is no secret, and is found where it was published: the search does find things.
    const { contracts } = stack.network;
    const { offers } = await inference.listOffers(reader(), contracts.market, { fromBlock: 0n, withdrawn: true });
    const { document } = await readOfferAsUser(stack.network, offers.at(-1)?.id as Hex);
    const published = [{ name: 'the public half', value: document.split?.creatorKey ?? toHex(new Uint8Array(32)) }];
    assert.notDeepEqual(describeLeaks(await traffic.dump(), published), []);
  });
});
