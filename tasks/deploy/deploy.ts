import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import tacit from '../../ignition/modules/tacit.ts';
import { deploymentFolder, listAddresses, requireDeployment } from '../support/deployments.ts';
import { connect, connectAccount, readAddress, type TaskNetwork } from '../support/network.ts';
import { runTask, tell } from '../support/run-task.ts';
import { type Deployment, explainFailure, ProtocolError, withProgress } from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { taskError } from '../support/task-error.ts';
import { deploymentRuntime } from './artifacts.ts';
import { prepareRecord } from './record.ts';

interface Arguments {
  readonly parameters: string | undefined;
  readonly from: string | undefined;
  readonly reset: boolean;
  readonly json: boolean;
}

/** `localhost` is whatever answers on this machine, and is not called `local` by Hardhat. */
const PARAMETERS_OF: Readonly<Record<string, string>> = { localhost: 'local' };

function findParameters(hre: HardhatRuntimeEnvironment, network: string, given: string | undefined): string {
  const name = PARAMETERS_OF[network] ?? network;
  const path = given === undefined ? join(hre.config.paths.ignition, 'parameters', `${name}.json`) : resolve(given);
  if (existsSync(path)) return path;
  throw taskError('PARAMETERS_MISSING', `there are no parameters in ${path}; name a file with --parameters`);
}

/** Ignition's failures are one long text with a list in it. */
function explainDeployment(error: unknown): unknown {
  const explanation = explainFailure(error);
  if (explanation instanceof ProtocolError || !(error instanceof Error)) return explanation;
  if (!/^(HHE|IGN)\d+/.test(error.message)) return error;
  const reason = error.message.replaceAll(/\s+/g, ' ').slice(0, 600);
  return taskError(
    'DEPLOYMENT_FAILED',
    `${reason} (run the same command again to go on, or with --reset to start anew)`,
  );
}

async function deployTo(
  hre: HardhatRuntimeEnvironment,
  network: TaskNetwork,
  { from, parameters }: Pick<Arguments, 'from' | 'parameters'>,
): Promise<Deployment> {
  const path = findParameters(hre, network.name, parameters);
  // Ignition signs with the network's accounts alone.
  const { account } = await connectAccount(network, { from: from && readAddress(from, 'from') });
  const runtime = await deploymentRuntime(hre);
  try {
    await withProgress(`deploying to chain ${network.chainId}`, async () => {
      const { ignition } = await runtime.network.create();
      await ignition.deploy(tacit, { parameters: path, defaultSender: account });
    });
  } catch (error) {
    throw explainDeployment(error);
  }
  return await requireDeployment(hre, network.chainId, undefined);
}

export default async function deployTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const network = await connect(hre);
    const { keptAs } = await prepareRecord(hre, network, options.reset);
    if (keptAs) tell(`the record of what was deployed before is now ${keptAs}`);
    const deployment = await deployTo(hre, network, options);
    const text = [
      table(listAddresses(deployment)),
      `recorded in ${deploymentFolder(hre, network.chainId)}; tasks on this network find them there`,
    ];
    return { json: deployment, text: text.join('\n') };
  });
}
