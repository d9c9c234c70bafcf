// Rounds whose model one may publish as proven: finalised, of a task that one coordinates.
import { training } from '@tacit/sdk';
import { queryOptions } from '@tanstack/react-query';
import { type Address, type Hex, isAddressEqual } from 'viem';
import type { Network } from '../../app/network.ts';

export interface OwnTask {
  readonly task: Hex;
  readonly circuit: Hex;
  /** The newest first. */
  readonly finalised: readonly number[];
}

async function finalisedRounds({ reader, contract }: Network, task: Hex): Promise<number[]> {
  const address = contract('Training');
  const { round: last } = await training.readTask(reader, address, task);
  const numbers = Array.from({ length: last }, (_, i) => last - i);
  const rounds = await Promise.all(
    numbers.map((round) => training.readRound(reader, address, { task, round: BigInt(round) })),
  );
  return numbers.filter((_, i) => rounds[i]?.status === 'finalised');
}

export const ownTasks = (network: Network, coordinator: Address) =>
  queryOptions({
    queryKey: [network.chainId, 'models', 'own-tasks', coordinator],
    refetchInterval: 8000,
    queryFn: async (): Promise<readonly OwnTask[]> => {
      const { reader, fromBlock, contract } = network;
      const { tasks } = await training.listTasks(reader, contract('Training'), { fromBlock });
      const own = tasks.filter((task) => isAddressEqual(task.coordinator, coordinator));
      const found = own.map(async ({ task, terms }) => ({
        ...{ task, circuit: terms.circuit },
        finalised: await finalisedRounds(network, task),
      }));
      return (await Promise.all(found)).reverse();
    },
  });
