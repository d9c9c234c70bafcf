import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { withProgress } from '../support/sdk.ts';

/** What is deployed has been through the optimiser: some contracts would be too long without. */
const PROFILE = 'production';
/** A compilation takes minutes at most. A number of a process may have been given to another one since. */
const DEAD_AFTER = 600_000;

/** Contracts without their tests and what only tests use: optimising takes its time. */
const sourcesOf = (root: string): string[] =>
  readdirSync(join(root, 'contracts'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.sol') && !path.endsWith('.t.sol') && !path.startsWith('test/'))
    .map((path) => join('contracts', path));

function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** Whether who took the lock is gone: an interrupted compilation leaves it behind. */
function isAbandoned(lock: string): boolean {
  try {
    const { mtimeMs } = statSync(lock);
    if (Date.now() - mtimeMs > DEAD_AFTER) return true;
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function locked<T>(lock: string, work: () => Promise<T>): Promise<T> {
  while (!take(lock)) {
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    await wait(200);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Hardhat announces warnings of the compiler on stdout, also when it is asked to be quiet; `npm run check` shows them. */
async function silently<T>(work: () => Promise<T>): Promise<T> {
  const { log, warn } = console;
  console.log = () => {};
  console.warn = () => {};
  try {
    return await work();
  } finally {
    Object.assign(console, { log, warn });
  }
}

/**
 * A runtime of the same network and accounts whose artifacts are those to deploy. They lie apart from the ones that
 * tests compile, since both are named alike.
 */
export async function deploymentRuntime(hre: HardhatRuntimeEnvironment): Promise<HardhatRuntimeEnvironment> {
  const { root } = hre.config.paths;
  const buildProfile = hre.globalOptions.buildProfile ?? PROFILE;
  const folder = join(root, 'build/deploy', buildProfile);
  const paths = { ...hre.userConfig.paths, artifacts: join(folder, 'artifacts'), cache: join(folder, 'cache') };
  const options = { ...hre.globalOptions, buildProfile };
  const runtime = await createHardhatRuntimeEnvironment({ ...hre.userConfig, paths }, options, root);
  mkdirSync(folder, { recursive: true });
  const build = () => runtime.tasks.getTask('build').run({ quiet: true, noTests: true, files: sourcesOf(root) });
  await locked(join(folder, '.lock'), () => withProgress('compiling the contracts', () => silently(build)));
  return runtime;
}
