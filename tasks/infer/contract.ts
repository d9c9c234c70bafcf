import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { connect, connectAccount, locate, type TaskNetwork } from '../support/network.ts';
import { textOption } from '../support/options.ts';
import type { Clients } from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';

export type Hex = `0x${string}`;

export interface MarketArguments {
  readonly market: string | undefined;
  readonly deployment: string | undefined;
  readonly json: boolean;
}
export interface SigningArguments extends MarketArguments {
  readonly from: string | undefined;
  readonly passphraseFile?: string | undefined;
}

export const marketOption = textOption(
  'market',
  'The address of InferenceMarket; from the record of deploy when it is left out',
);

/** 0x and 64 hex digits, in the one spelling that is compared. */
export function readHash(text: unknown, option: string): Hex {
  const hash = String(text).toLowerCase();
  if (/^0x[0-9a-f]{64}$/.test(hash)) return hash as Hex;
  throw taskError('REQUEST_INVALID', `--${option} must be 0x and 64 hex digits`);
}

export function readCount(text: string, option: string, { least = 0, most = 2 ** 32 } = {}): number {
  const count = /^\d{1,12}$/.test(text) ? Number(text) : -1;
  if (count >= least && count <= most) return count;
  throw taskError('REQUEST_INVALID', `--${option} must be a whole number from ${least} to ${most}`);
}

export interface OpenMarket {
  readonly network: TaskNetwork;
  readonly market: Hex;
}
export interface OpenAccount extends OpenMarket {
  readonly clients: Clients;
  readonly account: Hex;
}

/** The contract on the chosen network. */
export async function openMarket(
  hre: HardhatRuntimeEnvironment,
  { market: given, deployment }: Omit<MarketArguments, 'json'>,
): Promise<OpenMarket> {
  const network = await connect(hre);
  return { network, market: await locate(hre, network, 'InferenceMarket', { given, deployment }) };
}

/** The contract and the account that calls it. */
export async function openAccount(hre: HardhatRuntimeEnvironment, options: SigningArguments): Promise<OpenAccount> {
  const opened = await openMarket(hre, options);
  const { account, ...clients } = await connectAccount(opened.network, options);
  return { ...opened, clients, account };
}
