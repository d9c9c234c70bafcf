import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { EXIT, runTask } from '../support/run-task.ts';
import { formatAmount, formatTime, models, rawCid } from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { type ContractArguments, openContract, readHash } from './contract.ts';

interface Arguments extends ContractArguments {
  readonly id: string | undefined;
}

const cidOf = (digest: string): string =>
  BigInt(digest) === 0n ? 'not published: only the publisher serves it' : rawCid(BigInt(digest)).toString();

export default async function showTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const id = readHash(requireField(options, 'id'), 'id');
    const { network, contract } = await openContract(hre, options);
    const model = await models.readModel(network.publicClient, contract, id);
    const parents = await models.readParents(network.publicClient, contract, id);
    const trained = model.origin === 'trained';
    const rows = [
      ['id', id],
      ['publisher', model.publisher],
      ['origin', trained ? `trained, in round ${model.round} of ${model.task}` : 'uploaded: nobody vouches for it'],
      ['circuit', model.circuit],
      ['root', model.root.toString()],
      ['weights', cidOf(model.weightsCid)],
      ['description', cidOf(model.specCid)],
      ['licence', cidOf(model.licenceCid)],
      ['price', model.withdrawn ? 'withdrawn' : formatAmount(model.price)],
      ['published', formatTime(BigInt(model.publishedAt))],
      ...parents.map((parent) => ['made from', parent]),
    ];
    const exitCode = model.withdrawn ? EXIT.negative : EXIT.ok;
    return { json: { id, ...model, parents }, text: table(rows), exitCode };
  });
}
