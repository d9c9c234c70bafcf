import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { runTask } from '../support/run-task.ts';
import { formatAmount, models, withProgress } from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { readCount } from '../training/contract.ts';
import { type ContractArguments, openContract } from './contract.ts';

interface Arguments extends ContractArguments {
  readonly fromBlock: string | undefined;
}

export default async function listTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const fromBlock = BigInt(readCount(options.fromBlock ?? '0', 'from-block', 2 ** 40));
    const { network, contract } = await openContract(hre, options);
    const listed = await withProgress('reading models', () =>
      models.listModels(network.publicClient, contract, { fromBlock }),
    );
    const found = [];
    for (const { id, publisher, origin } of listed.models) {
      const { price, withdrawn } = await models.readModel(network.publicClient, contract, id);
      found.push({ id, publisher, origin, price, withdrawn });
    }
    const rows = found.map((one) => [one.id, one.origin, one.withdrawn ? 'withdrawn' : formatAmount(one.price)]);
    const text = rows.length === 0 ? 'no model is published yet' : table(rows);
    return { json: { models: found, nextBlock: listed.cursor.nextBlock }, text };
  });
}
