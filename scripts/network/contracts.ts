// The contracts on a local chain, put there by the task that people use.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { addressOf, type Deployment, parseDeployment } from '@tacit/sdk';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import config from '../../hardhat.config.ts';
import { type Host, withHost } from '../../tasks/support/run-task.ts';
import { ROOT } from '../support/repository.ts';
import type { LocalChain } from './chain.ts';

export interface LocalContracts {
  readonly deployment: Deployment;
  readonly training: `0x${string}`;
  readonly keyholders: `0x${string}`;
  readonly circuits: `0x${string}`;
  /** Runs a task against the chain, and gives what `--json` prints. */
  run(id: readonly string[], options: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Forgets where the contracts were: the chain is gone. */
  forget(): void;
}

const collect = (into: string[]): Writable =>
  new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      into.push(String(chunk));
      done();
    },
  });

async function taskRunner(url: string, optimised: boolean): Promise<LocalContracts['run']> {
  const networks = { ...config.networks, localhost: { type: 'http', chainType: 'l1', url } } as const;
  const options = { network: 'localhost', ...(optimised ? {} : { buildProfile: 'default' }) };
  const runtime = await createHardhatRuntimeEnvironment({ ...config, networks }, options, ROOT);
  return async (id, options) => {
    const [stdout, stderr]: [string[], string[]] = [[], []];
    const host: Host = { stdout: collect(stdout), stderr: collect(stderr), env: process.env };
    await withHost(host, () => runtime.tasks.getTask([...id]).run({ ...options, json: true }));
    if (host.exitCode !== 0) throw new Error(`${id.join(' ')}: ${stderr.join('').trim()}`);
    return JSON.parse(stdout.join(''));
  };
}

/** Compiles and deploys everything, as `npx hardhat deploy --network localhost` does. */
export async function deployContracts(
  { url, chainId }: Pick<LocalChain, 'url' | 'chainId'>,
  { optimised = true }: { readonly optimised?: boolean } = {},
): Promise<LocalContracts> {
  const run = await taskRunner(url, optimised);
  const deployment = parseDeployment(await run(['deploy'], { reset: true }));
  return {
    deployment,
    training: addressOf(deployment, 'Training'),
    keyholders: addressOf(deployment, 'Keyholders'),
    circuits: addressOf(deployment, 'CircuitRegistry'),
    run,
    forget: () => rmSync(join(ROOT, `ignition/deployments/chain-${chainId}`), { recursive: true, force: true }),
  };
}
