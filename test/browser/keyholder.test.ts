// A keyholder in a page: key, backup, stake, a task, a round with a cheater, the sum, the next model. Everything is real.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  cidFromDigest,
  gatewayReader,
  type KeyPair,
  keyholders,
  openShares,
  type ReadClient,
  readRoundView,
  readSubmissions,
  requireSubmission,
  systemRandomness,
  training,
} from '@tacit/sdk';
import { readKeyFile } from '@tacit/sdk/node';
import type { Page } from 'playwright-core';
import { parseEther } from 'viem';
import type { RunningTrainer } from '../../scripts/demo/trainers.ts';
import { passSeed } from '../../scripts/network/pacer.ts';
import type { LocalTask } from '../../scripts/network/task.ts';
import { assertAccessible } from './support/axe.ts';
import { proposeTask, startTrainers } from './support/committee-task.ts';
import type { OpenPage } from './support/open-page.ts';
import { describeLeaks, inspectStorage, type Needle, recordTraffic, type Traffic } from './support/secrets.ts';
import { openStack, type Stack } from './support/stack.ts';

const WAIT = 30_000;
const PASSPHRASE = 'violet harbour sixteen lanterns';
/** Chromium's own line about a store that does not have something. */
const NOT_FOUND = /Failed to load resource.*404/;

