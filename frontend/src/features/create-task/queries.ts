import { errorCode, keyholders, keyholdersAbi, readEvents, training, trainingAbi } from '@tacit/sdk';
import { queryOptions } from '@tanstack/react-query';
import type { Address, Hex } from 'viem';
import { estimateContractGas, getGasPrice, getTransactionReceipt } from 'viem/actions';
import type { TrainingEvent } from '../../app/chain/training-history.ts';
import type { Network } from '../../app/network.ts';
import { comparable, type MeasuredGas, medianOf, type SentUpdate } from './estimates.ts';

export interface RegisteredKeyholder {
  readonly address: Address;
  readonly stake: bigint;
  readonly free: bigint;
}

/** Everybody with a registered key, those with the most free stake first. */
export const registeredKeyholders = (network: Network) =>
  queryOptions({
    queryKey: [network.chainId, 'registered-keyholders'],
    queryFn: async (): Promise<readonly RegisteredKeyholder[]> => {
      const address = network.contract('Keyholders');
      const source = { abi: keyholdersAbi, address };
      const { events } = await readEvents(network.reader, source, { fromBlock: network.fromBlock });
      const owners = events.flatMap((event) => (event.eventName === 'MemberRegistered' ? [event.args.owner] : []));
      const members = await Promise.all(
        owners.map(async (owner) => {
          const { stake, free } = await keyholders.readMember(network.reader, address, owner);
          return { address: owner, stake, free };
        }),
      );
      return members.sort((a, b) => (a.free < b.free ? 1 : a.free > b.free ? -1 : 0));
    },
    refetchInterval: 10_000,
  });

const LAST_UPDATES = 8;
const LAST_FINALISATIONS = 4;

async function gasUsed({ reader }: Network, hash: Hex): Promise<bigint> {
  return (await getTransactionReceipt(reader, { hash })).gasUsed;
}

function sentUpdates(events: readonly TrainingEvent[]): SentUpdate<Hex>[] {
  const steps = new Map<Hex, number>();
  const sent = new Map<Hex, SentUpdate<Hex>>();
  for (const { eventName, args, transactionHash: hash } of events) {
    if (eventName === 'TaskCreated') steps.set(args.task, args.terms.work.steps);
    if (eventName !== 'UpdateSubmitted') continue;
    const updates = (sent.get(hash)?.updates ?? 0) + 1;
    sent.set(hash, { hash, steps: steps.get(args.task) ?? 0, updates });
  }
  return [...sent.values()];
}

/** By the receipts of the last updates and finalisations on this network, whatever their tasks. */
export const measuredGas = (network: Network, events: readonly TrainingEvent[], steps: number) => {
  const ends = events.flatMap(({ eventName, transactionHash }) =>
    eventName === 'RoundFinalised' ? [transactionHash] : [],
  );
  const lastEnds = ends.slice(-LAST_FINALISATIONS);
  const last = comparable(sentUpdates(events), steps).slice(-LAST_UPDATES);
  return queryOptions({
    queryKey: [network.chainId, 'measured-gas', last.map(({ hash }) => hash), lastEnds],
    queryFn: async (): Promise<MeasuredGas> => {
      const perUpdate = last.map(async ({ hash, updates }) => (await gasUsed(network, hash)) / BigInt(updates));
      const gas = medianOf(await Promise.all(perUpdate));
      const whole = await Promise.all(lastEnds.map((hash) => gasUsed(network, hash)));
      const update = gas === undefined ? undefined : { gas, steps: last[0]?.steps ?? 0 };
      return { update, finalisation: medianOf(whole) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
};

export const gasPrice = (network: Network) =>
  queryOptions({
    queryKey: [network.chainId, 'gas-price'],
    queryFn: () => getGasPrice(network.reader),
    refetchInterval: 15_000,
  });

/** Whether the chain has it: a transaction that was sent may still be on its way. */
export const isProposed = (network: Network, task: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'is-proposed', task],
    queryFn: async () =>
      (await training.readTask(network.reader, network.contract('Training'), task)).status !== 'none',
    refetchInterval: 4000,
  });

export type GasEstimate = { readonly gas: bigint } | { readonly refused: string | undefined };

/** What proposing these terms would take from this account now. */
export const creationGas = (
  network: Network,
  account: Address,
  { terms, salt }: { readonly terms: training.Terms; readonly salt: Hex },
) =>
  queryOptions({
    queryKey: [network.chainId, 'creation-gas', account, salt, training.encodeTerms(terms)],
    queryFn: async (): Promise<GasEstimate> => {
      const call = { abi: trainingAbi, address: network.contract('Training'), functionName: 'create' } as const;
      try {
        const value = training.poolOf(terms);
        return { gas: await estimateContractGas(network.reader, { ...call, args: [terms, salt], value, account }) };
      } catch (error) {
        // Why it is refused is said when it is sent; here it merely has no price.
        return { refused: errorCode(error) };
      }
    },
  });
