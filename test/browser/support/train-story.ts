// Two people with rows of their own, and what a test must know of them to look for it where it must not be.
import {
  cidFromDigest,
  circuitNamed,
  gatewayReader,
  openShares,
  parseDataset,
  type ReadClient,
  readFile,
  readRoundView,
  readSubmissions,
  requireSubmission,
  systemRandomness,
} from '@tacit/sdk';
import type { BrowserContext, Page } from 'playwright-core';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import type { OpenPage } from './open-page.ts';
import type { Needle } from './secrets.ts';
import type { Stack } from './stack.ts';

export const CIRCUIT = 'logistic-4x3-b8';
export const WAIT = 40_000;

declare global {
  interface Window {
    /** What was handed to workers to be enrolled with. */
    handedOver?: number[][];
  }
}

/** Runs in the page, before its own scripts: rows in the clear pass here once, on their way to where they are sealed. */
function watchWorkers(): void {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (this: Worker, ...args: unknown[]): void {
    const dataset = (args[0] as { order?: { dataset?: unknown } } | undefined)?.order?.dataset;
    if (dataset instanceof Uint8Array) window.handedOver = [...(window.handedOver ?? []), [...dataset]];
    (post as (...rest: unknown[]) => void).apply(this, args);
  } as typeof post;
}

export const watchRows = (context: BrowserContext): Promise<unknown> => context.addInitScript(watchWorkers);

/** The rows' secret, and every salt that follows from it. */
export async function datasetNeedles(page: Page): Promise<Needle[]> {
  const handed = await page.evaluate(() => window.handedOver ?? []);
  const datasets = await Promise.all(
    handed.map((bytes) => parseDataset(circuitNamed(CIRCUIT), Uint8Array.from(bytes))),
  );
  return datasets.flatMap(({ secret, data }) => [
    { name: 'the secret behind the salts', value: secret },
    ...Array.from({ length: data.batches }, (_, at) => ({ name: `salt ${at}`, value: data.saltOf(at) })),
  ]);
}

/** Rows that a ward may have, with a gap in the fourth; every number has digits that stand nowhere else. */
export function wardRows(seed: number): { readonly csv: string; readonly needles: readonly Needle[] } {
  const random = seededRandomness(seed);
  const number = (from: number, to: number): string => (from + (to - from) * random.next()).toFixed(4);
  const rows = Array.from({ length: 60 }, (_, at) => {
    const ill = at % 3;
    const pressure = at === 3 ? '' : number(100 + 15 * ill, 120 + 15 * ill);
    return [number(20, 90), pressure, number(4 + ill, 6 + ill), number(50, 110), ['none', 'mild', 'severe'][ill]];
  });
  const lines = rows.map((cells) => cells.join(','));
  const cells = rows.flatMap((row) => row.slice(0, 4).filter((cell) => cell !== ''));
  return {
    csv: `age,pressure,sugar,weight,state\n${lines.join('\n')}\n`,
    needles: [...lines, ...cells].map((value) => ({ name: `row text ${value}`, value: value as string })),
  };
}

const clientOf = ({ network }: Stack): ReadClient => network.chain.client as unknown as ReadClient;

/** Every keyholder's share of every update of a round, as the keyholder itself opens it. */
export async function shareNeedles(stack: Stack, round: bigint): Promise<Needle[]> {
  const { chain, contracts, artifacts, pinNode, task, committee } = stack.network;
  const place = { chainId: chain.chainId, contract: contracts.training as `0x${string}`, task: task.id, round };
  const view = await readRoundView(clientOf(stack), place);
  const range = { fromBlock: view.round.openedAt };
  const log = BigInt(view.round.log);
  const logged = await readSubmissions(clientOf(stack), place.contract, { scope: view.scope, log, range });
  const reader = gatewayReader(pinNode.url);
  const received = await Promise.all(
    logged.map(async (one) => ({
      submission: requireSubmission(one),
      envelope: await readFile(reader, cidFromDigest(one.cidDigest), { limit: 2 ** 24 }),
    })),
  );
  const bases = artifacts.verificationKey.committedBases;
  const size = { members: committee.length, bases, threshold: view.task.threshold, randomness: systemRandomness };
  return committee.flatMap(({ index, keys }) =>
    openShares(received, { ...size, index, secretKey: keys.secretKey }).flatMap((opened, trainer) =>
      opened.outcome === 'right'
        ? opened.share.map((value, at) => ({ name: `share ${at} of trainer ${trainer} for keyholder ${index}`, value }))
        : [],
    ),
  );
}

/** Somebody at the training page, with words for what they do. */
export function trainerAt(open: OpenPage, page: Page = open.page) {
  const main = page.getByRole('main');
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const shown = (what: string | RegExp) => main.getByText(what).first().waitFor({ timeout: WAIT });
  const openVault = async (): Promise<void> => {
    await button('Open the vault').click();
    await button('Open the vault').waitFor({ state: 'detached', timeout: WAIT });
  };
  return {
    ...{ page, main, button, shown, openVault },
    async connect(wallet: string): Promise<void> {
      await page.getByRole('banner').getByRole('button', { name: 'Connect a wallet' }).click();
      await page.getByRole('dialog').getByRole('button', { name: wallet }).click();
      await page.getByRole('button', { name: /^Account 0x/ }).waitFor({ timeout: WAIT });
    },
    async giveFile(name: string, text: string): Promise<void> {
      const file = { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
      await main.locator('input[type=file][accept*=".tsv"]').setInputFiles(file);
    },
    async giveList(addresses: readonly string[]): Promise<void> {
      const file = { name: 'trainers.txt', mimeType: 'text/plain', buffer: Buffer.from(`${addresses.join('\n')}\n`) };
      await main.locator('input[type=file][accept^=".txt"]').setInputFiles(file);
    },
    /** A fact of the page, by its name. */
    async fact(label: string): Promise<string> {
      const term = main.locator('dt', { hasText: new RegExp(`^${label}$`) }).first();
      return (await term.locator('xpath=following-sibling::dd[1]').innerText()).trim();
    },
    async hashOf(label: string): Promise<string> {
      const term = main.locator('dt', { hasText: new RegExp(`^${label.replace(/[()]/g, '\\$&')}$`) }).first();
      const code = term.locator('xpath=following-sibling::dd[1]').locator('code');
      return (await code.getAttribute('title')) ?? '';
    },
  };
}
export type TrainerPage = ReturnType<typeof trainerAt>;
