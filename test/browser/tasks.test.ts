// Tasks and rounds in a real page: looking around, proposing a task, and a real round from its opening to its pay.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { circuitNamed, gatewayReader, meanLoss, rawCid, readFile, training } from '@tacit/sdk';
import type { Page } from 'playwright-core';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { getTransactionReceipt } from 'viem/actions';
import { acceptTask } from '../../scripts/network/committee.ts';
import { FINALITY } from '../../scripts/network/network.ts';
import { paceRound, passSeed } from '../../scripts/network/pacer.ts';
import { assertAccessible } from './support/axe.ts';
import { assertNeverBlocked, forgetBlocked } from './support/blocked.ts';
import { type OpenPage, PHONE } from './support/open-page.ts';
import { describeLeaks, inspectStorage, recordTraffic, type Traffic } from './support/secrets.ts';
import { openStack, type Stack } from './support/stack.ts';
import { type Story, startStory } from './support/verify-story.ts';

type Hex = `0x${string}`;

const CIRCUIT = 'logistic-4x3-b8';
const [TRAINERS, STEPS] = [3, 2];
/** What a page may complain of when its node is gone. */
const LOST = [/ERR_FAILED/, /Failed to load resource/];

const connect = async ({ page }: OpenPage): Promise<void> => {
  await page.getByRole('button', { name: 'Connect a wallet' }).click();
  await page.getByRole('button', { name: 'Test wallet' }).click();
  await page.getByRole('button', { name: /^Account 0x/ }).waitFor();
};

/** The value of a fact by its name, within a part of the page. */
const factOf = (page: Page, region: string, label: string): Promise<string> =>
  page
    .getByRole('region', { name: region })
    .locator('dt', { hasText: new RegExp(`^${label}$`) })
    .locator('xpath=following-sibling::dd[1]')
    .innerText();

/** Runs in the page: how wide it is, if that is too wide, and what reaches out of it but tables, which scroll in themselves. */
function findTooWide(): string[] {
  const { scrollWidth } = document.documentElement;
  if (scrollWidth <= window.innerWidth) return [];
  const reaching = [...document.querySelectorAll('body *')].filter(
    (each) => each.getBoundingClientRect().right > window.innerWidth && !each.closest('.overflow-x-auto'),
  );
  return [String(scrollWidth), ...reaching.map((each) => each.outerHTML.slice(0, 200))];
}

const next = (page: Page, title: string): Promise<void> => page.getByRole('button', { name: `Next: ${title}` }).click();

