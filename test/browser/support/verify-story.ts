// What stories of verifying need: a round that real trainers and keyholders finished, and a store that lies when it is told to.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { training } from '@tacit/sdk';
import type { Page } from 'playwright-core';
import { loadData } from '../../../scripts/demo/dataset.ts';
import { type DemoOptions, readOptions } from '../../../scripts/demo/options.ts';
import { type RunningTrainer, startTrainer } from '../../../scripts/demo/trainers.ts';
import { FINALITY, type LocalNetwork } from '../../../scripts/network/network.ts';
import { paceRound, passSeed } from '../../../scripts/network/pacer.ts';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';

const SEED = 14;

export interface Story {
  readonly trainers: readonly RunningTrainer[];
  /** Opens the next round, and lets it come to its model. */
  finishRound(number: number): Promise<training.Round>;
  /** Opens a round that nobody comes to any more. */
  openRound(): Promise<void>;
  stopTrainers(): Promise<void>;
}

/** Real trainers in processes of their own, enrolled, with disjoint parts of Fisher's iris. */
export async function startStory(network: LocalNetwork, count: number): Promise<Story> {
  const { chain, contracts, task } = network;
  const data = await loadData(readOptions(['--trainers', String(count)]) as DemoOptions, seededRandomness(SEED));
  const start = (trainer: number) => startTrainer(network, data, { trainer, seed: SEED, cheats: false });
  const trainers = await Promise.all(Array.from({ length: count }, (_, trainer) => start(trainer)));
  await Promise.all(trainers.map(({ enrolled }) => enrolled));
  await chain.moveTo(Number(task.startsAt));
  const openRound = async (): Promise<void> => {
    const bond = task.terms.amounts.openingBond;
    await training.openRound(chain.clientsOf(0), contracts.training, { task: task.id, bond });
  };
  return {
    trainers,
    openRound,
    async finishRound(number) {
      await openRound();
      await passSeed(chain);
      const check = () => trainers.forEach((trainer) => void trainer.check());
      const place = { chain, contract: contracts.training, task: task.id, round: number, finality: FINALITY };
      return await paceRound({ ...place, expected: () => count, keyholders: () => network.keyholders, check });
    },
    stopTrainers: async () => void (await Promise.all(trainers.map((trainer) => trainer.stop()))),
  };
}

export interface LyingStore {
  readonly url: string;
  /** The store that it passes on. */
  target: string;
  /** Of which CID it gives other bytes; of none while it is undefined. */
  lieAbout: string | undefined;
  /** The CIDs that it was asked for. */
  readonly asked: string[];
  stop(): Promise<void>;
}

async function passOn(store: LyingStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '/';
  const cid = /^\/ipfs\/([a-z0-9]+)/.exec(path)?.[1];
  if (cid !== undefined) store.asked.push(cid);
  const { host: _host, connection: _connection, ...headers } = request.headers;
  const answer = await fetch(`${store.target}${path}`, {
    method: request.method ?? 'GET',
    headers: headers as Record<string, string>,
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (cid !== undefined && cid === store.lieAbout && bytes.length > 0) bytes[0] = (bytes[0] as number) ^ 1;
  const kept = ['content-type', 'access-control-allow-origin', 'access-control-allow-headers', 'vary'];
  for (const name of kept) {
    const value = answer.headers.get(name);
    if (value !== null) response.setHeader(name, value);
  }
  response.writeHead(answer.status).end(bytes);
}

/** Between a page and its pin node; honest until it is told to lie. */
export async function openLyingStore(): Promise<LyingStore> {
  const server = createServer((request, response) => {
    passOn(store, request, response).catch(() => response.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const store: LyingStore = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: '',
    lieAbout: undefined,
    asked: [],
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return store;
}

export interface ShownLine {
  readonly section: string;
  readonly id: string;
  readonly verdict: string;
  readonly why: string | undefined;
  readonly title: string;
}

/** The report as a person sees it, once it is whole; it must end within `timeout`. */
export async function readReport(page: Page, timeout = 120_000): Promise<ShownLine[]> {
  const over = page.locator('[data-state]:not([data-state="running"])');
  await over.waitFor({ timeout });
  return await page.locator('[data-line]').evaluateAll((rows) =>
    rows.map((row) => ({
      section: row.closest('section')?.querySelector('h2')?.textContent ?? '',
      id: row.getAttribute('data-line') ?? '',
      verdict: row.getAttribute('data-verdict') ?? '',
      why: row.getAttribute('data-why') ?? undefined,
      title: row.querySelector('p span')?.textContent ?? '',
    })),
  );
}

const withVerdict = (lines: readonly ShownLine[], verdict: string): string[] =>
  lines.filter((line) => line.verdict === verdict).map(({ id, why }) => (why === undefined ? id : `${id}: ${why}`));

/** Ids of the lines that fail, with their codes. */
export const failing = (lines: readonly ShownLine[]): string[] => withVerdict(lines, 'fails');
export const unchecked = (lines: readonly ShownLine[]): string[] => withVerdict(lines, 'unchecked');
export const notYet = (lines: readonly ShownLine[]): string[] => withVerdict(lines, 'not-yet');
export const holding = (lines: readonly ShownLine[]): string[] => withVerdict(lines, 'holds');

/** Pastes and asks. A text that is in the address already is checked again. */
export async function checkText(page: Page, text: string): Promise<ShownLine[]> {
  await page.getByLabel('Paste something').fill(text);
  await page.getByRole('button', { name: 'Check it', exact: true }).click();
  await page.locator('[data-state]').waitFor();
  return await readReport(page);
}

export async function checkFile(page: Page, name: string, content: string | Uint8Array): Promise<ShownLine[]> {
  const buffer = Buffer.from(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  // The box is locked while it works.
  await page.locator(`[data-state][data-of="${name}"]`).waitFor();
  return await readReport(page);
}
