// What a person does on the pages of predictions, step by step.
import assert from 'node:assert/strict';
import type { Download, Page } from 'playwright-core';
import type { WalletRequest } from './wallet.ts';

const PATIENCE_MS = 60_000;

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

export async function connectWallet(page: Page): Promise<void> {
  await button(page, 'Connect a wallet').last().click();
  await button(page, /Story wallet/).click();
  await button(page, 'Connect a wallet').first().waitFor({ state: 'detached' });
}

/** Asks the wallet once, or twice the first time. */
export async function openVault(page: Page): Promise<void> {
  await button(page, 'Open the vault').click();
  await button(page, 'Open the vault').waitFor({ state: 'detached', timeout: PATIENCE_MS });
}

/** A stroke from point to point, in the sheet's own 280 pixels. */
export async function draw(page: Page, points: readonly (readonly [number, number])[]): Promise<void> {
  const sheet = page.getByRole('img', { name: /sheet to draw on|Your drawing/ });
  await sheet.scrollIntoViewIfNeeded();
  const box = await sheet.boundingBox();
  assert.ok(box);
  const [first = [0, 0], ...rest] = points;
  await page.mouse.move(box.x + first[0], box.y + first[1]);
  await page.mouse.down();
  for (const [x, y] of rest) await page.mouse.move(box.x + x, box.y + y, { steps: 4 });
  await page.mouse.up();
}

/** What stands under "As it is encrypted". */
export async function encryptedValues(page: Page): Promise<number[]> {
  const cells = page.getByRole('region', { name: 'What is encrypted' }).locator('tbody tr td:nth-child(3)');
  return (await cells.allTextContents()).map(Number);
}

/** Ends on the prediction's own page, with everything kept and nothing sent. */
export async function encrypt(page: Page): Promise<string> {
  await button(page, 'Encrypt in this page').click();
  await button(page, /^Send and pay/).waitFor({ timeout: PATIENCE_MS });
  const [, job] = /#\/jobs\/(0x[0-9a-f]{64})$/.exec(page.url()) ?? [];
  assert.ok(job, page.url());
  return job;
}

export const send = (page: Page): Promise<void> => button(page, /^Send and pay/).click();

export async function accept(page: Page): Promise<void> {
  await button(page, 'Accept and close').click({ timeout: PATIENCE_MS });
}

/** What the page shows as the model's class. */
export async function openResult(page: Page): Promise<string> {
  await button(page, 'Open the result').click({ timeout: PATIENCE_MS });
  await page.getByRole('heading', { name: 'Your result', exact: true }).waitFor({ timeout: PATIENCE_MS });
  return (await page.getByTestId('class').textContent()) ?? '';
}

export interface ResultFile {
  readonly job: string;
  readonly predictions: readonly {
    readonly class?: string;
    readonly outputs: readonly number[];
    readonly inputs: readonly number[];
  }[];
}

async function textOf(download: Download): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

export async function downloadResult(page: Page, kind: 'CSV' | 'JSON'): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, kind).click()]);
  return await textOf(download);
}

/** Says no the next time that the wallet is asked for `method`, and yes ever after. */
export function refuseOnce(method: string): (request: WalletRequest) => 'approve' | 'reject' {
  let isOpen = true;
  return (request) => {
    if (!isOpen || request.method !== method) return 'approve';
    isOpen = false;
    return 'reject';
  };
}

export const sawRejection = (page: Page): Promise<void> =>
  page.getByText('You did not sign').waitFor({ timeout: PATIENCE_MS });

/** The keys are looked for before they are sent, so that they are sent once: the pin node then says that it has none. */
export const KEYS_NOT_THERE = /status of 404 .*\/ipfs\//;
