// Where Ignition records what it deployed: `deployed_addresses.json` in a folder for each chain.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { readJson } from './json-io.ts';
import { CONTRACT_ABIS, type ContractName, type Deployment, parseDeployment, parseIgnitionRecord } from './sdk.ts';
import { taskError } from './task-error.ts';

const RECORD = 'deployed_addresses.json';

export const deploymentFolder = (hre: HardhatRuntimeEnvironment, chainId: number): string =>
  join(hre.config.paths.ignition, 'deployments', `chain-${chainId}`);

/** What is recorded for a chain, or undefined when nothing was deployed there from here. */
export function findDeployment(hre: HardhatRuntimeEnvironment, chainId: number): Deployment | undefined {
  const path = join(deploymentFolder(hre, chainId), RECORD);
  if (!existsSync(path)) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw taskError('INPUT_NOT_JSON', `the record ${path} is damaged; deploy again with --reset`);
  }
  return parseIgnitionRecord(json, chainId);
}

/** The deployment that a task works with: from `--deployment FILE` as `deploy --json` prints it, or else as recorded. */
export async function requireDeployment(
  hre: HardhatRuntimeEnvironment,
  chainId: number,
  file: string | undefined,
): Promise<Deployment> {
  if (file !== undefined) {
    const given = parseDeployment(await readJson({ input: file, limit: 100_000 }));
    if (given.chainId === chainId) return given;
    const message = `the deployment in ${file} is on chain ${given.chainId}, and the network is chain ${chainId}`;
    throw taskError('DEPLOYMENT_MISSING', message);
  }
  const found = findDeployment(hre, chainId);
  if (found) return found;
  throw taskError('DEPLOYMENT_MISSING', `nothing is deployed on chain ${chainId} yet; run: npx hardhat deploy`);
}

/** In the order of the SDK. */
export const listAddresses = ({ addresses }: Deployment): [ContractName, string][] =>
  (Object.keys(CONTRACT_ABIS) as ContractName[]).flatMap((name) => {
    const address = addresses[name];
    return address ? [[name, address] as [ContractName, string]] : [];
  });
