import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { connect, connectAccount, locate, type TaskNetwork } from '../support/network.ts';
import type { Clients } from '../support/sdk.ts';

type Address = `0x${string}`;

export interface ContractArguments {
  readonly keyholders: string | undefined;
  readonly deployment: string | undefined;
  readonly json: boolean;
}

export interface SigningArguments extends ContractArguments {
  readonly from: string | undefined;
}

/** The contract on the chosen network. */
export async function openContract(
  hre: HardhatRuntimeEnvironment,
  { keyholders, deployment }: ContractArguments,
): Promise<{ network: TaskNetwork; contract: Address }> {
  const network = await connect(hre);
  return { network, contract: await locate(hre, network, 'Keyholders', { given: keyholders, deployment }) };
}

/** The contract and the account that calls it. */
export async function openAccount(
  hre: HardhatRuntimeEnvironment,
  options: SigningArguments,
): Promise<{ network: TaskNetwork; contract: Address; clients: Clients; account: Address }> {
  const opened = await openContract(hre, options);
  const { account, ...clients } = await connectAccount(opened.network, options);
  return { ...opened, clients, account };
}
