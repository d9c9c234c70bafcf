import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { runTask } from '../support/run-task.ts';
import { training, withProgress } from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { type ContractArguments, openContract, readCount } from './contract.ts';

interface Arguments extends ContractArguments {
  readonly fromBlock: string | undefined;
  readonly limit: string | undefined;
}

export default async function listTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const range = {
      fromBlock: BigInt(readCount(options.fromBlock ?? '0', 'from-block', 2 ** 40)),
      limit: readCount(options.limit ?? '100', 'limit'),
    };
    const { network, contract } = await openContract(hre, options);
    const { tasks, cursor } = await withProgress('reading tasks', () =>
      training.listTasks(network.publicClient, contract, range),
    );
    const found = [];
    for (const { task, coordinator, blockNumber } of tasks) {
      const { status, round, activeSet, work } = await training.readTask(network.publicClient, contract, task);
      const trainers = training.indicesOf(activeSet).length;
      found.push({ task, coordinator, status, round, rounds: work.rounds, trainers, block: blockNumber });
    }
    const rows = found.map((one) => [
      one.task,
      one.status,
      `round ${one.round} of ${one.rounds}`,
      `${one.trainers} trainers`,
      one.coordinator,
    ]);
    const more = `read up to block ${cursor.nextBlock - 1n}; go on with --from-block ${cursor.nextBlock}`;
    const text = rows.length === 0 ? 'there is no task yet' : `${table(rows)}\n${more}`;
    return { json: { tasks: found, nextBlock: cursor.nextBlock }, text };
  });
}
