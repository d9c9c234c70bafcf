import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { runTask } from '../support/run-task.ts';
import { formatTime, training } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { openAccount, readTaskId, requireTask, type SigningArguments, type TaskArguments } from './contract.ts';

interface Arguments extends SigningArguments, TaskArguments {
  readonly draw: boolean;
}

export default async function openTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const task = readTaskId(options);
    const { network, contract, clients } = await openAccount(hre, options);
    const client = network.publicClient;
    const { amounts } = requireTask(await training.readTask(client, contract, task), task);
    const sent = options.draw
      ? await sending('drawing the seed', (sendOptions) => training.drawSeed(clients, contract, task, sendOptions))
      : await sending('opening a round', (sendOptions) =>
          training.openRound(clients, contract, { task, bond: amounts.openingBond }, sendOptions),
        );
    const { round: number } = await training.readTask(client, contract, task);
    const round = await training.readRound(client, contract, { task, round: BigInt(number) });
    const invited = training.indicesOf(round.invited).length;
    const facts = { task, round: number, seed: round.seed, trainingEnds: round.trainingEnds, invited };
    const seed = options.draw ? round.seed : `the hash of block ${round.openedAt + 2n}`;
    return minedOutcome(sent, facts, [
      ['round', String(number)],
      ['seed', seed],
      ['training', `until ${formatTime(BigInt(round.trainingEnds))}, ${invited} trainers`],
    ]);
  });
}
