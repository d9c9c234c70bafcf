import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { connect, connectAccount, locate, type TaskNetwork } from '../support/network.ts';
import { type Clients, type RoundView, readRoundView, type training } from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';

export type Hex = `0x${string}`;

/** Options that all tasks of this group have. */
export interface ContractArguments {
  readonly training: string | undefined;
  readonly deployment: string | undefined;
  readonly json: boolean;
}
export interface SigningArguments extends ContractArguments {
  readonly from: string | undefined;
}
export interface TaskArguments {
  readonly task: string | undefined;
}

export interface OpenContract {
  readonly network: TaskNetwork;
  readonly contract: Hex;
}
export interface OpenAccount extends OpenContract {
  readonly clients: Clients;
  readonly account: Hex;
}

/** 0x and 64 hex digits, in the one spelling that is compared. */
export function readHash(text: unknown, option: string): Hex {
  const hash = String(text).toLowerCase();
  if (/^0x[0-9a-f]{64}$/.test(hash)) return hash as Hex;
  throw taskError('REQUEST_INVALID', `--${option} must be 0x and 64 hex digits`);
}

export const readTaskId = (options: TaskArguments): Hex => readHash(requireField(options, 'task'), 'task');

export function readCount(text: string, option: string, most = 2 ** 32): number {
  const count = /^\d{1,12}$/.test(text) ? Number(text) : -1;
  if (count >= 0 && count <= most) return count;
  throw taskError('REQUEST_INVALID', `--${option} must be a whole number from 0 to ${most}`);
}

/** A round's number, or undefined for the last one. */
export const readRoundNumber = (text: string | undefined): { round?: bigint } =>
  text === undefined ? {} : { round: BigInt(readCount(text, 'round', 65_535)) };

/** The contract on the chosen network. */
export async function openContract(
  hre: HardhatRuntimeEnvironment,
  { training: given, deployment }: Omit<ContractArguments, 'json'>,
): Promise<OpenContract> {
  const network = await connect(hre);
  return { network, contract: await locate(hre, network, 'Training', { given, deployment }) };
}

/** The contract and the account that calls it. */
export async function openAccount(hre: HardhatRuntimeEnvironment, options: SigningArguments): Promise<OpenAccount> {
  const opened = await openContract(hre, options);
  const { account, ...clients } = await connectAccount(opened.network, options);
  return { ...opened, clients, account };
}

/** A task that nobody created reads as zeros everywhere. */
export function requireTask<T extends Pick<training.Task, 'status'>>(task: T, id: Hex): T {
  if (task.status !== 'none') return task;
  throw taskError('TASK_UNKNOWN', `there is no task ${id} on this contract; training list shows those that there are`);
}

/** A round, with the task's committee and its keys; the last round if none is named. */
export async function viewRound(
  { network, contract }: OpenContract,
  task: Hex,
  round: { round?: bigint } = {},
): Promise<RoundView> {
  const view = await readRoundView(network.publicClient, { chainId: network.chainId, contract, task, ...round });
  requireTask(view.task, task);
  if (view.round.status !== 'none') return view;
  throw taskError('ROUND_PHASE', `the task has no round ${view.scope.round}; open one with: training open`);
}
