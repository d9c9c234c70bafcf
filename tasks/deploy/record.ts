// What an earlier deployment left behind: it is continued if it belongs to this chain.
import { existsSync, renameSync, rmSync } from 'node:fs';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { deploymentFolder, findDeployment, listAddresses } from '../support/deployments.ts';
import type { TaskNetwork } from '../support/network.ts';
import { type Deployment, hasCode } from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';

/** The recorded contracts that are not on the chain, and whether any is. */
async function compare({ publicClient }: TaskNetwork, deployment: Deployment | undefined) {
  const missing: string[] = [];
  let present = 0;
  for (const [name, address] of deployment ? listAddresses(deployment) : []) {
    if (await hasCode(publicClient, address as `0x${string}`)) present++;
    else missing.push(name);
  }
  return { missing, present };
}

function setAside(folder: string): string {
  const target = `${folder}-until-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(folder, target);
  return target;
}

/**
 * Refuses a record whose contracts are gone: a local node that was started anew has the same chain id. With `reset` the
 * record makes room: addresses that still hold something are set aside and not lost.
 */
export async function prepareRecord(
  hre: HardhatRuntimeEnvironment,
  network: TaskNetwork,
  reset: boolean,
): Promise<{ keptAs?: string }> {
  const folder = deploymentFolder(hre, network.chainId);
  if (!existsSync(folder)) return {};
  const readable = () => findDeployment(hre, network.chainId);
  if (!reset) {
    const { missing } = await compare(network, readable());
    if (missing.length === 0) return {};
    const message = `chain ${network.chainId} does not have the recorded ${missing.join(', ')}, as after a node's restart; add --reset to deploy anew`;
    throw taskError('DEPLOYMENT_STALE', message, { details: { folder } });
  }
  const { present } = await compareUnlessDamaged(network, readable);
  if (present > 0) return { keptAs: setAside(folder) };
  rmSync(folder, { recursive: true });
  return {};
}

/** A record that nobody can read is worth keeping as well: somebody may read it after all. */
async function compareUnlessDamaged(network: TaskNetwork, read: () => Deployment | undefined) {
  try {
    return await compare(network, read());
  } catch {
    return { present: 1 };
  }
}