describe('a keyholder in a page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tacit-keyholder-page-'));
  const backup = join(folder, 'backup.key');
  let [stack, open, traffic, task, trainers, keys] = [] as unknown as [
    Stack,
    OpenPage,
    Traffic,
    LocalTask,
    readonly RunningTrainer[],
    KeyPair,
  ];

  const button = (name: string | RegExp) => open.page.getByRole('button', { name });
  const tab = (name: RegExp) => open.page.getByRole('tab', { name });
  const text = (name: string | RegExp) => open.page.getByText(name).first();
  const shown = (name: string | RegExp) => text(name).waitFor({ timeout: WAIT });
  const openVault = async (): Promise<void> => {
    await button('Open the vault').click();
    await button('Open the vault').waitFor({ state: 'detached', timeout: WAIT });
  };
  const client = (): ReadClient => stack.network.chain.client as unknown as ReadClient;
  const contract = () => stack.network.contracts.training;
  const readRound = () => training.readRound(client(), contract(), { task: task.id, round: 1n });
  const until = async (isSo: () => Promise<boolean>, what: string): Promise<void> => {
    const end = performance.now() + 2 * WAIT;
    while (!(await isSo())) {
      if (performance.now() > end) throw new Error(`in vain: ${what}`);
      await wait(200);
    }
  };
  /** Rejected first: nothing may change by it, and nothing may be called an error. */
  const refuseThenSign = async (press: () => Promise<void>): Promise<void> => {
    open.wallet.decide = () => 'reject';
    await press();
    await shown('You did not sign');
    assert.equal(await open.page.getByRole('alert').count(), 0);
    open.wallet.decide = () => 'approve';
    await press();
  };
  const reload = async (): Promise<void> => {
    await open.page.reload();
    await tab(/^Duty/).waitFor({ timeout: WAIT });
  };

  before(async () => {
    // Others come long after the page: it is the page that freezes and finalises.
    const settingOf = async () => ({ pace: { finaliseStaggerMs: 900_000, staggerMs: 900_000, patienceMs: 2000 } });
    stack = await openStack({ settingOf, blockSeconds: 1 });
    const { guestAccount } = stack.network;
    open = await stack.openPage({
      path: '#/keyholder',
      wallet: { ...stack.walletOf(guestAccount(0)), name: 'Kim' },
      prepare: async (context) => {
        traffic = recordTraffic(context);
      },
    });
  });
  // Each step goes on from the one before: after a failure the rest would only wait.
  let broken = false;
  beforeEach(() => assert.equal(broken, false, 'a step before failed'));
  afterEach((context) => {
    broken ||= 'passed' in context && !context.passed;
  });
  after(async () => {
    for (const trainer of trainers ?? []) await trainer.stop();
    await open?.close();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says what a keyholder takes on before anybody connects', async () => {
    await shown('What you take on');
    await shown('No wallet is connected');
    await assertAccessible(open.page);
    await open.page.getByRole('main').getByRole('button', { name: 'Connect a wallet' }).click();
    await open.page.getByRole('dialog').getByRole('button', { name: 'Kim' }).click();
    await tab(/^Key/).waitFor({ timeout: WAIT });
  });

  it('makes a key, and registers none before its backup was opened', async () => {
    await refuseThenSign(() => button('Open the vault').click());
    await button('Make a key here').click();
    await shown('Made in this browser');
    assert.equal(await button('Register and pay in').count(), 0);
    await open.page.getByLabel('A passphrase for the backup').fill('too short');
    await shown('At least 12 characters.');
    await open.page.getByLabel('A passphrase for the backup').fill(PASSPHRASE);
    await open.page.getByLabel('The same again').fill(PASSPHRASE);
    const download = open.page.waitForEvent('download');
    await button('Download the backup').click();
    await (await download).saveAs(backup);
    await shown(/^Downloaded as/);
    await assertAccessible(open.page);
    assert.equal(await button('Register and pay in').count(), 0);
    const confirm = async (passphrase: string): Promise<void> => {
      await open.page.locator('input[type=file]').setInputFiles(backup);
      await open.page.getByLabel('Passphrase of the backup').fill(passphrase);
      await button('Open the backup').click();
    };
    await confirm('another passphrase entirely');
    await shown('The backup does not open');
    assert.equal(await button('Register and pay in').count(), 0);
    await confirm(PASSPHRASE);
    await button('Register and pay in').waitFor({ timeout: WAIT });
  });

  it('has a backup that the programs open', async () => {
    await chmod(backup, 0o600);
    keys = await readKeyFile(backup, { passphrase: async () => PASSPHRASE });
    assert.ok(keys.secretKey > 0n);
  });

  it('registers the key with a stake, after a rejection, and survives a reload', async () => {
    await open.page.getByLabel('Stake', { exact: true }).fill('2');
    await refuseThenSign(() => button('Register and pay in').click());
    await tab(/^Requests/)
      .and(open.page.locator('[aria-selected=true]'))
      .waitFor({ timeout: WAIT });
    const { keyholders: registry } = stack.network.contracts;
    const member = await keyholders.readMember(client(), registry, open.wallet.address);
    assert.equal(member.stake, parseEther('2'));
    assert.equal(member.key.x, keys.publicKey.toAffine().x);
    await reload();
    await shown('No round needs you now');
  });

  it('moves its stake: in, on its way out, and back', async () => {
    await tab(/^Stake/).click();
    const form = (name: string) => open.page.locator('form', { has: open.page.getByRole('heading', { name }) });
    await form('Pay more in').getByLabel('Amount').fill('0.5');
    const submit = (name: string) => form(name).locator('button[type=submit]').click();
    await submit('Pay more in');
    await shown('2.5 ETH');
    await form('Take free stake out').getByLabel('Amount').fill('9');
    await submit('Take free stake out');
    await shown('So much of your stake is not free');
    await form('Take free stake out').getByLabel('Amount').fill('1');
    await submit('Take free stake out');
    await form('Leave it in after all').waitFor({ timeout: WAIT });
    await assertAccessible(open.page);
    await submit('Leave it in after all');
    await form('Leave it in after all').waitFor({ state: 'detached', timeout: WAIT });
  });

  it('is asked by a task, reads its terms and warnings, and accepts it in two steps', async () => {
    const { network } = stack;
    task = await proposeTask(network, { member: open.wallet.address, others: [1, 2] });
    await tab(/^Requests \(1\)/).click();
    await openVault();
    await shown('You are number 1 of 3');
    await shown(/Some of your duties must be done within 30 minutes/);
    await assertAccessible(open.page);
    await refuseThenSign(async () => {
      // The signature is given, and then the transaction is refused: the signature is kept, and need not be given again.
      let asked = 0;
      const { decide } = open.wallet;
      open.wallet.decide = (request) =>
        asked++ === 0 && request.method === 'eth_signTypedData_v4' ? 'approve' : decide(request);
      await button(/^(Accept the task|Show the signature)$/).click();
    });
    await tab(/^Requests$/).waitFor({ timeout: WAIT });
    await shown('Running');
    const signed = open.wallet.log.filter(
      ({ method, params }) => method === 'eth_signTypedData_v4' && JSON.stringify(params).includes('Acceptance'),
    );
    assert.equal(signed.length, 1);
    const { accepted } = await training.readTask(client(), contract(), task.id);
    assert.equal(accepted, 7);
  });

  it('checks the shares of real trainers, and finds the one who cheats', async () => {
    const { network } = stack;
    // The member whose turn it would be is away; the other one comes second, long after the page.
    await network.keyholders[1]?.stop();
    trainers = await startTrainers(network, task);
    await network.chain.moveTo(Number(task.startsAt));
    const bond = task.terms.amounts.openingBond;
    await training.openRound(network.chain.clientsOf(0), contract(), { task: task.id, bond });
    await passSeed(network.chain);
    await tab(/^Duty \(1\)/).click();
    await until(async () => training.indicesOf((await readRound()).submitted).length === 3, 'three updates');
    await shown('3 of 3 submitted');
    await shown('Where does your key work?');
    await assertAccessible(open.page);
    await button('Check the shares').click();
    await shown('2 of 3 right, 1 bad');
    await shown('Complaints and demands begin when the training is over.');
    assert.equal(await button('Complain').count(), 0);
    const { trainingEnds } = await readRound();
    await network.chain.moveTo(trainingEnds + 1);
    await button('Complain').waitFor({ timeout: WAIT });
    assert.equal(await button('Complain').isDisabled(), true);
  });

  it('works only where its owner says so, and has the cheater left out and slashed', async () => {
    assert.equal(await button('Work in this page').isDisabled(), true);
    await open.page.getByLabel(/^This key works nowhere else/).check();
    await button('Work in this page').click();
    await open.page.getByLabel('Attend while this page is open').waitFor({ timeout: WAIT });
    await assertAccessible(open.page);
    await refuseThenSign(() => button('Complain').click());
    await shown(/^Left out$/);
    const { excluded } = await readRound();
    const cheater = trainers[2] as RunningTrainer;
    const { index, status } = await training.readEnrolment(client(), contract(), {
      task: task.id,
      trainer: cheater.address,
    });
    assert.deepEqual(training.indicesOf(excluded), [index]);
    assert.equal(status, 'expelled');
  });

  it('freezes the round after a reload, and checks anew', async () => {
    await reload();
    await openVault();
    const { trainingEnds } = await readRound();
    const { demands, answers, complaints } = task.terms.times;
    await stack.network.chain.moveTo(trainingEnds + demands + answers + complaints + 1);
    await button('Check the shares').click();
    await shown('2 of 2 right');
    await button('Freeze the round').click();
    await until(async () => (await readRound()).status === 'frozen', 'the freeze');
  });

  it('publishes one sum, noted before anything leaves, also after a rejection', async () => {
    await button('Publish my sum').click();
    const dialog = open.page.getByRole('dialog');
    await dialog.waitFor({ timeout: WAIT });
    await assertAccessible(open.page);
    open.wallet.decide = () => 'reject';
    await dialog.getByRole('button', { name: 'Note it, and publish' }).click();
    await shown(/it will be the very same sum/);
    assert.equal((await readRound()).posted & 1, 0);
    open.wallet.decide = () => 'approve';
    await reload();
    await openVault();
    await button('Check the shares').click();
    await button('Publish my sum').click();
    await dialog.getByRole('button', { name: 'Note it, and publish' }).click();
    await until(async () => ((await readRound()).posted & 1) === 1, 'the posted sum');
    await shown('1, you');
  });

  it('proves the next model from its own sum and another one', async () => {
    await stack.network.chain.mine(2);
    await button('Prove the next model').click({ timeout: 2 * WAIT });
    await until(async () => (await readRound()).status === 'finalised', 'the next model');
    await shown(/The next model is proven/);
  });

  it('settles, is paid, and shows what came of it', async () => {
    const { aggregationEnds } = await readRound();
    const { demands, answers, complaints } = task.terms.times;
    await stack.network.chain.moveTo(aggregationEnds + demands + answers + complaints + 1);
    await button('Settle').click({ timeout: WAIT });
    await shown('No round needs you now');
    await tab(/^Stake/).click();
    await button(/^Pay out/).click({ timeout: WAIT });
    await until(async () => (await training.readOwed(client(), contract(), open.wallet.address)) === 0n, 'the pay');
    await tab(/^History/).click();
    await shown('Your share was proven bad: the trainer is left out');
    await shown('Sum published');
    await assertAccessible(open.page);
  });

  const sharesOf = async (): Promise<Needle[]> => {
    const { chain, artifacts, pinNode } = stack.network;
    const view = await readRoundView(client(), {
      chainId: chain.chainId,
      contract: contract(),
      task: task.id,
      round: 1n,
    });
    const { scope, round } = view;
    const log = { scope, log: BigInt(round.log), range: { fromBlock: round.openedAt } };
    const logged = await readSubmissions(client(), contract(), log);
    const store = gatewayReader(pinNode.url);
    const received = await Promise.all(
      logged.map(async (one) => ({
        submission: requireSubmission(one),
        envelope: await store.getBlock(cidFromDigest(one.cidDigest)),
      })),
    );
    const bases = artifacts.verificationKey.committedBases;
    const own = { index: 1, members: 3, threshold: 2, secretKey: keys.secretKey, bases, randomness: systemRandomness };
    return openShares(received, own).flatMap((opened, trainer) =>
      opened.outcome === 'right'
        ? opened.share.map((value, l) => ({ name: `share ${l} of trainer ${trainer}`, value }))
        : [],
    );
  };

  it('has kept and sent neither key, nor passphrase, nor share', async () => {
    const shares = await sharesOf();
    assert.equal(shares.length, 2 * stack.network.artifacts.verificationKey.committedBases.length);
    const needles: Needle[] = [
      { name: 'secret key', value: keys.secretKey },
      { name: 'passphrase', value: PASSPHRASE },
      ...shares,
    ];
    assert.deepEqual(describeLeaks(await inspectStorage(open.page), needles), []);
    assert.deepEqual(describeLeaks(await traffic.dump(), needles), []);
    assert.deepEqual(open.problems([NOT_FOUND]), []);
  });

  it('brings the key back from its backup in another browser, and warns of where it worked', async () => {
    const { guestAccount } = stack.network;
    const other = await stack.openPage({ path: '#/keyholder', wallet: stack.walletOf(guestAccount(0)) });
    const { page } = other as { page: Page };
    try {
      await page.getByRole('main').getByRole('button', { name: 'Connect a wallet' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Test wallet' }).click();
      await page.getByRole('tab', { name: /^Key/ }).click({ timeout: WAIT });
      await page.getByRole('button', { name: 'Open the vault' }).click();
      await page.getByText('another key than the one that is here').waitFor({ timeout: WAIT });
      await page.locator('input[type=file]').setInputFiles(backup);
      await page.getByLabel('Passphrase of the backup').fill(PASSPHRASE);
      await page.getByRole('button', { name: 'Bring the key here' }).click();
      await page.getByText('Brought here from a backup').waitFor({ timeout: WAIT });
      await page.getByText('Registered', { exact: true }).waitFor({ timeout: WAIT });
      assert.deepEqual(other.problems(), []);
    } finally {
      await other.close();
    }
  });
});
