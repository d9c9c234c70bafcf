import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import hre, { network } from 'hardhat';
import { ROOT } from '../../../scripts/support/repository.ts';

const LOCK = join(ROOT, 'cache/.contracts-lock');
const DEAD_AFTER = 120_000;

function takeLock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    return false;
  }
}

function isAbandoned(): boolean {
  try {
    return Date.now() - statSync(LOCK).mtimeMs > DEAD_AFTER;
  } catch {
    return false;
  }
}

/** Compiles what has changed. Test files run side by side, and two compilers must not write over each other. */
async function buildContracts(): Promise<void> {
  mkdirSync(join(ROOT, 'cache'), { recursive: true });
  while (!takeLock()) {
    if (isAbandoned()) rmdirSync(LOCK);
    await wait(200);
  }
  try {
    await hre.tasks.getTask('build').run({ quiet: true, noTests: true });
  } finally {
    rmdirSync(LOCK);
  }
}

/**
 * A fresh chain in this process, with the contracts compiled. Code may be longer there than elsewhere (hardhat.config.ts),
 * unless a test is about that limit.
 */
export async function startChain(options: { chainId?: number; limitsCode?: boolean } = {}) {
  await buildContracts();
  const { chainId, limitsCode = false } = options;
  const override = { ...(chainId === undefined ? {} : { chainId }), allowUnlimitedContractSize: !limitsCode };
  return await network.create({ override });
}

export type Chain = Awaited<ReturnType<typeof startChain>>;
