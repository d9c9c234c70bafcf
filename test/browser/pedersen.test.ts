// The bench of commitments, in a real page: the page, the SDK, the command line and the contract say the same.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { addOpenings, aggregate, type Commitment, commit, FIELD_ORDER, type Opening, verifyOpening } from '@tacit/sdk';
import type { Page } from 'playwright-core';
import { openTasks, type RunTask } from '../../scripts/network/tasks.ts';
import { assertAccessible } from './support/axe.ts';
import { assertNeverBlocked, forgetBlocked } from './support/blocked.ts';
import { type OpenPage, PHONE } from './support/open-page.ts';
import { describeLeaks, inspectStorage, recordTraffic } from './support/secrets.ts';
import { openStack, type Stack } from './support/stack.ts';

const WAIT = 20_000;

describe('the bench of commitments in a page', () => {
  let stack: Stack;
  let run: RunTask;
  let folder: string;
  const opened: OpenPage[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tacit-bench-'));
    stack = await openStack({ keyholders: 3, trainers: 2 });
    run = await openTasks(stack.network.chain.url, { optimised: false });
  });
  after(async () => {
    for (const page of opened) await page.close();
    await stack?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (options: Parameters<Stack['openPage']>[0] = {}): Promise<OpenPage> => {
    const page = await stack.openPage({ path: '#/pedersen', ...options });
    opened.push(page);
    return page;
  };
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();
  const contractSays = async (page: Page, words: string): Promise<void> => {
    await button(page, 'Ask the contract').click();
    await page.getByText(words, { exact: true }).waitFor({ timeout: WAIT });
  };

  async function saved(page: Page, name: string): Promise<string> {
    const waiting = page.waitForEvent('download');
    await button(page, name).click();
    const path = join(folder, (await waiting).suggestedFilename());
    await (await waiting).saveAs(path);
    return path;
  }

  async function commitTo(page: Page, value: string, blinding?: string): Promise<Commitment> {
    await page.getByLabel('Value', { exact: true }).fill(value);
    if (blinding !== undefined) {
      await page.getByLabel('I bring my own blinding').check();
      await page.getByLabel('Blinding', { exact: true }).fill(blinding);
    }
    await button(page, 'Commit').click();
    const made = page.locator('[data-made]');
    await made.waitFor({ timeout: WAIT });
    return (await made.getAttribute('data-made')) as Commitment;
  }

  async function openIt(page: Page, commitment: string, { value, blinding }: Opening): Promise<string | null> {
    await page.getByLabel('Commitment', { exact: true }).fill(commitment);
    await page.getByLabel('Value', { exact: true }).fill(value.toString());
    await page.getByLabel('Blinding', { exact: true }).fill(blinding.toString());
    await button(page, 'Check the opening').click();
    const verdict = page.locator('[data-opens]');
    await verdict.waitFor({ timeout: WAIT });
    return await verdict.getAttribute('data-opens');
  }

  it('commits as the SDK does, and its file opens at the command line and in the contract', async () => {
    const { page, context, problems } = await open();
    const traffic = recordTraffic(context);
    await forgetBlocked(page);
    const blinding = 123456789012345678901234567890n;
    assert.equal(await commitTo(page, '42', blinding.toString()), commit(42n, { blinding }).commitment);
    const path = await saved(page, 'Save commitment, value and blinding');
    const json = JSON.parse(await readFile(path, 'utf8'));
    assert.deepEqual(json, {
      commitment: commit(42n, { blinding }).commitment,
      value: '42',
      blinding: blinding.toString(),
    });
    assert.equal((await run(['pedersen', 'verify'], { input: path })).code, 0);
    await assertNeverBlocked(page);
    await assertAccessible(page);
    // Nothing of it has left the page, or stays in it.
    const needles = [{ name: 'the blinding', value: blinding }];
    assert.deepEqual(describeLeaks(await traffic.dump(), needles), []);
    assert.deepEqual(describeLeaks(await inspectStorage(page), needles), []);
    await button(page, 'Open it').click();
    await button(page, 'Check the opening').click();
    await page.getByText('It opens', { exact: true }).waitFor({ timeout: WAIT });
    await contractSays(page, 'The contract says the same');
    await page.getByText(/would use about [\d,]+ gas/).waitFor();
    assert.deepEqual(problems(), []);
  });

  it('draws another blinding each time', async () => {
    const { page } = await open();
    const first = await commitTo(page, '7');
    await page.reload();
    assert.notEqual(await commitTo(page, '7'), first);
  });

  it('opens at both ends of the field, and nothing else opens', async () => {
    const { page, problems } = await open();
    await tab(page, 'Open');
    for (const opening of [
      { value: 0n, blinding: 1n },
      { value: FIELD_ORDER - 1n, blinding: 5n },
      { value: 3n, blinding: FIELD_ORDER - 1n },
    ]) {
      const { commitment } = commit(opening.value, opening);
      assert.equal(await openIt(page, commitment, opening), 'true');
      const wrong = { ...opening, value: (opening.value + 1n) % FIELD_ORDER };
      assert.equal(await openIt(page, commitment, wrong), 'false');
      assert.equal(verifyOpening(commitment, wrong.value, wrong.blinding), false);
    }
    // Both say that it does not open: the contract agrees.
    await contractSays(page, 'The contract says the same');
    await assertAccessible(page);
    assert.deepEqual(problems(), []);
  });

  it('reads what the command line wrote', async () => {
    const { page } = await open();
    const made = await run(['pedersen', 'commit'], { value: '99', json: true });
    assert.equal(made.code, 0);
    await tab(page, 'Open');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'c.json', mimeType: 'application/json', buffer: Buffer.from(made.stdout) });
    await page.waitForFunction(
      (value) => [...document.querySelectorAll('input')].some((input) => input.value === value),
      '99',
    );
    await button(page, 'Check the opening').click();
    await page.getByText('It opens', { exact: true }).waitFor({ timeout: WAIT });
  });

  it('adds up many as the SDK, the command line and the contract do, and opens their sum', async () => {
    const { page, problems } = await open({ viewport: PHONE });
    const openings = Array.from({ length: 12 }, (_, i) => ({
      value: BigInt(i),
      blinding: FIELD_ORDER - 1n - BigInt(i),
    }));
    const made = openings.map((opening) => ({ ...opening, ...commit(opening.value, opening) }));
    const commitments = made.map(({ commitment }) => commitment);
    await tab(page, 'Add');
    const lines = made.map(({ commitment, value, blinding }) => `${commitment},${value},${blinding}`);
    await page.getByLabel('Commitments', { exact: true }).fill(['commitment,value,blinding', ...lines].join('\n'));
    await button(page, 'Add them').click();
    const sum = page.locator('[data-sum]');
    await sum.waitFor({ timeout: WAIT });
    assert.equal(await sum.getAttribute('data-sum'), aggregate(commitments));
    const total = addOpenings(openings);
    await page.getByText(total.value.toString(), { exact: true }).waitFor();
    await contractSays(page, 'The contract says the same');
    const list = await saved(page, 'Save the list');
    const added = await run(['pedersen', 'aggregate'], { input: list, json: true });
    assert.equal(JSON.parse(added.stdout).commitment, aggregate(commitments));
    const opening = await saved(page, 'Save the sum with its opening');
    assert.equal((await run(['pedersen', 'verify'], { input: opening })).code, 0);
    await assertAccessible(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= PHONE.width, `${width} pixels wide`);
    assert.deepEqual(problems(), []);
  });

  it('names the entry of a list that is wrong', async () => {
    const { page } = await open();
    const { commitment } = commit(5n, { blinding: 6n });
    await tab(page, 'Add');
    const box = page.getByLabel('Commitments', { exact: true });
    const add = async (text: string, words: string | RegExp): Promise<void> => {
      await box.fill(text);
      await button(page, 'Add them').click();
      await page.getByText(words).first().waitFor({ timeout: WAIT });
    };
    await add(`${commitment},5,6\n${commitment},5,7`, 'Entry 2 does not open');
    await add(`${commitment}\n${commitment.slice(0, -2)}`, 'A line cannot be read');
    // A point that lies on no curve has the right spelling.
    await add(`${commitment}\n0x${'1'.repeat(128)}`, 'This is no commitment');
    await add('', 'A line cannot be read');
  });

  it('refuses numbers that no commitment takes, each in words of its own', async () => {
    const { page, problems } = await open();
    const value = page.getByLabel('Value', { exact: true });
    for (const [text, words] of [
      ['', 'Enter a whole number'],
      ['-3', 'Negative numbers have no place'],
      ['1.5', 'Only whole numbers'],
      ['0x2A', 'in lower case'],
      ['007', 'zeros in front'],
      [FIELD_ORDER.toString(), 'as large as the field’s order'],
      ['9'.repeat(90), 'as large as the field’s order'],
    ] as const) {
      await value.fill(text);
      await button(page, 'Commit').click();
      await page.getByText(words).waitFor({ timeout: WAIT });
      assert.equal(await value.getAttribute('aria-invalid'), 'true');
    }
    await value.fill('0');
    await page.getByLabel('I bring my own blinding').check();
    await page.getByLabel('Blinding', { exact: true }).fill('0');
    await button(page, 'Commit').click();
    await page.getByText('This value and this blinding commit to nothing', { exact: true }).waitFor({ timeout: WAIT });
    assert.deepEqual(problems(), []);
  });

  it('says when the contract is not here', async () => {
    const { page } = await open({
      prepare: (context) =>
        context.route('**/config.json', async (route) => {
          const response = await route.fetch();
          const config = await response.json();
          delete config.networks[0].contracts.PedersenBench;
          await route.fulfill({ response, json: config });
        }),
    });
    await commitTo(page, '1', '2');
    await button(page, 'Open it').click();
    await button(page, 'Check the opening').click();
    await button(page, 'Ask the contract').click();
    await page.getByText('This network lacks a part of Tacit').waitFor({ timeout: WAIT });
  });
});
