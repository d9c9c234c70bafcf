import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { readAddress } from '../support/network.ts';
import { runTask } from '../support/run-task.ts';
import {
  blockDag,
  encodeModel,
  fetchModel,
  fetchSums,
  type Prover,
  snarkjsProver,
  toHex,
  withProgress,
} from '../support/sdk.ts';
import { openStore, type StorageArguments } from '../support/storage.ts';
import {
  openAccount,
  readCount,
  readTaskId,
  type SigningArguments,
  type TaskArguments,
  viewRound,
} from '../training/contract.ts';
import { finaliseWith, requireFrozen, requireSums } from '../training/finalising.ts';
import { type CircuitArguments, findArtifacts } from '../training/own-circuit.ts';

interface Arguments extends SigningArguments, TaskArguments, CircuitArguments, StorageArguments {
  readonly beneficiary: string | undefined;
  readonly fromBlock: string | undefined;
}

async function finalise(options: Arguments, hre: HardhatRuntimeEnvironment, prover: Prover) {
  const task = readTaskId(options);
  const fromBlock = BigInt(readCount(options.fromBlock ?? '0', 'from-block'));
  const opened = await openAccount(hre, options);
  const { network, contract, clients, account } = opened;
  const store = openStore(options, clients.walletClient);
  const beneficiary = options.beneficiary === undefined ? account : readAddress(options.beneficiary, 'beneficiary');
  const view = await viewRound(opened, task);
  requireFrozen(view);
  const artifacts = await findArtifacts(view.task, options);
  const { publicClient, chainId } = network;
  const [sums, { weights: model }] = await withProgress('fetching sums and model', () =>
    Promise.all([
      fetchSums(publicClient, view, store),
      fetchModel(publicClient, { chainId, contract, task, artifacts, store, fromBlock }),
    ]),
  );
  requireSums(sums, view.task.threshold, `are in ${store.name}`);
  return await finaliseWith({ opened, view, artifacts, prover, sums, model, beneficiary }, async (final) => {
    const dag = await blockDag('raw', encodeModel(artifacts.circuit.name, final.model));
    await withProgress('uploading the new model', () => store.put(dag));
    return { cid: toHex(dag.root.multihash.digest), place: dag.root.toString() };
  });
}

export default async function roundFinaliseTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const prover = snarkjsProver();
  await runTask(options, () => finalise(options, hre, prover));
  await prover.close();
}
