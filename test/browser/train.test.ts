// Two people train a round from their browsers, from a CSV to the next model: real proofs, real keyholders, and everything that
// may go wrong on the way.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { meanLoss, type ReadClient, training } from '@tacit/sdk';
import type { Page } from 'playwright-core';
import { FINALITY } from '../../scripts/network/network.ts';
import { paceRound } from '../../scripts/network/pacer.ts';
import type { RunningWorker } from '../../scripts/network/workers.ts';
import { assertAccessible } from './support/axe.ts';
import { blockFor } from './support/blocked.ts';
import { type Busiest, measureBusy } from './support/busy.ts';
import type { OpenPage } from './support/open-page.ts';
import { describeLeaks, inspectStorage, type Needle, recordTraffic, type Traffic } from './support/secrets.ts';
import { openStack, type Stack } from './support/stack.ts';
import {
  datasetNeedles,
  shareNeedles,
  type TrainerPage,
  trainerAt,
  WAIT,
  wardRows,
  watchRows,
} from './support/train-story.ts';

const STEPS = 4;
/** Chromium's own lines about a pin node that was taken away. */
const LOST_STORE = /Failed to load resource: net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)/;
const NAMES = ['Ada', 'Ben'] as const;

interface Person {
  readonly open: OpenPage;
  readonly traffic: Traffic;
  readonly csv: string;
  readonly needles: Needle[];
  /** The tab that trains. */
  at: TrainerPage;
}

/** Whatever is reported in a tab about its training: by the channel that tabs share. */
const listen = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const names = window as unknown as { views?: unknown[] };
    names.views = [];
    const look = async (): Promise<void> => {
      const { held = [] } = await navigator.locks.query();
      const name = held.map((lock) => lock.name).find((each) => each?.startsWith('tacit-training '));
      if (name === undefined) return void setTimeout(look, 50);
      new BroadcastChannel(name).addEventListener('message', ({ data }) => names.views?.push(data.view));
    };
    void look();
  });

interface SeenRound {
  readonly proven: number;
  readonly resumedWith?: number;
  readonly proofMs: readonly number[];
}
const lastSeen = (page: Page): Promise<SeenRound | undefined> =>
  page.evaluate(() => {
    const { views = [] } = window as unknown as { views?: { rounds: SeenRound[] }[] };
    return views.filter(Boolean).at(-1)?.rounds.at(-1);
  });

