// The model of a task, after its last round or another one, fetched and checked.
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { type Artifacts, type FetchedModel, fetchModel, training, withProgress } from '../support/sdk.ts';
import { openReaderIfAny, type StorageArguments } from '../support/storage.ts';
import { taskError } from '../support/task-error.ts';
import {
  type ContractArguments,
  openContract,
  readCount,
  readRoundNumber,
  readTaskId,
  requireTask,
  type TaskArguments,
} from '../training/contract.ts';
import { type CircuitArguments, findArtifacts } from '../training/own-circuit.ts';

export interface ModelArguments extends ContractArguments, TaskArguments, CircuitArguments, StorageArguments {
  readonly round: string | undefined;
  readonly fromBlock: string | undefined;
}

export interface TaskModel {
  readonly task: string;
  readonly artifacts: Artifacts;
  readonly model: FetchedModel;
  /** How many rounds of the task had been opened. */
  readonly round: bigint;
}

export async function fetchTaskModel(options: ModelArguments, hre: HardhatRuntimeEnvironment): Promise<TaskModel> {
  const task = readTaskId(options);
  const wanted = readRoundNumber(options.round);
  const fromBlock = BigInt(readCount(options.fromBlock ?? '0', 'from-block'));
  const { network, contract } = await openContract(hre, options);
  const { publicClient, chainId } = network;
  const found = requireTask(await training.readTask(publicClient, contract, task), task);
  const round = wanted.round ?? BigInt(found.round);
  if (round > BigInt(found.round)) {
    throw taskError('ROUND_PHASE', `the task has had ${found.round} rounds so far, and no round ${round}`);
  }
  const artifacts = await findArtifacts(found, options);
  const store = openReaderIfAny(options);
  const model = await withProgress('fetching the model', () =>
    fetchModel(publicClient, { chainId, contract, task, artifacts, store, fromBlock, ...wanted }),
  );
  return { task, artifacts, model, round };
}
