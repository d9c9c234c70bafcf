// All that the contract Training ever said, kept and brought up to date: what lists, rounds and figures follow from.
import { type ContractEvent, readEvents, trainingAbi } from '@tacit/sdk';
import { queryOptions } from '@tanstack/react-query';
import type { Network } from '../network.ts';

export type TrainingEvent = ContractEvent<typeof trainingAbi>;

export interface TrainingHistory {
  /** The oldest first. The same list as before while nothing was added or taken back. */
  readonly events: readonly TrainingEvent[];
  readonly nextBlock: bigint;
}

type ReadFrom = (fromBlock: bigint) => Promise<{ events: TrainingEvent[]; cursor: { nextBlock: bigint } }>;

/** Blocks that are read again each time: a chain may take back its last ones. */
export const REREAD_BLOCKS = 32n;

const isSame = (a: TrainingEvent, b: TrainingEvent | undefined): boolean =>
  a.transactionHash === b?.transactionHash && a.logIndex === b.logIndex && a.blockNumber === b.blockNumber;

/** From where the last reading ended, less some blocks. */
export async function goOn(read: ReadFrom, fromBlock: bigint, before?: TrainingHistory): Promise<TrainingHistory> {
  const again = (before?.nextBlock ?? 0n) - REREAD_BLOCKS;
  const start = again > fromBlock ? again : fromBlock;
  const kept = before?.events.filter(({ blockNumber }) => blockNumber < start) ?? [];
  const { events, cursor } = await read(start);
  const { nextBlock } = cursor;
  const unchanged =
    before?.events.length === kept.length + events.length &&
    events.every((event, i) => isSame(event, before.events[kept.length + i]));
  return { events: before && unchanged ? before.events : [...kept, ...events], nextBlock };
}

export const trainingHistory = (network: Network) => {
  const queryKey = [network.chainId, 'training-history'] as const;
  return queryOptions({
    queryKey,
    queryFn: ({ client }) => {
      const source = { abi: trainingAbi, address: network.contract('Training') };
      const read: ReadFrom = (fromBlock) => readEvents(network.reader, source, { fromBlock });
      return goOn(read, network.fromBlock, client.getQueryData<TrainingHistory>(queryKey));
    },
    refetchInterval: 4000,
    structuralSharing: false,
  });
};