describe('training from a page', () => {
  let stack: Stack;
  let pinNode: RunningWorker | undefined;
  let busiest: () => Promise<Busiest>;
  let [ada, ben] = [] as unknown as [Person, Person];
  const client = (): ReadClient => stack.network.chain.client as unknown as ReadClient;
  const contract = () => stack.network.contracts.training;
  const task = () => stack.network.task.id;
  const readRound = () => training.readRound(client(), contract(), { task: task(), round: 1n });
  const path = () => `#/train/${task()}`;
  const admitted = () => [0, 1, 2].map((i) => stack.account(stack.network.trainerAccount(i)).address);

  async function enter(which: 0 | 1): Promise<Person> {
    const traffics: Traffic[] = [];
    const { csv, needles } = wardRows(which + 1);
    const open = await stack.openPage({
      path: '#/train',
      wallet: { ...stack.walletOf(stack.network.trainerAccount(which)), name: NAMES[which] },
      prepare: async (context) => {
        traffics.push(recordTraffic(context));
        await watchRows(context);
      },
    });
    open.page.on('dialog', (dialog) => void dialog.accept());
    return { open, traffic: traffics[0] as Traffic, csv, needles: [...needles], at: trainerAt(open) };
  }

  /** Until the wallet was asked so often for a transaction. */
  async function asked({ open }: Person, transactions: number): Promise<void> {
    const end = performance.now() + WAIT;
    while (open.wallet.log.filter(({ method }) => method === 'eth_sendTransaction').length < transactions) {
      if (performance.now() > end) throw new Error('the wallet was not asked');
      await open.page.context().pages()[0]?.waitForTimeout(100);
    }
  }

  async function enrolmentOf(which: 0 | 1): Promise<training.Enrolment> {
    const trainer = stack.account(stack.network.trainerAccount(which)).address;
    return await training.readEnrolment(client(), contract(), { task: task(), trainer });
  }

  before(async () => {
    stack = await openStack({ steps: STEPS, trainers: 3, minTrainers: 2, rounds: 2, blockSeconds: 1 });
    [ada, ben] = [await enter(0), await enter(1)];
  });
  after(async () => {
    await ada?.open.close();
    await ben?.open.close();
    await pinNode?.stop();
    await stack?.stop();
  });

  it('shows what a task asks to whoever has no wallet', async () => {
    const { at } = ada;
    await at.shown('No wallet is connected');
    await at.main.getByRole('link', { name: /features/ }).click();
    await at.shown('This task uses a development key');
    await at.shown('Stays in this page');
    await at.shown('A sum is over 3 trainers or more');
    assert.equal(await at.fact('You deposit'), '0.104 ETH');
    assert.equal(await at.fact('Keyholders'), 'any 2 of 3');
    await assertAccessible(at.page);
  });

  it('reads a file here, says what is wrong by line, and what would be committed to', async () => {
    const { at, csv } = ada;
    await at.giveFile('broken.csv', 'a,b,c\n1,2,3\n4,5\n');
    await at.shown('A row does not fit the others');
    await at.shown('Line 3, column 3.');
    await at.button('Choose another file').click();
    await at.giveFile('texts.csv', 'id,b,c,d,e,kind\np1,1,2,3,4,x\np2,1,2,3,4,y\np3,1,2,3,4,z\n');
    await at.shown('The first rows, as they were read');
    assert.equal(await at.page.getByLabel('What “id” is').inputValue(), 'none');
    await at.button('Prepare these rows').click();
    await at.shown('There are too few complete rows');
    await at.button('Choose another file').click();
    await at.giveFile('ward.csv', csv);
    await at.shown('60 rows, 5 columns');
    await at.main.getByText('Show them by line').click();
    await at.shown('Line 5: “pressure” has no value');
    assert.equal(await at.page.getByLabel('Output 1 means').inputValue(), 'mild');
    await at.page.getByLabel('Output 1 means').fill('none');
    await at.shown('The class “none” stands twice.');
    assert.equal(await at.button('Prepare these rows').isDisabled(), true);
    await at.page.getByLabel('Output 2 means').fill('mild');
    await at.button('Prepare these rows').click();
    await at.shown('What you commit to');
    assert.equal(await at.fact('Becomes public: batches'), '7');
    await at.shown('Rows left out: 1 with a gap, 3 beyond the last full batch.');
    await assertAccessible(at.page);
    assert.equal(ada.open.wallet.log.length, 0);
  });

  it('enrols with the rows that were shown; who refuses a signature has lost nothing', async () => {
    const { at, open } = ada;
    const dataRoot = await at.hashOf('Becomes public: data root');
    await at.connect('Ada');
    assert.equal(await at.hashOf('Becomes public: data root'), dataRoot);
    await at.giveList([admitted()[1] ?? '']);
    await at.shown('That is another task’s list');
    await at.giveList(admitted());
    await at.shown('Your account is on the task’s list.');
    open.wallet.decide = () => 'reject';
    await at.button('Open the vault').click();
    await at.shown('You did not sign');
    open.wallet.decide = () => 'approve';
    await at.openVault();
    assert.equal(await at.button('Enrol').isDisabled(), true);
    await at.page.getByLabel('I accept that for this task').check();
    open.wallet.decide = () => 'reject';
    await at.button('Enrol').click();
    await at.shown('You did not sign');
    await at.shown('Your prepared rows are kept in this browser, encrypted.');
    assert.equal(await at.main.getByRole('alert').count(), 0);
    assert.equal((await enrolmentOf(0)).status, 'none');
    ada.needles.push(...(await datasetNeedles(at.page)));
    open.wallet.decide = () => 'approve';
    await at.button('Enrol again').click();
    await at.shown('Waiting for the next round');
    const enrolment = await enrolmentOf(0);
    assert.equal(enrolment.dataRoot, BigInt(dataRoot));
    assert.equal(enrolment.deposit, BigInt(104) * 10n ** 15n);
    assert.deepEqual(ada.needles.filter(({ name }) => name.startsWith('salt')).length, 7);
  });

  it('takes a second person in another browser', async () => {
    const { at, csv } = ben;
    await ben.open.go(path());
    await at.connect('Ben');
    await at.giveFile('my ward.csv', csv);
    await at.button('Prepare these rows').click();
    await at.page.getByLabel('I accept that for this task').check();
    await at.giveList(admitted());
    await at.openVault();
    await at.button('Enrol').click();
    await at.shown('Waiting for the next round');
    ben.needles.push(...(await datasetNeedles(at.page)));
    assert.equal((await enrolmentOf(1)).status, 'active');
  });

  it('goes on after a reload in the middle of proving, and proves nothing twice', async () => {
    const { chain, task: running } = stack.network;
    await stack.network.pinNode.stop();
    busiest = await measureBusy(stack.browser, ben.at.page);
    await chain.moveTo(Number(running.startsAt));
    const bond = running.terms.amounts.openingBond;
    await training.openRound(chain.clientsOf(0), contract(), { task: task(), bond });
    const { at } = ada;
    await at.shown(new RegExp(`^[1-2] of ${STEPS} proofs`));
    await at.page.reload();
    await at.openVault();
    await listen(at.page);
    await at.shown(/ of them from before, kept sealed/);
    await at.button('Cancel').click();
    await at.shown('You paused the training');
    await at.button('Go on').click();
    await at.shown(`${STEPS} of ${STEPS} proofs`);
    const seen = await lastSeen(at.page);
    assert.ok(seen?.resumedWith !== undefined && seen.resumedWith >= 1);
    assert.equal(seen.resumedWith + seen.proofMs.length, STEPS);
    assert.equal(seen.proven, STEPS);
  });

  it('waits for a pin node that is away, and uploads when it is back', async () => {
    await ada.at.shown('The pin node, which stores sealed updates, does not answer.');
    await ben.at.shown('The pin node, which stores sealed updates, does not answer.');
    await assertAccessible(ada.at.page);
    const answers = Promise.withResolvers<'reject'>();
    ada.open.wallet.decide = () => answers.promise;
    pinNode = await stack.network.pinNode.again();
    for (const { at } of [ada, ben]) await at.button('Try now').click();
    await asked(ada, 3);
    await ada.at.shown('Your wallet asks you to send the update of round 1');
    await assertAccessible(ada.at.page);
    assert.equal((await readRound()).submitted & 1n, 0n);
  });

  it('never blocked a page while it proved, uploaded and submitted', async () => {
    const { page } = ben.at;
    await ben.at.shown('Submitted');
    const { workMs } = await busiest();
    assert.ok(workMs < 100, `a task of the page worked for ${workMs} ms`);
    // That a page which computes would be noticed.
    const again = await measureBusy(stack.browser, page);
    await blockFor(page, 400);
    assert.ok((await again()).workMs >= 100);
  });

  it('lets one tab train, and another one follow and take over', async () => {
    const page = await ada.open.openTab(path());
    page.on('dialog', (dialog) => void dialog.accept());
    const second = trainerAt(ada.open, page);
    await second.shown('Another tab of this browser is training');
    await second.shown(`${STEPS} of ${STEPS} proofs`);
    ada.open.wallet.decide = () => 'approve';
    await second.openVault();
    await second.shown('takes over when that one is closed');
    ada.open.wallet.decide = ({ method }) => (method === 'eth_sendTransaction' ? 'reject' : 'approve');
    await ada.at.page.close();
    ada.at = second;
    await second.shown('You did not sign');
    await second.shown('Your proofs are kept, encrypted. They are not made again.');
    ada.open.wallet.decide = () => 'approve';
    await second.button('Ask the wallet again').click();
    await second.shown('Your update is in. Waiting for the others');
    const round = await readRound();
    assert.deepEqual(training.indicesOf(round.submitted), [0, 1]);
  });

  it('stops when the wallet goes to another network, and goes on when it is back', async () => {
    const { at, open } = ada;
    await open.wallet.useChain(1);
    await at.shown(/Your wallet is on chain 1/);
    await at.shown('Your wallet signs for the updates.');
    await open.wallet.useChain(stack.network.chain.chainId);
    await at.shown('The training stopped, and what was done is kept');
    await at.openVault();
    await at.shown('Your update is in. Waiting for the others');
  });

  it('ends in a model that both have proven a part of, with a receipt for each', async () => {
    const { chain, artifacts } = stack.network;
    await stack.mineEvery(0);
    const round = await paceRound({
      ...{ chain, contract: contract(), task: task(), round: 1, finality: FINALITY },
      expected: () => 2,
      keyholders: () => stack.network.keyholders,
    });
    assert.equal(round.status, 'finalised');
    for (const { at } of [ada, ben]) await at.shown('New model proven');
    const loss = meanLoss(artifacts.circuit.format, Number(round.lossSum), 2 * STEPS);
    assert.ok(Math.abs(Number(await ada.at.fact('Proven mean loss')) - loss) < 1e-3);
    assert.equal(await ada.at.hashOf('Seed'), round.seed);
    assert.equal(BigInt(await ada.at.hashOf('Model after')), round.rootAfter);
    assert.equal(BigInt(await ben.at.hashOf('Data root')), (await enrolmentOf(1)).dataRoot);
    const download = ben.at.page.waitForEvent('download');
    await ben.at.button('Download the receipt').click();
    const receipt = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as Record<string, string>;
    const sent = await chain.client.getTransactionReceipt({ hash: receipt.transaction as `0x${string}` });
    assert.equal(String(sent.gasUsed), receipt.gasUsed);
    assert.equal(sent.from, stack.account(stack.network.trainerAccount(1)).address.toLowerCase());
    assert.deepEqual([receipt.outcome, receipt.trainers, receipt.seed], ['finalised', 2, round.seed]);
    await assertAccessible(ada.at.page);
  });

  it('left nothing in clear anywhere', async () => {
    const shares = await shareNeedles(stack, 1n);
    assert.ok(shares.length > 20);
    for (const person of [ada, ben]) {
      const { open, at, traffic } = person;
      const needles = [...person.needles, ...shares];
      assert.deepEqual(describeLeaks(await inspectStorage(at.page), needles), []);
      assert.deepEqual(describeLeaks(await traffic.dump(), needles), []);
      const wallet = { where: 'what the wallet was asked', bytes: Buffer.from(JSON.stringify(open.wallet.log)) };
      assert.deepEqual(describeLeaks({ pieces: [wallet], unseen: [], extractable: [] }, needles), []);
      assert.deepEqual(open.problems([LOST_STORE]), []);
    }
  });

  it('is listed, and shows its receipts again in another visit', async () => {
    const { at, open } = ben;
    await open.go('#/train');
    await at.shown('My trainings');
    await assertAccessible(at.page);
    await at.page.reload();
    await at.main
      .getByRole('link', { name: /features/ })
      .first()
      .click();
    await at.openVault();
    await at.shown('New model proven');
    await at.shown('The secrets of this round are deleted here');
  });
});
