// A local node, a pin node, and workers as `worker` runs them, for tests of the tasks around predictions.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { authoriseWith, inference, parseDeployment, pinNodeStore } from '@tacit/sdk';
import { type Address, createTestClient, createWalletClient, getAddress, type Hex, http, publicActions } from 'viem';
import { startComputeRole } from '../../worker/src/compute/index.ts';
import { recorder, usePin } from '../../worker/src/pin/test-support.ts';
import { startLocalNode } from './local-node.ts';
import { temporaryFolder } from './temporary.ts';

export type Options = Readonly<Record<string, string | boolean | undefined>>;
type Base = Awaited<ReturnType<typeof openBase>>;

/** Contracts deployed, a passphrase in a file, and nobody at work yet. It ends with the test file. */
export async function openInferWorld() {
  const base = await openBase();
  return { ...base, ...tasksOf(base), ...jobsOf(base) };
}

async function openBase() {
  const node = await startLocalNode();
  const client = createTestClient({ mode: 'hardhat', transport: http(node.url) }).extend(publicActions);
  const pin = await usePin();
  const folder = temporaryFolder();
  const roles: { stop(): Promise<void> }[] = [];
  // Draws hang on blocks that are to come, and here nobody else makes any.
  const heart = setInterval(() => void client.mine({ blocks: 1 }).catch(() => undefined), 200);
  const rest = () => Promise.all(roles.splice(0).map((role) => role.stop()));
  after(async () => {
    clearInterval(heart);
    await rest();
    await node.end();
  });
  const { code, stdout, stderr } = await node.hardhat(['deploy', '--build-profile', 'default', '--json']);
  assert.equal(code, 0, stderr);
  const market = parseDeployment(JSON.parse(stdout)).addresses.InferenceMarket as Address;
  const accounts = await createWalletClient({ transport: http(node.url) }).getAddresses();
  const at = (...path: string[]): string => join(folder, ...path);
  writeFileSync(at('passphrase'), 'nobody guesses this\n', { mode: 0o600 });
  writeFileSync(at('licence.txt'), 'For everybody.\n');
  const account = (i: number): Address => getAddress(accounts[i] as Address);
  const walletOf = (i: number) => createWalletClient({ account: account(i), transport: http(node.url) });
  return { node, client, pin, market, at, account, walletOf, roles, rest };
}

function tasksOf({ node }: Base) {
  return {
    /** Runs a task with --json, and gives what it printed. */
    run: async (id: readonly string[], options: Options = {}, code = 0) => {
      const ended = await node.run(id, { ...options, json: true });
      assert.equal(ended.code, code, ended.stderr);
      return JSON.parse(ended.stdout);
    },
    /** The code of the one line that a task refuses with. */
    refusal: async (id: readonly string[], options: Options = {}): Promise<string | undefined> => {
      const { code, stdout, stderr } = await node.run(id, options);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      return /(?:^|\n)error ([A-Z_]+): [^\n]+\n$/.exec(stderr)?.[1] ?? stderr;
    },
  };
}

function jobsOf({ node, client, pin, market, at, account, walletOf, roles }: Base) {
  const jobOf = (job: Hex) => inference.readJob(client, market, job);
  const storeOf = (i: number) => {
    const signTypedData = (data: object) => walletOf(i).signTypedData(data as never);
    return pinNodeStore({ url: pin.url, authorise: authoriseWith({ address: account(i), signTypedData }) });
  };
  return {
    jobOf,
    storeOf,
    reaches: async (job: Hex, phase: inference.JobPhase): Promise<void> => {
      for (let i = 0; (await jobOf(job)).phase !== phase; i++) {
        assert.ok(i < 600, `the job stays ${(await jobOf(job)).phase}`);
        await wait(50);
      }
    },
    /** A worker of an account that has staked. */
    startWorker: async (i: number): Promise<void> => {
      const never = { offers: 'all', stake: undefined, mostDeposit: undefined, claimAbove: undefined } as const;
      const config = {
        ...{ ...never, housekeeping: true, staggerMs: 200, patienceMs: 400, resume: false, mostSamples: 8 },
        ...{
          jobSeconds: 60,
          leastFeePerSecond: 0n,
          mostBond: undefined,
          mostBondSeconds: 86_400,
          threads: 1,
          memoryBytes: 2 ** 29,
          cacheBytes: 2 ** 28,
        },
        ...{ finality: 0, pollMs: 50, retryMs: 50, state: at(`worker-${i}`), chainId: node.chainId, market },
        store: storeOf(i),
        clients: { publicClient: client, walletClient: walletOf(i) },
      };
      roles.push(await startComputeRole(config, recorder().context));
    },
  };
}
