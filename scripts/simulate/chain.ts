// A chain in this process with the contracts as they are deployed.
import hre from 'hardhat';
import { deploymentRuntime } from '../../tasks/deploy/artifacts.ts';
import { openStage, type Stage } from '../../test/contracts/support/training-stage.ts';

/** Blocks' hashes, and with them seeds, follow from it. */
const GENESIS = '2026-01-01T00:00:00Z';

let runtime: ReturnType<typeof deploymentRuntime> | undefined;

/** Compiles at first, which takes a while once. */
export async function openDeployedStage(accounts: number): Promise<Stage> {
  runtime ??= deploymentRuntime(hre);
  const override = { accounts: { count: accounts }, allowUnlimitedContractSize: false, initialDate: GENESIS };
  const { viem } = await (await runtime).network.create({ override });
  return openStage(viem);
}