describe('tasks in a page', () => {
  let stack: Stack;
  let story: Story;
  const opened: OpenPage[] = [];
  const open = async (options?: Parameters<Stack['openPage']>[0]): Promise<OpenPage> => {
    const page = await stack.openPage(options);
    opened.push(page);
    return page;
  };

  before(async () => {
    const sizes = { trainers: TRAINERS, minTrainers: TRAINERS, steps: STEPS, rounds: 3, keyholders: 3, threshold: 2 };
    stack = await openStack({ circuit: CIRCUIT, ...sizes });
    story = await startStory(stack.network, TRAINERS);
  });

  after(async () => {
    await Promise.all(opened.map((page) => page.close()));
    await story?.stopTrainers();
    await stack?.stop();
  });

  describe('without a wallet', () => {
    let looking: OpenPage;
    before(async () => {
      looking = await open();
    });

    it('says what Tacit is, with figures from the chain, and what it does not promise', async () => {
      const { page } = looking;
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByRole('heading', { name: 'So far' }).scrollIntoViewIfNeeded();
      await page.getByText('tasks proposed').locator('xpath=..').getByText('1', { exact: true }).waitFor();
      await page.getByText('proofs checked by contracts').locator('xpath=..').getByText('0', { exact: true }).waitFor();
      await page.getByRole('img', { name: /only|sum/i }).waitFor();
      assert.equal(await page.getByText(/development keys/).count(), 1);
      await assertAccessible(page);
    });

    it('finds tasks by status, words and whose they are', async () => {
      const { page } = looking;
      await looking.go('#/tasks');
      await page.getByText('1 of 1 task').waitFor();
      assert.ok(await page.getByLabel('Whose').isDisabled());
      await page.getByLabel('Status').selectOption('ended');
      await page.getByText('No task is like that').waitFor();
      await page.getByRole('button', { name: 'Show all tasks' }).click();
      await page.getByLabel('Search').fill(stack.network.task.id.slice(4, 20).toUpperCase());
      await page.getByText('1 of 1 task').waitFor();
      await page.getByLabel('Search').fill('nothing of the kind');
      await page.getByText('0 of 1 task').waitFor();
      await page.getByLabel('Search').fill(CIRCUIT);
      await assertAccessible(page);
      await page.getByRole('link', { name: /4 features to 3 classes/ }).click();
      await page.getByRole('heading', { level: 1, name: '4 features to 3 classes' }).waitFor();
    });

    it('shows a task’s terms, its keyholders and trainers, and says what needs a wallet', async () => {
      const { page } = looking;
      await page.getByText('Terms match the id').waitFor();
      await page.getByText('Hashes and addresses').click();
      await page.getByText('Same as this page’s own copy').waitFor();
      assert.equal(await page.getByText('Accepted, stake locked').count(), 3);
      await page.getByRole('region', { name: 'Trainers', exact: true }).getByText(`${TRAINERS} are enrolled`).waitFor();
      const opening = page.getByRole('button', { name: 'Open a round' });
      assert.ok(await opening.isDisabled());
      await page.getByText('Needs a wallet on this network.').waitFor();
      await assertAccessible(page);
      await page.setViewportSize(PHONE);
      assert.deepEqual(await page.evaluate(findTooWide), []);
      assert.deepEqual(looking.problems(), []);
    });

    it('says what is wrong with an address that leads nowhere', async () => {
      const { page } = looking;
      for (const [path, title] of [
        [`#/tasks/0x${'12'.repeat(32)}`, 'There is no such task here'],
        ['#/tasks/0x12', 'There is no such task here'],
        [`#/tasks/${stack.network.task.id}/rounds/7`, 'This round was never opened'],
        [`#/tasks/${stack.network.task.id}/rounds/one`, 'This round was never opened'],
      ] as const) {
        await looking.go(path);
        await page.getByText(title, { exact: true }).waitFor();
      }
    });
  });

  describe('a round', () => {
    let following: OpenPage;
    before(async () => {
      following = await open({
        wallet: stack.walletOf(stack.network.guestAccount(0)),
        path: `#/tasks/${stack.network.task.id}`,
      });
      await connect(following);
    });
    const roundNow = (): Promise<training.Round> => {
      const { chain, contracts, task } = stack.network;
      return training.readRound(chain.client, contracts.training, { task: task.id, round: 1n });
    };

    it('is opened by anybody, unless the wallet says no', async () => {
      const { page, wallet } = following;
      wallet.decide = () => 'reject';
      await page.getByRole('button', { name: 'Open a round' }).click();
      await page.getByText('You did not sign').waitFor();
      assert.equal((await roundNow()).status, 'none');
      wallet.decide = () => 'approve';
      await page.getByRole('button', { name: 'Open a round' }).click();
      await page.getByRole('link', { name: 'Follow round 1' }).click();
      await page.getByRole('heading', { level: 1, name: 'Round 1' }).waitFor();
      assert.equal((await roundNow()).opener, wallet.address);
    });

    it('is followed live to its model, with what the chain says of it', async () => {
      const { page } = following;
      await forgetBlocked(page);
      await page.evaluate(() => void Object.assign(window, { sameVisit: true }));
      const { network } = stack;
      const { chain, contracts, task, keyholders } = network;
      await passSeed(chain);
      const seen = new Set<string>();
      const place = { chain, contract: contracts.training, task: task.id, round: 1, finality: FINALITY };
      const steps = page.getByRole('list', { name: 'Phases of the round' });
      const look = setInterval(() => {
        const current = steps.locator('li[aria-current=step] p').first();
        current.innerText({ timeout: 500 }).then(
          (title) => seen.add(title),
          () => undefined,
        );
      }, 300);
      await paceRound({ ...place, expected: () => TRAINERS, keyholders: () => keyholders });
      await page.getByRole('heading', { name: 'A new model, proven' }).waitFor();
      clearInterval(look);
      assert.ok(seen.has('Trainers prove and submit'), [...seen].join());
      assert.equal(await page.evaluate(() => Object.hasOwn(window, 'sameVisit')), true, 'the page was loaded again');
      const round = await roundNow();
      const loss = meanLoss(circuitNamed(CIRCUIT).format, Number(round.lossSum), TRAINERS * STEPS);
      assert.equal(await factOf(page, 'A new model, proven', 'Mean loss'), loss.toPrecision(6).replace(/0+$/, ''));
      assert.equal(await page.getByText('Proven and submitted').count(), TRAINERS);
      const hash = (await page
        .getByRole('region', { name: 'A new model, proven' })
        .locator('code[title]')
        .nth(1)
        .getAttribute('title')) as Hex;
      const { gasUsed } = await getTransactionReceipt(chain.client, { hash });
      const shown = await factOf(page, 'A new model, proven', 'Gas of the proof');
      assert.equal(Number(shown.replaceAll(',', '')), Number(gasUsed));
      await assertNeverBlocked(page);
      await assertAccessible(page);
    });

    it('is in the chart of its task, with its numbers in a table', async () => {
      const { page } = following;
      await following.go(`#/tasks/${stack.network.task.id}`);
      await page.getByRole('img', { name: 'Proven mean loss after each round' }).waitFor();
      await page.getByText('Numbers', { exact: true }).click();
      const table = page.getByRole('table', { name: 'Proven mean loss after each round' });
      assert.equal(await table.locator('tbody tr').count(), 1);
      const row = page.getByRole('table', { name: 'Rounds, the newest first' }).locator('tbody tr');
      await row.getByText('New model proven').waitFor();
      await assertAccessible(page);
    });

    it('is paid out by anybody, and its opener withdraws the bond', async () => {
      const { page, wallet } = following;
      const { chain, contracts, task } = stack.network;
      const { demands, answers, complaints } = task.terms.times;
      await chain.moveTo((await roundNow()).aggregationEnds + demands + answers + complaints + 1);
      await following.go(`#/tasks/${task.id}/rounds/1`);
      await page.getByRole('button', { name: 'Pay out' }).click();
      await page.getByText('0.0166667 ETH').waitFor();
      assert.equal((await roundNow()).settled, true);
      await following.go(`#/tasks/${task.id}`);
      await page.getByRole('button', { name: 'Withdraw 0.001 ETH' }).click();
      await page.getByText('Nothing is owed to you.').waitFor();
      assert.equal(await training.readOwed(chain.client, contracts.training, wallet.address), 0n);
      assert.deepEqual(following.problems(), []);
    });
  });

  describe('a new task', () => {
    let creating: OpenPage;
    let traffic: Traffic;
    const admitted = Array.from({ length: 3 }, () => privateKeyToAddress(generatePrivateKey()));
    before(async () => {
      creating = await open({
        wallet: stack.walletOf(stack.network.guestAccount(1)),
        path: '#/create',
        prepare: async (context) => {
          traffic = recordTraffic(context);
        },
      });
      await connect(creating);
    });

    it('is drafted step by step, says what is missing, and survives a reload', async () => {
      const { page } = creating;
      await page.getByRole('button', { name: '7 Look over and sign' }).click();
      await page.getByText('Something is missing', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'What is learned', exact: true }).last().click();
      await page.getByText('Choose what is learned.').waitFor();
      await page.getByRole('radio', { name: new RegExp(CIRCUIT) }).check();
      await page.getByLabel('Title').fill('Iris species');
      await page.getByLabel('What it is about').fill('Flowers.');
      await page.getByLabel('The 4 features, in order').fill('a, b, c');
      await page.getByText('you named 3').waitFor();
      await page.reload();
      assert.equal(await page.getByLabel('Title').inputValue(), 'Iris species');
      await page.getByLabel('The 4 features, in order').fill('a, b, c, d');
      await assertAccessible(page);
      await next(page, 'keyholders');
      for (const box of await page.getByRole('checkbox').all()) await box.check();
      await page.getByText('must collude to read one trainer’s update').waitFor();
      await next(page, 'rounds and steps');
      await page.getByLabel('Rounds', { exact: true }).fill('2');
      await page.getByLabel('Learning rate').selectOption({ label: '0.5' });
      await next(page, 'who may train');
      await page.getByRole('textbox', { name: 'Addresses' }).fill(`${admitted.join('\n')}\nsomebody`);
      await next(page, 'times');
      await page.getByRole('button', { name: 'In one sitting' }).click();
      await next(page, 'rewards and stakes');
      await next(page, 'look over and sign');
      await page.getByText('Something is missing', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Who may train', exact: true }).last().click();
      await page.getByText('No address in line 4').waitFor();
      await page.getByRole('textbox', { name: 'Addresses' }).fill(admitted.join('\n'));
      await page.getByRole('button', { name: 'Look over and sign' }).click();
      assert.deepEqual(
        await page.locator('[data-caution]').evaluateAll((all) => all.map((one) => one.getAttribute('data-caution'))),
        ['DEVELOPMENT_KEY'],
      );
    });

    it('is not proposed where the wallet says no, at either signature', async () => {
      const { page, wallet } = creating;
      wallet.decide = () => 'reject';
      await page.getByRole('button', { name: 'Open the vault' }).click();
      await page.getByText('You did not sign').waitFor();
      wallet.decide = () => 'approve';
      await page.getByRole('button', { name: 'Open the vault' }).click();
      const propose = page.getByRole('button', { name: 'Propose the task and pay 0.09 ETH' });
      await propose.waitFor();
      await page.getByText(/and gas: [\d,]+ gas, now about/).waitFor();
      await assertAccessible(page);
      wallet.decide = () => 'reject';
      await propose.click();
      await page.getByText('You did not sign').waitFor();
      const { tasks } = await training.listTasks(stack.network.chain.client, stack.network.contracts.training, {
        fromBlock: 0n,
      });
      assert.equal(tasks.length, 1);
      wallet.decide = () => 'approve';
    });

    it('is on the chain as it was written, and its description in the store', async () => {
      const { page, wallet } = creating;
      const { chain, contracts, pinNode } = stack.network;
      await page.getByRole('button', { name: /^Propose the task/ }).click();
      await page.getByText('The task is proposed').waitFor();
      await assertAccessible(page);
      const { tasks } = await training.listTasks(chain.client, contracts.training, { fromBlock: 0n });
      const created = tasks.at(-1) as training.ListedTask;
      const { terms } = created;
      assert.equal(created.coordinator, wallet.address);
      assert.equal(terms.admissionRoot, training.admissionOf(admitted).root);
      assert.deepEqual([terms.work.rounds, terms.work.multiplier, terms.threshold], [2, 8, 2]);
      assert.equal(terms.times.aggregation, 25 * 60);
      const bytes = await readFile(gatewayReader(pinNode.url), rawCid(BigInt(terms.specCid)), { limit: 10_000 });
      const { title, features } = JSON.parse(new TextDecoder().decode(bytes)) as { title: string; features: string[] };
      assert.deepEqual([title, features], ['Iris species', ['a', 'b', 'c', 'd']]);
    });

    it('shows who has accepted, and is in the list', async () => {
      const { page } = creating;
      const { chain, contracts, committee } = stack.network;
      const { tasks } = await training.listTasks(chain.client, contracts.training, { fromBlock: 0n });
      const { task, terms } = tasks.at(-1) as training.ListedTask;
      assert.equal(await page.getByText('Has not accepted').count(), 3);
      const acceptance = { task, amount: terms.amounts.keyholderStake, deadline: BigInt(terms.times.startsAt) };
      for (const member of committee) await acceptTask(chain, contracts, member, acceptance);
      await page.getByText('Accepted, stake locked').nth(2).waitFor();
      await page.reload();
      await page.getByText('The task is proposed').waitFor();
      await creating.go('#/tasks');
      await page.getByLabel('Whose').selectOption('coordinator');
      await page.getByText('1 of 2 tasks').waitFor();
      await page.getByRole('link', { name: 'Iris species' }).click();
      await page.getByText('a, b, c, d').waitFor();
      await page.getByText('Recruiting').waitFor();
    });

    it('left no secret, and nobody’s name from the list', async () => {
      const { page, wallet } = creating;
      const needles = admitted.map((value, i) => ({ name: `trainer ${i}`, value }));
      assert.deepEqual(describeLeaks(await traffic.dump(), needles), []);
      const kept = await inspectStorage(page);
      assert.deepEqual(kept.extractable, []);
      assert.ok(wallet.approved().includes('eth_sendTransaction'));
      assert.deepEqual(creating.problems(), []);
    });
  });

  it('says when the network does not answer, and goes on when it does', async () => {
    const lost = await open({ path: '#/tasks' });
    const { page, context } = lost;
    await page.getByText('of 2 tasks').waitFor();
    const { url } = stack.network.chain;
    await context.route(`${url}/**`, (route) => route.abort());
    await lost.go(`#/tasks/${stack.network.task.id}`);
    await page.getByText('The network does not answer').first().waitFor();
    await assertAccessible(page, ['light']);
    await context.unroute(`${url}/**`);
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByRole('heading', { level: 1, name: '4 features to 3 classes' }).waitFor();
    assert.deepEqual(lost.problems(LOST), []);
  });
});
