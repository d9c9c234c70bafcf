import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { after, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  addressOf,
  authoriseWith,
  datasetOfCsv,
  parseDeployment,
  pinNodeStore,
  snarkjsProver,
  training,
  trainTask,
} from '@tacit/sdk';
import { localArtifacts, openTrainerFolder } from '@tacit/sdk/node';
import { createPublicClient, createTestClient, createWalletClient, type Hex, http, publicActions } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { readOptions } from '../../scripts/demo/options.ts';
import { parseSiteConfig } from '../../scripts/page/config.ts';
import { ROOT } from '../../scripts/support/repository.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { openPage } from './support/open-page.ts';
import { launchBrowser } from './support/stack.ts';

const WINDOW = 60;
const SMALL = [
  '--trainers',
  '3',
  '--keyholders',
  '3',
  '--threshold',
  '2',
  '--rounds',
  '1',
  '--steps',
  '1',
  '--predict',
  '0',
];

/** `npm start`, as far as it stays up. */
function start(args: readonly string[]): {
  child: ChildProcess;
  said: () => string;
  until(pattern: RegExp): Promise<string>;
} {
  const child = spawn(process.execPath, ['scripts/start.ts', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const until = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(text);
      if (found) return found[1] ?? found[0];
      if (child.exitCode !== null) throw new Error(`it ended before it said ${pattern}:\n${text}`);
      await wait(100);
    }
  };
  return { child, said: () => text, until };
}

/** Nobody waits three minutes for disputes that there are none of: the clock is moved on when everybody has submitted. */
async function passTime(rpcUrl: string, contract: Hex, task: Hex, signal: AbortSignal): Promise<void> {
  const client = createTestClient({ mode: 'hardhat', transport: http(rpcUrl) }).extend(publicActions);
  while (!signal.aborted) {
    await wait(3000);
    const round = await training.readRound(client, contract, { task, round: 1n });
    if (round.status !== 'open' || training.indicesOf(round.submitted).length < 4) continue;
    await client.increaseTime({ seconds: 61 });
    await client.mine({ blocks: 1 });
  }
}

describe('npm start with its page', () => {
  let running: ReturnType<typeof start> | undefined;
  const folder = temporaryFolder();
  after(() => running?.child.kill('SIGKILL'));

  it('serves the page while it trains, and lets a person train in a task that stays open', async () => {
    running = start([...SMALL, '--window', String(WINDOW), '--chain-id', String(400_000_000 + process.pid)]);
    const { child, until } = running;
    const url = await until(/page {2,}(http:\/\/127\.0\.0\.1:\d+)/);
    const config = parseSiteConfig(await (await fetch(`${url}/config.json`)).json());
    const [network] = config.networks;
    assert.ok(network);
    assert.equal(network.live, false);

    const browser = await launchBrowser();
    const person = await openPage(browser, { url, allowed: [network.rpcUrl, ...network.pinNodes] });
    await person.page.locator('h1').first().waitFor();
    assert.deepEqual(person.problems(), []);
    await person.close();
    await browser.close();

    // What it tells a person with a wallet is enough to take part.
    const key = await until(/private key (0x[0-9a-f]{64})/);
    const task = (await until(/open task {2,}(0x[0-9a-f]{64})/)) as Hex;
    const rows = await until(/rows for it (.+)/);
    await until(/Next, in another terminal/);
    const account = privateKeyToAccount(key as Hex);
    const transport = http(network.rpcUrl);
    const publicClient = createPublicClient({ transport, pollingInterval: 200 });
    const walletClient = createWalletClient({ account, transport });
    const { chainId, contracts } = network;
    const contract = addressOf(parseDeployment({ chainId, addresses: contracts }), 'Training');
    const artifacts = await localArtifacts().load('logistic-4x3-b8');
    const prover = snarkjsProver();
    const pacing = new AbortController();
    const paced = passTime(network.rpcUrl, contract, task, pacing.signal);
    const secret = { kind: 'wallet', wallet: walletClient } as const;
    const classes = ['setosa', 'versicolor', 'virginica'];
    const ended = await trainTask({
      ...{ clients: { publicClient, walletClient }, chainId, contract, task, artifacts, prover, rounds: 1 },
      store: pinNodeStore({ url: network.pinNodes[0] as string, authorise: authoriseWith(account) }),
      state: await openTrainerFolder({ chainId, contract, task, trainer: account.address, folder, secret }),
      dataset: () => datasetOfCsv(artifacts.circuit.format, createReadStream(rows, 'utf8'), { classes }),
      policy: { allowOpenAdmission: true },
      finality: 0,
      pollMs: 200,
    });
    await prover.close();
    pacing.abort();
    await paced;
    assert.deepEqual(
      ended.rounds.map(({ outcome }) => outcome),
      ['finalised'],
    );
    const enrolment = await training.readEnrolment(publicClient, contract, { task, trainer: account.address });
    const round = await training.readRound(publicClient, contract, { task, round: 1n });
    assert.ok(training.includedOf(round).includes(enrolment.index));
    assert.equal(training.includedOf(round).length, 4);

    child.kill('SIGINT');
    const [code] = await new Promise<unknown[]>((resolve) => child.once('close', (...values) => resolve(values)));
    assert.equal(code, 0, running.said());
    await assert.rejects(fetch(url));
  });

  it('serves none to scripts, which end, and to whoever wants none', () => {
    assert.deepEqual(
      [[], ['--once'], ['--no-page'], ['--once', '--port', '9000']].map((args) => readOptions(args)?.page),
      [true, false, false, false],
    );
  });
});
