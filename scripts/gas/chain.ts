// The contracts as they are deployed (optimised), and chains to run them on.
import { join } from 'node:path';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import config from '../../hardhat.config.ts';
import { openStage, type Stage } from '../../test/contracts/support/training-stage.ts';
import { ROOT } from '../support/repository.ts';

const PROFILE = 'production';
/** EIP-170. */
const MOST_CODE = 24_576;
const LONGEST_STUB = 128;

/** Optimised artifacts lie apart, so that the tests find theirs as they left them. */
const paths = { artifacts: join(ROOT, 'build/gas/artifacts'), cache: join(ROOT, 'build/gas/cache') };
const hre = await createHardhatRuntimeEnvironment({ ...config, paths }, { buildProfile: PROFILE }, ROOT);
await hre.tasks.getTask('build').run({ quiet: true, noTests: true });

/** The first instant of a chain; hashes of blocks, and with them seeds, follow from it. */
const GENESIS = '2026-01-01T00:00:00Z';

export async function startGasChain(accounts = 20) {
  const override = { accounts: { count: accounts }, allowUnlimitedContractSize: false, initialDate: GENESIS };
  return (await hre.network.create({ override })).viem;
}

/** A chain on which nothing is left to chance: gas is the same to the unit in every run. */
export const openGasStage = async (accounts: number): Promise<Stage> => openStage(await startGasChain(accounts));

/** Deployed bytes. */
export async function codeSize(name: string): Promise<number> {
  const { deployedBytecode } = await hre.artifacts.readArtifact(name);
  const size = (deployedBytecode.length - 2) / 2;
  if (size > MOST_CODE) throw new Error(`${name} has ${size} bytes of code, more than a chain takes`);
  return size;
}

/** Of everything that is deployed. A library that is compiled into others leaves a stub that nobody can call. */
export async function codeSizes(): Promise<[name: string, size: number][]> {
  const sizes: [string, number][] = [];
  for (const path of await hre.artifacts.getAllFullyQualifiedNames()) {
    if (!path.startsWith('contracts/') || path.startsWith('contracts/test/')) continue;
    const size = await codeSize(path);
    if (size > LONGEST_STUB) sizes.push([path.split(':')[1] as string, size]);
  }
  return sizes.sort(([a], [b]) => (a < b ? -1 : 1));
}
