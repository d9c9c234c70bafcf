import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { connect, connectAccount, locate, type TaskNetwork } from '../support/network.ts';
import type { Clients } from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';

export type Hex = `0x${string}`;

export interface ContractArguments {
  readonly registry: string | undefined;
  readonly deployment: string | undefined;
  readonly json: boolean;
}
export interface SigningArguments extends ContractArguments {
  readonly from: string | undefined;
}

/** 0x and 64 hex digits, in the one spelling that is compared. */
export function readHash(text: unknown, option: string): Hex {
  const hash = String(text).toLowerCase();
  if (/^0x[0-9a-f]{64}$/.test(hash)) return hash as Hex;
  throw taskError('REQUEST_INVALID', `--${option} must be 0x and 64 hex digits`);
}

/** The contract on the chosen network. */
export async function openContract(
  hre: HardhatRuntimeEnvironment,
  { registry: given, deployment }: ContractArguments,
): Promise<{ network: TaskNetwork; contract: Hex }> {
  const network = await connect(hre);
  return { network, contract: await locate(hre, network, 'ModelRegistry', { given, deployment }) };
}

/** The contract and the account that calls it. */
export async function openAccount(
  hre: HardhatRuntimeEnvironment,
  options: SigningArguments,
): Promise<{ network: TaskNetwork; contract: Hex; clients: Clients; account: Hex }> {
  const opened = await openContract(hre, options);
  const { account, ...clients } = await connectAccount(opened.network, options);
  return { ...opened, clients, account };
}
